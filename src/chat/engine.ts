import type { Actions } from '../automation/checks/context.ts';
import type { Automation } from '../automation/service.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Wake } from '../queue/wake.ts';
import type { Store } from '../store/store.ts';
import { platformOf } from './conversations.ts';
import { definitionWords } from './definition-words.ts';
import { createSender } from './deliver.ts';
import { createDirect } from './direct.ts';
import { showDraft } from './draft-card.ts';
import { createInbox } from './inbox.ts';
import { createInvitations } from './invitations.ts';
import { takeLease } from './lease.ts';
import { freeLeftBehind } from './left-behind.ts';
import { createLinkCodes } from './link-codes.ts';
import { createMissedNews, type MissedTimes } from './missed.ts';
import { createNotifier } from './notifier.ts';
import { createOutbox } from './outbox.ts';
import { createOverview } from './overview.ts';
import type { Member, People } from './people.ts';
import { createPrompts } from './prompts.ts';
import type { ConnectPage, Measuring, Planners, Room } from './room.ts';
import { createRows } from './rows.ts';
import { createSweep } from './sweep.ts';
import { createTaps } from './taps.ts';
import { createTurns } from './turn.ts';
import type { Adapter, Inbox } from './types.ts';

export interface EngineDeps {
  store: Store;
  wake: Wake;
  adapters: ReadonlyMap<string, Adapter> | readonly Adapter[];
  automation: Automation;
  planners: Planners;
  people: People;
  clock: Clock;
  log: Log;
  config: Pick<Config, 'WORKFLOW_CURRENCY' | 'NOD_TEST'>;
  /** Says steps in words on run cards. */
  catalogue?: Actions;
  /** Makes the page on which an account is connected; without it connecting is not offered. */
  connectPage?: ConnectPage;
  /** Where more of a run can be seen. */
  runLink?: Room['runLink'];
  /** Makes an API token and the one-time page that shows it; without it tokens are not offered in chat. */
  tokenPage?: (person: Member) => Promise<string>;
  metrics?: Measuring;
  /** Milliseconds between sweeps; 2,000 unless said. */
  sweepMs?: number;
}

export interface Engine {
  /** Given to adapters: a delivery is stored before it returns. */
  inbox: Inbox;
  /** Works on what waits in a conversation; returns when nothing more can be done now. Harmless to repeat. */
  handleConversation(thread: string): Promise<void>;
  deliverOutbox(thread: string): Promise<void>;
  renderRun(executionId: string, thread?: string): Promise<void>;
  /** Finds what was left behind, in every workspace. */
  sweep(): Promise<void>;
  /** Starts sweeping. Adapters and wake-ups are started by whoever wires them. */
  start(): void;
  /** A person's connections changed: their open cards are brought up to date, with the seal they now have. */
  refreshDrafts(owner: { workspace: string; user: string }): Promise<void>;
  /** Times of a schedule that passed without a run: told in the workflow's thread, once. */
  tellMissed(missed: MissedTimes): Promise<void>;
  /** Waits for what is under way in this process. */
  idle(): Promise<void>;
  /** Stops sweeping and waits for what is under way. */
  stop(): Promise<void>;
}

/** The conversation engine: what arrives becomes turns and taps; what happens becomes messages; all of it survives any crash. */
export function createEngine(deps: EngineDeps): Engine {
  const { store, wake, clock, log } = deps;
  const given = deps.adapters;
  const adapters =
    given instanceof Map ? given : new Map([...given.values()].map((one) => [one.platform as string, one]));
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<unknown>>();
  let stopped = false;

  /** Comes back to something later, in this process; if it dies, the sweep comes instead. */
  function later(ms: number, what: () => Promise<void>): void {
    if (stopped) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        track(what());
      },
      Math.min(Math.max(ms, 1), 3_600_000),
    );
    timer.unref();
    timers.add(timer);
  }

  function track(work: Promise<void>): void {
    const guarded = work
      .catch((error: unknown) => log.error({ err: error }, 'left to the sweep'))
      .finally(() => running.delete(guarded));
    running.add(guarded);
  }

  const outbox = createOutbox({ store, wake, clock });
  const direct = createDirect({ store, clock, log, people: deps.people, adapters, outbox });
  const room: Room = {
    store,
    wake,
    clock,
    log,
    config: deps.config,
    adapters,
    automation: deps.automation,
    planners: deps.planners,
    people: deps.people,
    invitations: createInvitations({ store, clock, people: deps.people }),
    linkCodes: createLinkCodes({ store, clock }),
    outbox,
    prompts: createPrompts({ store, clock }),
    direct,
    connectPage: deps.connectPage ?? null,
    tokenPage: deps.tokenPage ?? null,
    say: (message) => inbox.message(message),
    ...(deps.metrics ? { metrics: deps.metrics } : {}),
    ...(deps.runLink ? { runLink: deps.runLink } : {}),
    ...definitionWords(deps),
  };
  const rows = createRows({ store, clock });
  const taps = createTaps(room, rows, (thread, ms) => later(ms, () => handleConversation(thread)));
  const turns = createTurns(room, rows, taps);
  const notifier = createNotifier(room, later);
  const sender = createSender({
    store,
    clock,
    log,
    adapters,
    moveAway: direct.moveAway,
    ...(deps.metrics ? { metrics: deps.metrics } : {}),
    later: (thread, ms) => later(ms, () => sender.deliverOutbox(thread)),
  });
  /** What does not wait for a turn: taps, and "stop everything". */
  async function handleAtOnce(thread: string): Promise<void> {
    await taps.handleAll(thread);
    await turns.stopAhead(thread);
  }

  const inbox: Inbox = createInbox({
    store,
    clock,
    wake,
    people: deps.people,
    overview: createOverview(room),
    // Another turn of this conversation may be thinking in the very job that a wake-up would wait for.
    fresh: (row) => {
      deps.metrics?.count('nod_inbox_rows_total', { platform: platformOf(row.thread), kind: row.kind });
      if (!stopped) track(handleAtOnce(row.thread));
    },
  });

  async function handleConversation(thread: string): Promise<void> {
    await handleAtOnce(thread);
    for (;;) {
      const lease = await takeLease({ store, clock }, thread, 'lease');
      if (!lease) return;
      let end: Awaited<ReturnType<typeof turns.takeTurn>>;
      try {
        do end = await turns.takeTurn(thread, lease);
        while (end === 'done');
      } finally {
        await lease.release();
      }
      if (end === 'lost') return;
      if (typeof end === 'number') return later(end, () => handleConversation(thread));
      // Something may have come between the last look and the release.
      const [next] = await rows.waiting(thread);
      if (!next || next.dueAt.getTime() > clock.now().getTime()) return;
    }
  }

  const sweep = createSweep(room, { handleConversation, deliverOutbox: sender.deliverOutbox, notifier });
  let sweeping: NodeJS.Timeout | undefined;

  return {
    inbox,
    handleConversation,
    deliverOutbox: sender.deliverOutbox,
    renderRun: notifier.renderRun,
    sweep,
    start() {
      stopped = false;
      const round = () => {
        if (stopped) return;
        track(
          sweep().finally(() => {
            if (!stopped) sweeping = setTimeout(round, deps.sweepMs ?? 2_000).unref();
          }),
        );
      };
      track(
        freeLeftBehind({ store, clock })
          .catch((error: unknown) => log.warn({ err: error }, 'what a killed process held runs out by itself'))
          .finally(round),
      );
    },
    async refreshDrafts({ workspace, user }) {
      const person = await deps.people.member(workspace, user);
      if (!person) return;
      for (const prompt of await room.prompts.openDrafts(workspace, user)) {
        const draft = await deps.automation.draft(person, prompt.ref);
        if (draft.seal !== prompt.detail.seal) await showDraft(room, person, draft, null);
      }
    },
    tellMissed: createMissedNews({ store, clock, people: deps.people }),
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    async stop() {
      stopped = true;
      clearTimeout(sweeping);
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all(running);
    },
  };
}
