import type { z } from 'zod';
import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Inbox } from '../../src/chat/types.ts';
import { PlatformError } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import type { Connection } from './connection.ts';
import { createFiles } from './files.ts';
import type { Kept } from './gate.ts';
import type { Home } from './home.ts';
import { createInboundMessages } from './inbound-messages.ts';
import { createLanes } from './lanes.ts';
import {
  actionsBody,
  changedEvent,
  commandBody,
  type EventBody,
  eventBody,
  homeEvent,
  messageEvent,
  reactionEvent,
  revokedEvent,
  stoppedEvent,
  submissionBody,
} from './payloads.ts';
import type { SlackPeople } from './people.ts';
import { createReactions } from './reactions.ts';
import { createSlashCommand } from './slash.ts';
import { createTaps } from './taps.ts';
import { authorId, messageId, placeOf, threadId } from './threads.ts';
import type { SlackWeb } from './web.ts';

export interface InboundDeps {
  inbox: () => Inbox | null;
  memory: AdapterMemory;
  people: SlackPeople;
  connection: Connection;
  home: Home;
  web: SlackWeb;
  log: Log;
}

/** What the parts of the inbound side work with. */
export interface InboundRoom extends Omit<InboundDeps, 'inbox'> {
  /** The engine's inbox. Throws before the adapter is started. */
  inbox(): Inbox;
  /** What a file is; what is in it stays in Slack. */
  file: ReturnType<typeof createFiles>;
  /** Says something to one person in a place, best effort. */
  hint(at: { team: string; channel: string; root?: string; user: string }, text: string): Promise<void>;
}

/** Slack gives an event up after an hour. */
const SEEN_SECONDS = 2 * 3600;
/** What is stuck holds up what comes after it no longer than this; both come again. */
const MOST_BEFORE_MS = 2000;

/** Turns Slack's deliveries into messages and actions of the contract, kept before it returns. Throws where they could not be. */
export function createInbound(deps: InboundDeps): (body: Record<string, unknown>) => Promise<Kept> {
  const { memory, connection, home, log } = deps;
  const room: InboundRoom = {
    ...deps,
    file: createFiles(deps),
    inbox() {
      const inbox = deps.inbox();
      if (!inbox) throw new PlatformError('unreachable', 'Slack is not started');
      return inbox;
    },
    async hint({ team, channel, root, user }, text) {
      const where = { channel, user, ...(root === undefined ? {} : { thread_ts: root }) };
      await deps.web
        .once(team)
        .chat.postEphemeral({ ...where, text })
        .catch((error: unknown) => log.debug({ err: error }, 'a hint was not shown'));
    },
  };
  const messages = createInboundMessages(room);
  const taps = createTaps(room);
  const slash = createSlashCommand(room);
  const reacted = createReactions(room);
  const inOrder = createLanes(MOST_BEFORE_MS);

  /** Events are delivered until they are acknowledged, sometimes after it. Messages are known by themselves. */
  async function once(body: EventBody, handle: () => Promise<Kept>): Promise<Kept> {
    const name = `event:${body.event_id}`;
    if (await memory.get(name)) return {};
    const kept = await handle();
    await memory.set(name, 1, SEEN_SECONDS);
    return kept;
  }

  async function event(body: EventBody): Promise<Kept> {
    const me = connection.identity();
    const installed = body.authorizations?.[0];
    const team = installed?.team_id ?? body.team_id ?? me?.team;
    if (!team || (me && team !== me.team)) return {};
    const bot = me?.botUser ?? installed?.user_id ?? '';
    const said = messageEvent.safeParse(body.event);
    if (said.success) return inOrder(said.data.channel, () => messages.said(team, bot, said.data));
    const changed = changedEvent.safeParse(body.event);
    if (changed.success) return once(body, () => messages.changed(team, bot, changed.data));
    const reaction = reactionEvent.safeParse(body.event);
    if (reaction.success) return once(body, () => reacted(team, bot, reaction.data));
    const stopped = stoppedEvent.safeParse(body.event);
    if (stopped.success) return once(body, () => stop(team, stopped.data));
    const opened = homeEvent.safeParse(body.event);
    if (opened.success) return once(body, async () => home.opened(team, opened.data));
    lost(body, bot);
    return {};
  }

  /** Somebody pressed Stop. What is being shown of an answer Slack itself ends. */
  async function stop(team: string, { channel, user, thread_ts: root }: z.infer<typeof stoppedEvent>): Promise<Kept> {
    const above = await memory.byMessage(messageId(channel, root));
    const onTop = above && placeOf(above.thread).root === undefined;
    await room.inbox().stop?.(onTop ? above.thread : threadId({ team, channel, root }), { id: authorId(team, user) });
    return {};
  }

  /** The app was taken away, or its token was. */
  function lost(body: EventBody, bot: string): void {
    if (body.event.type === 'app_uninstalled') connection.broken('app_uninstalled');
    const revoked = revokedEvent.safeParse(body.event);
    if (revoked.success && revoked.data.tokens.bot?.includes(bot)) connection.broken('token_revoked');
  }

  return async (body) => {
    const some = eventBody.safeParse(body);
    if (some.success) return event(some.data);
    const actions = actionsBody.safeParse(body);
    if (actions.success) return inOrder(actions.data.user.id, () => taps.tapped(actions.data));
    const submission = submissionBody.safeParse(body);
    if (submission.success) return inOrder(submission.data.user.id, () => taps.submitted(submission.data));
    const command = commandBody.safeParse(body);
    if (command.success) return slash(command.data);
    log.debug({ type: body.type }, 'Slack sent something of no use here');
    return {};
  };
}
