import { pino } from 'pino';
import { nameThem } from '../../adapters/index.ts';
import { createEngine, type Engine } from '../../src/chat/engine.ts';
import { createPeople, type People } from '../../src/chat/people.ts';
import type { Adapter, Admission, Author, Card, ThreadId, TurnOutcome } from '../../src/chat/types.ts';
import { newId } from '../../src/ids.ts';
import { noWake } from '../../src/queue/wake.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { InboxRow } from '../../src/store/mail.ts';
import type { StepRow } from '../../src/store/runs.ts';
import type { Store } from '../../src/store/store.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import { createMemoryAdapter, MemoryPlatform } from '../contracts/memory-adapter.ts';
import { emptyStore } from '../support/store.ts';
import { executionRow, FakeAutomation } from './fake-automation.ts';
import { definition, ScriptedPlanner, TestClock } from './support.ts';

nameThem();

export const ANN: Author = { id: 'T1/U1', name: 'Ann' };
export const BOB: Author = { id: 'T1/U2', name: 'Bob' };
export const PHONE: Author = { id: '+254700000001', name: 'Ann' };
export const OTHER: Author = { id: '+254700000002', name: 'Otieno' };

/** One engine on two platforms, `slack` and `whatsapp`, with a page's user besides. */
export interface House {
  store: Store;
  clock: TestClock;
  slack: MemoryPlatform;
  whatsapp: MemoryPlatform;
  automation: FakeAutomation;
  planner: ScriptedPlanner;
  people: People;
  engine: Engine;
  /** Another process on the same store. */
  another(): Engine;
  /** What the adapters report of themselves; changed by tests. */
  health: Record<'slack' | 'whatsapp', boolean>;
  reachable: Record<'slack' | 'whatsapp', boolean>;
  /** Numbers and users that are let in on the platform's own rule. */
  allowed: Map<string, Exclude<Admission, null>>;
  open(platform: MemoryPlatform, ...people: Author[]): ThreadId;
  say(thread: ThreadId, from: Author, text: string, more?: Record<string, unknown>): Promise<TurnOutcome | null>;
  tap(thread: ThreadId, from: Author, label: string, about?: string): Promise<TurnOutcome | null>;
  settle(...threads: string[]): Promise<void>;
  texts(thread: string): string[];
  card(thread: string, about: string): Card;
  workflow(of: Author, thread: string, name?: string, more?: Partial<WorkflowRow>): Promise<WorkflowRow>;
  /** A run of it that waits at a gate, shown. */
  gate(workflow: WorkflowRow): Promise<string>;
  close(): Promise<void>;
}

export async function openPeople(store: Store, options: { admins?: string[] } = {}): Promise<House> {
  await emptyStore(store);
  const clock = new TestClock();
  const slack = new MemoryPlatform({ name: 'slack' });
  const whatsapp = new MemoryPlatform({ name: 'whatsapp', limits: { silentToStrangers: true } });
  const health = { slack: true, whatsapp: true };
  const reachable = { slack: true, whatsapp: true };
  const allowed = new Map<string, Exclude<Admission, null>>([
    ['slack:T1/U1', { workspace: 'ws_team', name: 'Team' }],
    ['slack:T1/U2', { workspace: 'ws_team', name: 'Team' }],
  ]);
  const adapters = [slack, whatsapp].map((platform): Adapter => {
    const name = platform.name as 'slack' | 'whatsapp';
    const base = createMemoryAdapter(platform);
    return {
      ...base,
      health: () => ({ ok: health[name], detail: health[name] ? 'ready' : 'away' }),
      canReach: async () => reachable[name],
    };
  });
  const byName = new Map(adapters.map((adapter) => [adapter.platform as string, adapter]));
  const automation = new FakeAutomation(store, clock);
  const planner = new ScriptedPlanner();
  const people = createPeople({
    store,
    clock,
    config: { ADMINS: options.admins ?? [] },
    policy: async (platform, author) => allowed.get(`${platform}:${author.id}`) ?? null,
    profile: async (platform, author) =>
      (await byName.get(platform)?.profile(author)) ?? { name: author.name ?? author.id },
  });
  const engines: Engine[] = [];
  const another = () => {
    const made = createEngine({
      store,
      wake: noWake,
      adapters,
      automation,
      planners: { primary: planner.plan, name: 'claude' },
      people,
      clock,
      log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
      config: { WORKFLOW_CURRENCY: 'KES', NOD_TEST: true },
    });
    engines.push(made);
    return made;
  };
  const engine = another();
  for (const platform of [slack, whatsapp]) platform.inbox = engine.inbox;
  const platformOf = (thread: string) => (thread.startsWith('slack:') ? slack : whatsapp);

  /** Everything that waits anywhere is handled and sent. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 12; round++) {
      await engine.idle();
      const due = { workspace: EVERY_WORKSPACE, state: 'new' as const, dueAt: { $lte: clock.now() } };
      const inbox = await store.inbox.distinct('thread', due);
      for (const thread of inbox) await engine.handleConversation(thread);
      const outbox = await store.outbox.distinct('thread', due);
      for (const thread of outbox) await engine.deliverOutbox(thread);
      await engine.idle();
      if (inbox.length + outbox.length === 0) return;
    }
  }

  const outcomeOf = async (thread: string, id: string) =>
    ((
      await store.inbox
        .findOne({ _id: `${platformOf(thread).name}:${id}`, workspace: EVERY_WORKSPACE })
        .lean<InboxRow>()
    )?.outcome ?? null) as TurnOutcome | null;

  const house: House = {
    store,
    clock,
    slack,
    whatsapp,
    automation,
    planner,
    people,
    engine,
    another,
    health,
    reachable,
    allowed,
    open: (platform, ...who) => platform.open(who),
    settle,
    async say(thread, from, text, more = {}) {
      const id = await platformOf(thread).say(thread, from, text, { sentAt: clock.now().toISOString(), ...more });
      await settle();
      return outcomeOf(thread, id);
    },
    async tap(thread, from, label, about = '') {
      const found = [...platformOf(thread).shown(thread)]
        .reverse()
        .flatMap(({ id, content }) => {
          if (typeof content === 'string' || !JSON.stringify(content).includes(about)) return [];
          const choice = content.choices?.find((one) => one.label === label);
          return choice ? [{ id, choice }] : [];
        })
        .at(0);
      if (!found) throw new Error(`no choice “${label}” in:\n${platformOf(thread).texts(thread).join('\n---\n')}`);
      const choice = { name: found.choice.name, value: found.choice.value };
      const sentAt = clock.now().toISOString();
      const id = await platformOf(thread).tap(thread, from, { messageId: found.id, choice, sentAt });
      await settle();
      return outcomeOf(thread, id);
    },
    texts: (thread) => platformOf(thread).texts(thread),
    card: (thread, about) => platformOf(thread).card(thread, about).card,
    async workflow(of, thread, name = 'Weekly report', more = {}) {
      const member = await people.recognise(platformOf(thread).name, of);
      if (!member) throw new Error(`${of.id} is a stranger`);
      const now = clock.now();
      const row: WorkflowRow = {
        _id: newId('wf'),
        workspace: member.workspace,
        user: member.user,
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
    async gate(workflow) {
      const run = executionRow(workflow, { startedAt: clock.now(), triggerType: 'webhook', phase: 'waiting' });
      await store.executions.create(run);
      const step: StepRow = {
        _id: `${run._id}:ask:0`,
        workspace: run.workspace,
        execution: run._id,
        path: 'ask',
        iteration: 0,
        service: 'flow',
        action: 'approve',
        state: 'waiting',
        status: null,
        attempt: 1,
        input: {},
        output: null,
        error: null,
        report: null,
        gate: {
          kind: 'approve',
          seal: 'gate-seal',
          text: 'Pay Otieno?',
          deadline: new Date(clock.now().getTime() + 86_400_000).toISOString(),
          deciders: [run.user],
          decision: null,
          decidedBy: null,
          at: null,
        },
        startedAt: clock.now(),
        endedAt: null,
      };
      await store.steps.create(step);
      await engine.renderRun(run._id);
      await settle();
      return run._id;
    },
    async close() {
      await Promise.all(engines.map((one) => one.stop()));
    },
  };
  return house;
}

/** The code in the last message of a thread. */
export function codeOf(text: string | undefined): string {
  const code = /link ([A-Z2-9]{4}-[A-Z2-9]{4})/.exec(text ?? '')?.[1];
  if (!code) throw new Error(`no code in: ${text}`);
  return code;
}
