import { SpanKind } from '@opentelemetry/api';
import type { Clock } from '../clock.ts';
import type { Wake } from '../queue/wake.ts';
import { isDuplicate } from '../store/duplicate.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { InboxRow } from '../store/mail.ts';
import type { Store } from '../store/store.ts';
import { isTracing, spanned, traced } from '../tracing.ts';
import { NOBODY, openConversation, platformOf } from './conversations.ts';
import type { People } from './people.ts';
import type { Action, Inbox, Message } from './types.ts';

/** Text kept of one message; what is longer is refused with an honest answer, so no more of it is needed. */
export const MAX_TEXT = 20_000;
const MAX_STORED = 4_000;
/** How long after a message a tap is still part of its trace. */
const TRACED_MS = 3_600_000;

/**
 * Stores deliveries before the platform hears yes (majority write), each once; then wakes their conversation. `fresh` is
 * called for new ones, to handle at once what need not wait for a turn.
 */
export function createInbox(deps: {
  store: Store;
  clock: Clock;
  wake: Wake;
  people: People;
  fresh(row: Pick<InboxRow, '_id' | 'thread' | 'kind'>): void;
  overview: Inbox['overview'];
}): Inbox {
  const { store, clock, wake, people } = deps;
  let last = '';
  let count = 0;

  /** Rises with arrival, also within one millisecond. */
  function nextOrder(now: Date): string {
    const time = now.toISOString();
    count = time === last ? count + 1 : 0;
    last = time;
    return `${time}-${String(count).padStart(6, '0')}`;
  }

  /** A tap belongs to the trace of what was said before it, while that is fresh; whatever is typed begins one. */
  async function saidBefore(kind: InboxRow['kind'], thread: string): Promise<string | null> {
    if (kind === 'message' || !isTracing()) return null;
    const since = new Date(clock.now().getTime() - TRACED_MS);
    const row = await store.inbox
      .findOne({ workspace: EVERY_WORKSPACE, thread, kind: 'message', receivedAt: { $gte: since } }, { trace: 1 })
      .sort({ order: -1 })
      .lean();
    return row?.trace ?? null;
  }

  async function keep(kind: InboxRow['kind'], body: Message | Action, title: string): Promise<void> {
    const parent = await saidBefore(kind, body.thread);
    const name = kind === 'message' ? 'message' : 'tap';
    const ids = { 'nod.platform': platformOf(body.thread) };
    return spanned(name, { parent, kind: SpanKind.SERVER, ids }, () => keepOne(kind, body, title));
  }

  async function keepOne(kind: InboxRow['kind'], body: Message | Action, title: string): Promise<void> {
    const platform = platformOf(body.thread);
    const _id = inboxId(body);
    if (await store.inbox.exists({ _id, workspace: EVERY_WORKSPACE })) return wake.conversation(body.thread);
    const person = await people.recognise(platform, body.author);
    await openConversation({ store, clock }, body.thread, person, title);
    const now = clock.now();
    const row: InboxRow = {
      _id,
      workspace: person?.workspace ?? NOBODY,
      thread: body.thread,
      kind,
      body,
      state: 'new',
      attempts: 0,
      dueAt: now,
      order: nextOrder(now),
      batch: null,
      fence: 0,
      progress: null,
      error: null,
      outcome: null,
      receivedAt: now,
      doneAt: null,
      ...traced(),
    };
    try {
      await store.inbox.create(row);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return wake.conversation(body.thread);
    }
    deps.fresh(row);
    wake.conversation(body.thread);
  }

  return {
    async message(message) {
      const text = storable(message.text);
      // The length is what tells a person that it was too long; the essence of it is kept for the transcript.
      const kept =
        text.length > MAX_TEXT
          ? { ...message, text: text.slice(0, MAX_STORED), tooLong: text.length }
          : { ...message, text };
      await keep('message', kept, text);
    },
    action: (action) => keep('action', action, ''),
    overview: deps.overview,
    async stop(thread, author) {
      const person = await people.find(platformOf(thread), author);
      if (!person) return;
      const { workspace, user } = person;
      await store.conversations.updateOne({ _id: thread, workspace, user }, { $set: { stopAt: clock.now() } });
    },
    async reachable(thread) {
      const now = clock.now();
      await store.outbox.updateMany(
        { workspace: EVERY_WORKSPACE, thread, state: 'new', dueAt: { $gt: now } },
        { $set: { dueAt: now } },
      );
      wake.outbox(thread);
    },
  };
}

/** The inbox row of a delivery: `platform:delivery id`. */
const inboxId = (body: Pick<Message, 'id' | 'thread'>): string => `${platformOf(body.thread)}:${body.id}`;

/** Without lone surrogates and NUL, which neither storage nor planners take. */
const storable = (text: string): string => text.replace(LONE_SURROGATE, '\uFFFD').replaceAll('\u0000', '');

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
