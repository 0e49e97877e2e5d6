import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import type { ThreadId } from '../../src/chat/types.ts';
import { askerName } from './delivery.ts';
import { emojiOf, plainText } from './face/mrkdwn.ts';
import { words } from './face/words.ts';
import type { Kept } from './gate.ts';
import type { InboundRoom } from './inbound.ts';
import type { changedEvent, MessageEvent } from './payloads.ts';
import { talkName } from './posting.ts';
import { authorId, isDirect, messageId, placeOf, threadId, timeOf } from './threads.ts';

/** Of all the subtypes only these are somebody saying something. */
const SAYING = new Set(['file_share', 'thread_broadcast']);
const FOLLOW_SECONDS = 180 * 86_400;
/** As long as what is said below one of our direct messages is answered there. */
const TALK_SECONDS = 10 * 60;
const DAY_SECONDS = 86_400;
/** As long as Slack may tell of it again. */
const SAID_SECONDS = 2 * 3600;
const MOST_FILES = 20;
/** Names make a text readable; nobody waits long for them. */
const NAMES_MS = 1000;

/** Messages of people: in direct messages all of them, in channels those that mention the bot and what follows in their thread. */
export function createInboundMessages(room: InboundRoom) {
  const { memory, people } = room;

  const followName = (channel: string, root: string) => `follow:${messageId(channel, root)}`;

  async function follows(team: string, channel: string, root: string): Promise<boolean> {
    if (await memory.get(followName(channel, root))) return true;
    return (await memory.recent(threadId({ team, channel, root }), 1)).length > 0;
  }

  /** What is said below a message of ours that stands on the top level belongs to that conversation. */
  async function directThread(team: string, event: MessageEvent): Promise<ThreadId> {
    const { channel, ts } = event;
    const root = event.thread_ts ?? ts;
    const above = root === ts ? null : await memory.byMessage(messageId(channel, root));
    if (!above || placeOf(above.thread).root !== undefined) return threadId({ team, channel, root });
    await memory.set(talkName(channel), root, TALK_SECONDS);
    return above.thread;
  }

  /** Null: said among others, and not to us. */
  async function threadOf(team: string, bot: string, event: MessageEvent): Promise<ThreadId | null> {
    const { channel, ts, thread_ts } = event;
    if (direct(event)) return directThread(team, event);
    const root = thread_ts ?? ts;
    if (called(event, bot)) await memory.set(followName(channel, root), 1, FOLLOW_SECONDS);
    else if (!thread_ts || !(await follows(team, channel, root))) return null;
    return threadId({ team, channel, root });
  }

  async function plain(team: string, bot: string, event: MessageEvent): Promise<string> {
    const said = withoutCall(wholeText(event), bot);
    const emoji = emojiOf(event.blocks);
    const ids = [...said.matchAll(/<[@#]([A-Z0-9]+)(?:\|)?>/g)].map((match) => match[1] ?? '');
    if (ids.length === 0) return plainText(said, new Map(), emoji);
    const late = wait(NAMES_MS, new Map<string, string>(), { ref: false });
    return plainText(said, await Promise.race([people.names(team, ids), late]), emoji);
  }

  return {
    async said(team: string, bot: string, event: MessageEvent): Promise<Kept> {
      const ours = event.user === bot || event.user === 'USLACKBOT';
      if (ours || event.bot_id || (event.subtype && !SAYING.has(event.subtype))) return {};
      // Nothing is looked up or kept of what people of a busy channel say to each other.
      if (!direct(event) && !event.thread_ts && !called(event, bot)) return {};
      // A mention comes twice, as a message and as a mention, and both until they are acknowledged; what was said is one.
      const id = messageId(event.channel, event.ts);
      if (await memory.get(`said:${id}`)) return {};
      const thread = await threadOf(team, bot, event);
      if (thread === null) return {};
      const { root } = placeOf(thread);
      if (!direct(event) && root) await memory.set(askerName(event.channel, root), event.user, DAY_SECONDS);
      const files = (event.files ?? []).flatMap((file) => file ?? []).slice(0, MOST_FILES);
      await room.inbox().message({
        id,
        thread,
        author: { id: authorId(team, event.user) },
        text: await plain(team, bot, event),
        attachments: await Promise.all(files.map((file) => room.file(team, file))),
        sentAt: timeOf(event.ts),
      });
      await memory.set(`said:${id}`, 1, SAID_SECONDS);
      return {};
    },

    /**
     * A message that was edited stays what it was when it was read, so that no edit turns a no into a yes; who edits is told
     * once. A deleted one stays said. Slack also tells of previews here: those change no text.
     */
    async changed(team: string, bot: string, event: z.infer<typeof changedEvent>): Promise<Kept> {
      const { channel, message, previous_message: before } = event;
      const { user, ts } = message;
      if (message.bot_id || user === bot || (message.text ?? '') === (before.text ?? '')) return {};
      const root = message.thread_ts ?? undefined;
      if (!direct(event) && !(await follows(team, channel, root ?? ts))) return {};
      if (!(await memory.setOnce(`edited:${messageId(channel, ts)}`, 1, DAY_SECONDS))) return {};
      return { after: () => room.hint({ team, channel, root: root ?? ts, user }, words.editIgnored) };
    },
  };
}

const direct = (event: Pick<MessageEvent, 'channel' | 'channel_type'>): boolean =>
  event.channel_type === 'im' || isDirect(event.channel);

const called = (event: MessageEvent, bot: string): boolean =>
  event.type === 'app_mention' || (bot !== '' && mentions(event.text ?? '', bot));

const mentions = (text: string, bot: string): boolean => text.includes(`<@${bot}>`) || text.includes(`<@${bot}|`);

/** Without the mention that only calls the bot, before or after what is said. In steps, as texts may be long and odd. */
function withoutCall(text: string, bot: string): string {
  let said = text.trim();
  if (bot === '') return said;
  const call = `<@${bot}(?:\\|[^<>]*)?>`;
  const before = new RegExp(`^${call}[\\s,:]*`);
  const alone = new RegExp(`^${call}$`);
  for (let match = before.exec(said); match; match = before.exec(said)) said = said.slice(match[0].length);
  for (let at = said.lastIndexOf('<'); at >= 0 && alone.test(said.slice(at)); at = said.lastIndexOf('<')) {
    said = said.slice(0, at).trimEnd();
  }
  return said;
}

/** What was said, and below it what was passed on with it. */
function wholeText(event: MessageEvent): string {
  const passedOn = (event.attachments ?? []).filter((one) => one.is_share).map((one) => one.text ?? '');
  return [event.text ?? '', ...passedOn.slice(0, MOST_FILES)].filter(Boolean).join('\n\n');
}
