/** What of WhatsApp's page the library needs for what is done here, as `module.member`, found by reading version 1.34.7. */

/** Without one of these nothing can be sent or read. */
export const NEEDED = [
  'WAWebSocketModel.Socket',
  'WAWebCmd.Cmd',
  'WAWebConnModel.Conn',
  'WAWebCollections.Msg',
  'WAWebCollections.Chat',
  'WAWebCollections.Contact',
  'WAWebWidFactory.createWid',
  'WAWebWidFactory.asUserWidOrThrow',
  'WAWebMsgKey.newId',
  'WAWebMsgKey.fromString',
  'WAWebUserPrefsMeUser.getMaybeMePnUser',
  'WAWebUserPrefsMeUser.getMaybeMeLidUser',
  'WAWebFindChatAction.findOrCreateLatestChat',
  'WAWebChatGetters.getIsNewsletter',
  'WAWebChatGetters.getIsBroadcast',
  'WALinkify.findLink',
  'WALinkify.findLinks',
  'WAWebGetEphemeralFieldsMsgActionsUtils.getEphemeralFields',
  'WAWebSendMsgChatAction.addAndSendMsgToChat',
  'WAWebAddonPollVoteTableMode.pollVoteTableMode.bulkUpsert',
] as const;

/** Without one of these something smaller is missing; it is said in the log and the rest works. */
export const WANTED = [
  'WAWebMsgReply.canReplyMsg',
  'WAWebPollsVotesSchema.getTable',
  'WAWebAddonReactionTableMode.reactionTableMode.bulkUpsert',
  'WAWebSendReactionMsgAction.sendReactionToMsg',
  'WAWebSendMessageEditAction.sendMessageEdit',
  'WAWebMsgActionCapability.canEditText',
  'WAWebChatLoadMessages.loadEarlierMsgs',
  'WAWebChatStateBridge.sendChatStateComposing',
  'WAWebUpdateUnreadChatAction.sendSeen',
  'WAWebQueryExistsJob.queryWidExists',
  'WAWebApiContact.getCurrentLid',
  'WAWebApiContact.getPhoneNumber',
  'WAWebMediaOpaqueData.createFromData',
  'WAWebPrepRawMedia.prepRawMedia',
  'WAWebMediaStorage.getOrCreateMediaObject',
  'WAWebMmsMediaTypes.msgToMediaType',
  'WAWebMediaMmsV4Upload.uploadMedia',
  'WAWebDownloadManager.downloadManager',
] as const;
