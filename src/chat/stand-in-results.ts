import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { OutboxRow } from '../store/mail.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { findConversation, isTheirs, platformOf } from './conversations.ts';
import { withoutChoices } from './draft-card.ts';
import { PATIENCE_MS, type Reach } from './elsewhere.ts';
import { onPlatform, platformName } from './platform-names.ts';
import type { Room } from './room.ts';
import { peopleTexts as texts } from './texts-people.ts';
import type { Content } from './types.ts';

const BATCH = 200;
/** What is told on another platform in an hour, of one thread; that there was more is told once. */
const MOST = 10;
const HOUR_MS = 3_600_000;

/** The card of a run, and news such as a reminder. */
const RESULT = /^run:(?:notice:.+|[^:]+)$/;
const NOTICE = 'run:notice:';

/**
 * What came of runs and does not get through is told in another linked account's private thread, once, saying why. In its
 * own thread it stands too, as soon as that can be written to.
 */
export function createStandInResults(room: Room) {
  const { store, clock, log } = room;
  /** Where the last look ended, while there is more: what can be told nowhere must not hide what can. */
  let past: Pick<OutboxRow, '_id' | 'createdAt'> | null = null;

  async function waiting({ now }: Reach): Promise<Map<string, OutboxRow[]>> {
    const on = past
      ? { $or: [{ createdAt: { $gt: past.createdAt } }, { createdAt: past.createdAt, _id: { $gt: past._id } }] }
      : {};
    const rows = await store.outbox
      .find({
        workspace: EVERY_WORKSPACE,
        state: 'new',
        key: RESULT,
        elsewhereAt: null,
        createdAt: { $lte: new Date(now - PATIENCE_MS) },
        ...on,
      })
      .sort({ createdAt: 1, _id: 1 })
      .limit(BATCH)
      .lean<OutboxRow[]>();
    past = rows.length === BATCH ? (rows.at(-1) ?? null) : null;
    const byThread = new Map<string, OutboxRow[]>();
    for (const row of rows) byThread.set(row.thread, [...(byThread.get(row.thread) ?? []), row]);
    return byThread;
  }

  /** Nothing more is to be told elsewhere of these rows. */
  const done = (rows: OutboxRow[]) =>
    store.outbox.updateMany(
      { workspace: EVERY_WORKSPACE, _id: { $in: rows.map((row) => row._id) } },
      { $set: { elsewhereAt: clock.now() } },
    );

  /** What a message says in the end; null for a run that goes on, and for a failure, which is asked about as a card. */
  async function resultOf(rows: OutboxRow[]): Promise<Content | null> {
    const newest = rows.at(-1);
    if (!newest || newest.key.startsWith(NOTICE)) return newest?.content ?? null;
    const { workspace } = newest;
    const execution = await store.executions
      .findOne({ _id: newest.key.slice('run:'.length), workspace }, { status: 1, completedAt: 1 })
      .lean<Pick<ExecutionRow, 'status' | 'completedAt'>>();
    if (!execution || execution.status === 'running') return null;
    // The card as it stood before the run ended is followed by one that says how.
    if (execution.completedAt && newest.createdAt < execution.completedAt) return null;
    const asked = await room.prompts.find(workspace, 'failure', newest.key.slice('run:'.length));
    return asked?.state === 'open' ? null : newest.content;
  }

  async function tell(from: string, rows: OutboxRow[], reach: Reach): Promise<void> {
    const conversation = await findConversation(store, from);
    if (!conversation || !(await reach.isAway(from))) return;
    const owner = { workspace: conversation.workspace, user: conversation.user };
    const thread = await reach.another(owner, from);
    if (!thread) return;
    const platform = platformName(platformOf(from));
    const earlier = await store.outbox.countDocuments(
      { workspace: owner.workspace, thread, key: /^run:away:/, createdAt: { $gte: new Date(reach.now - HOUR_MS) } },
      { limit: MOST + 1 },
    );
    let told = earlier;
    for (const [key, same] of grouped(rows)) {
      const content = await resultOf(same);
      // The account may have been unlinked meanwhile.
      if (!(await isTheirs(store, thread, owner))) return;
      if (content !== null && told < MOST)
        await room.outbox.post(thread, `run:away:${key}`, because(content, platform));
      else if (content !== null)
        await room.outbox.post(
          thread,
          `run:away:${Math.floor(reach.now / HOUR_MS)}`,
          texts.awayMore(onPlatform(platformOf(from))),
        );
      if (content !== null) told += 1;
      await done(same);
    }
    log.info({ from, to: thread, rows: rows.length }, 'results told on another platform');
  }

  return async function standInResults(reach: Reach): Promise<void> {
    for (const [thread, rows] of await waiting(reach)) {
      await tell(thread, rows, reach).catch((error: unknown) =>
        log.error({ err: error }, 'telling elsewhere stumbled'),
      );
    }
  };
}

function grouped(rows: OutboxRow[]): Map<string, OutboxRow[]> {
  const byKey = new Map<string, OutboxRow[]>();
  for (const row of rows) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
  return byKey;
}

/** What is told there is to be read, not tapped: what can be done about it belongs to the run's own card. */
function because(content: Content, platform: string): Content {
  const why = texts.awayTold(platform);
  if (typeof content === 'string') return `${why}\n${content}`;
  const card = withoutChoices(content);
  return { ...card, body: [{ kind: 'alert', level: 'info', text: why }, ...card.body] };
}
