import { z } from 'zod';

/** What is read of Slack's deliveries; everything else in them is passed over. */

const id = z.string().min(1).max(40);
const stamp = z.string().regex(/^\d{1,16}\.\d{1,16}$/);

const file = z.object({
  id,
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
});
export type SlackFile = z.infer<typeof file>;

/** A message passed on with a few words of one's own. */
const passedOn = z.object({ is_share: z.boolean().nullish(), text: z.string().nullish() });

export const eventBody = z.object({
  type: z.literal('event_callback'),
  event_id: z.string().min(1).max(200),
  team_id: id.nullish(),
  authorizations: z.array(z.object({ team_id: id.nullish(), user_id: id.nullish() })).nullish(),
  event: z.looseObject({ type: z.string() }),
});
export type EventBody = z.infer<typeof eventBody>;

export const messageEvent = z.object({
  type: z.enum(['message', 'app_mention']),
  subtype: z.string().nullish(),
  channel: id,
  channel_type: z.string().nullish(),
  user: id,
  text: z.string().nullish(),
  ts: stamp,
  thread_ts: stamp.nullish(),
  bot_id: z.string().nullish(),
  // What came along and is not understood takes nothing of what was said with it.
  files: z.array(file.nullable().catch(null)).nullish().catch(null),
  attachments: z.array(passedOn).nullish().catch(null),
  /** The same text with its emoji as characters. */
  blocks: z.unknown().optional(),
});
export type MessageEvent = z.infer<typeof messageEvent>;

export const changedEvent = z.object({
  type: z.literal('message'),
  subtype: z.literal('message_changed'),
  channel: id,
  channel_type: z.string().nullish(),
  message: z.object({
    user: id,
    bot_id: z.string().nullish(),
    text: z.string().nullish(),
    ts: stamp,
    thread_ts: stamp.nullish(),
  }),
  previous_message: z.object({ text: z.string().nullish() }),
});

export const reactionEvent = z.object({
  type: z.literal('reaction_added'),
  user: id,
  reaction: z.string().min(1).max(100),
  item: z.object({ type: z.literal('message'), channel: id, ts: stamp }),
  event_ts: stamp,
});

export const stoppedEvent = z.object({
  type: z.literal('agent_session_stopped'),
  channel: id,
  user: id,
  thread_ts: stamp,
});

export const homeEvent = z.object({ type: z.literal('app_home_opened'), user: id, channel: id, tab: z.string() });

export const revokedEvent = z.object({
  type: z.literal('tokens_revoked'),
  tokens: z.object({ bot: z.array(z.string()).nullish() }),
});

const acted = z.object({
  type: z.string(),
  action_id: z.string(),
  value: z.string().nullish(),
  action_ts: z.string().nullish(),
});

/** What stands in the inputs of a message or view. */
const shownState = z.object({ values: z.unknown() }).nullish();

export const actionsBody = z.object({
  type: z.literal('block_actions'),
  team: z.object({ id }).nullish(),
  user: z.object({ id }),
  trigger_id: z.string().nullish(),
  container: z.object({
    type: z.string(),
    message_ts: stamp.nullish(),
    channel_id: id.nullish(),
    thread_ts: stamp.nullish(),
    view_id: z.string().nullish(),
  }),
  channel: z.object({ id }).nullish(),
  message: z.object({ thread_ts: stamp.nullish() }).nullish(),
  view: z.object({ id: z.string(), type: z.string(), state: shownState }).nullish(),
  state: shownState,
  actions: z.array(acted).min(1).max(50),
});
export type ActionsBody = z.infer<typeof actionsBody>;

export const submissionBody = z.object({
  type: z.literal('view_submission'),
  user: z.object({ id }),
  view: z.object({
    id: z.string().min(1).max(100),
    team_id: id.nullish(),
    app_installed_team_id: id.nullish(),
    callback_id: z.string().optional(),
    private_metadata: z.string().optional(),
    blocks: z.array(z.object({ block_id: z.string().optional() })).optional(),
    state: z.object({ values: z.unknown() }).optional(),
  }),
});

export const commandBody = z.object({
  command: z.string(),
  text: z.string().nullish(),
  team_id: id,
  user_id: id,
  channel_id: id,
  trigger_id: z.string().min(1).max(200),
});
