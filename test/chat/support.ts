import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { nameThem } from '../../adapters/index.ts';
import type { Definition } from '../../src/automation/definition.ts';
import { createEngine, type Engine } from '../../src/chat/engine.ts';
import { createPeople, type Member, type People } from '../../src/chat/people.ts';
import type { Author, Card, Limits, ThreadId, TurnOutcome } from '../../src/chat/types.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { newId } from '../../src/ids.ts';
import type { Planner, PlannerInput, PlannerReply } from '../../src/planner/types.ts';
import { noWake } from '../../src/queue/wake.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { InboxRow } from '../../src/store/mail.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import type { Store } from '../../src/store/store.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import { createMemoryAdapter, MemoryPlatform } from '../contracts/memory-adapter.ts';
import { emptyStore, openTestStore } from '../support/store.ts';
import { FakeAutomation } from './fake-automation.ts';

nameThem();

export const WANJIRU: Author = { id: 'wanjiru', name: 'Wanjiru' };
export const OTIENO: Author = { id: 'otieno', name: 'Otieno' };
export const STRANGER: Author = { id: 'stranger', name: 'Someone' };

/** A clock that moves by a millisecond whenever it is read, and as far as it is told. */
export class TestClock {
  private time = Date.parse('2026-11-20T07:42:00.123Z');
  now(): Date {
    this.time += 1;
    return new Date(this.time);
  }
  advance(ms: number): void {
    this.time += ms;
  }
}

type Scripted = PlannerReply | Error | ((input: PlannerInput) => PlannerReply | Promise<PlannerReply>);

/** A planner that says what it was told to say, and keeps what it was asked. */
export class ScriptedPlanner {
  readonly asked: PlannerInput[] = [];
  readonly script: Scripted[] = [];
  readonly plan: Planner = async (input) => {
    this.asked.push(input);
    const next = this.script.shift();
    if (next instanceof Error) throw next;
    if (typeof next === 'function') return next(input);
    return next ?? { kind: 'say', text: `You said: ${input.text}` };
  };
  will(...replies: Scripted[]): this {
    this.script.push(...replies);
    return this;
  }
  get texts(): string[] {
    return this.asked.map((input) => input.text);
  }
}

export function definition(name = 'Weekly report', more: Partial<Definition> = {}): Definition {
  return {
    name,
    description: '',
    policy: {},
    triggers: [{ type: 'manual' }],
    steps: [{ id: 'step_1', service: 'email', action: 'send_email', params: { to: 'amina@example.com' } }],
    ...more,
  };
}

export const proposal = (name?: string, more: Partial<Definition> = {}): PlannerReply => ({
  kind: 'propose',
  definition: definition(name, more),
  assumptions: [],
});

export interface Room {
  store: Store;
  clock: TestClock;
  platform: MemoryPlatform;
  automation: FakeAutomation;
  planner: ScriptedPlanner;
  fallback: ScriptedPlanner;
  people: People;
  engine: Engine;
  /** Another process on the same store. */
  another(): Engine;
  thread: ThreadId;
  open(...people: Author[]): ThreadId;
  /** Says something and lets everything that follows happen. */
  say(text: string, from?: Author, thread?: ThreadId, more?: { id?: string }): Promise<TurnOutcome | null>;
  /** Sends without handling. */
  send(text: string, from?: Author, thread?: ThreadId, more?: Record<string, unknown>): Promise<string>;
  tap(
    label: string,
    from?: Author,
    about?: string,
    more?: { id?: string; thread?: ThreadId; values?: Record<string, string> },
  ): Promise<TurnOutcome | null>;
  settle(thread?: ThreadId): Promise<void>;
  outcome(id: string): Promise<InboxRow | null>;
  card(about: string, thread?: ThreadId): Card;
  texts(thread?: ThreadId): string[];
  /** A workflow that is on, as an approval leaves it. */
  workflow(name?: string, more?: Partial<WorkflowRow>): Promise<WorkflowRow>;
  member(author?: Author): Promise<Member>;
  close(): Promise<void>;
}

/** A promise resolved from outside: what a planner waits for in a test. */
export function deferred(): { promise: Promise<void>; resolve(): void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** A room on an empty database, for one test. */
export async function emptyRoom(store: Store, options: Parameters<typeof openRoom>[1] = {}): Promise<Room> {
  await emptyStore(store);
  return openRoom(store, options);
}

/** Gives each test of a file a room of its own on an empty database. Called at the top of the file. */
export function roomForEach(take: (room: Room) => void, options: Parameters<typeof openRoom>[1] = {}): void {
  let opened: Awaited<ReturnType<typeof openTestStore>>;
  let room: Room | undefined;
  beforeAll(async () => {
    opened = await openTestStore();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    room = await emptyRoom(opened.store, options);
    take(room);
  });
  afterEach(() => room?.close());
}

/** Changes a run as a worker does: its row, and that its card shows less than is so. */
export async function touchRun(room: Room, of: ExecutionRow, set: Partial<ExecutionRow> = {}): Promise<void> {
  await room.store.executions.updateOne({ _id: of._id, workspace: of.workspace }, { $set: set, $inc: { dirty: 1 } });
}

/** A whole engine over a store of its own, with a platform in memory. */
export function openRoom(
  store: Store,
  options: { limits?: Partial<Limits>; noFallback?: boolean; catalogue?: boolean } = {},
): Room {
  const clock = new TestClock();
  const platform = new MemoryPlatform({
    name: 'memory',
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const adapter = createMemoryAdapter(platform);
  const automation = new FakeAutomation(store, clock);
  const planner = new ScriptedPlanner();
  const fallback = new ScriptedPlanner();
  const ADMINS = [`${platform.name}:${WANJIRU.id}`];
  const people = createPeople({
    store,
    clock,
    config: { ADMINS },
    policy: async (_platform, author) => (author.id === OTIENO.id ? 'own' : null),
    profile: (_platform, author) => adapter.profile(author),
  });
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const engines: Engine[] = [];
  const another = () => {
    const engine = createEngine({
      store,
      wake: noWake,
      adapters: [adapter],
      automation,
      planners: { primary: planner.plan, name: 'claude', ...(options.noFallback ? {} : { fallback: fallback.plan }) },
      people,
      clock,
      log,
      config: { WORKFLOW_CURRENCY: 'KES', NOD_TEST: true },
      ...(options.catalogue ? { catalogue: createCatalogue() } : {}),
    });
    engines.push(engine);
    return engine;
  };
  const engine = another();
  platform.inbox = engine.inbox;
  const open = (...who: Author[]) => platform.open(who.length > 0 ? who : [WANJIRU]);
  const thread = open();

  const room: Room = {
    store,
    clock,
    platform,
    automation,
    planner,
    fallback,
    people,
    engine,
    another,
    thread,
    open,
    async settle(where = thread) {
      for (let round = 0; round < 8; round++) {
        await engine.idle();
        await engine.handleConversation(where);
        await engine.deliverOutbox(where);
        await engine.idle();
        const due = { workspace: EVERY_WORKSPACE, thread: where, state: 'new' as const, dueAt: { $lte: clock.now() } };
        if (!(await store.inbox.exists(due)) && !(await store.outbox.exists(due))) return;
      }
    },
    async send(text, from = WANJIRU, where = thread, more = {}) {
      return platform.say(where, from, text, { sentAt: clock.now().toISOString(), ...more });
    },
    async say(text, from = WANJIRU, where = thread, more = {}) {
      const id = await room.send(text, from, where, more);
      await room.settle(where);
      return ((await room.outcome(id))?.outcome ?? null) as TurnOutcome | null;
    },
    async tap(label, from = WANJIRU, about = '', more = {}) {
      const where = more.thread ?? thread;
      const found = [...platform.shown(where)]
        .reverse()
        .map((message) => ({ message, choice: choiceOf(message.content, label, about) }))
        .find((one) => one.choice);
      if (!found?.choice) throw new Error(`no choice “${label}” in:\n${platform.texts(where).join('\n---\n')}`);
      const choice = { name: found.choice.name, value: found.choice.value };
      const id = await platform.tap(where, from, {
        messageId: found.message.id,
        choice,
        sentAt: clock.now().toISOString(),
        ...(more.id ? { id: more.id } : {}),
        ...(more.values ? { values: more.values } : {}),
      });
      await room.settle(where);
      return ((await room.outcome(id))?.outcome ?? null) as TurnOutcome | null;
    },
    outcome: (id) =>
      store.inbox.findOne({ _id: `${platform.name}:${id}`, workspace: EVERY_WORKSPACE }).lean<InboxRow>(),
    card: (about, where = thread) => platform.card(where, about).card,
    texts: (where = thread) => platform.texts(where),
    async member(author = WANJIRU) {
      const found = await people.recognise(platform.name, author);
      if (!found) throw new Error(`${author.id} is a stranger`);
      return found;
    },
    async workflow(name = 'Weekly report', more = {}) {
      const { workspace, user } = await room.member();
      const now = clock.now();
      const row: WorkflowRow = {
        _id: newId('wf'),
        workspace,
        user,
        name,
        description: '',
        definition: definition(name),
        status: 'active',
        version: 1,
        executionCount: 0,
        failuresInARow: 0,
        lastExecutedAt: null,
        createdFromRoom: thread,
        createdFromDraft: null,
        report: 'every',
        pausedReason: null,
        createdAt: now,
        updatedAt: now,
        ...more,
      };
      await store.workflows.create(row);
      return row;
    },
    async close() {
      await Promise.all(engines.map((one) => one.stop()));
    },
  };
  return room;
}

function choiceOf(content: string | Card, label: string, about: string) {
  if (typeof content === 'string' || !JSON.stringify(content).includes(about)) return null;
  return content.choices?.find((choice) => choice.label === label) ?? null;
}
