import { createApproval } from './approve.ts';
import { createDeciding } from './deciding.ts';
import type { AutomationDeps } from './deps.ts';
import { createDrafts } from './drafts.ts';
import { createEnding } from './ending.ts';
import { createLeftovers } from './leftovers.ts';
import { createLibrary } from './library.ts';
import { createLooking } from './looking.ts';
import { createLostRuns } from './lost-runs.ts';
import { createManaging } from './manage.ts';
import { createRecovering } from './recovering.ts';
import { createRelay } from './relay.ts';
import { createReservations } from './reservations.ts';
import { createRunning } from './running.ts';
import { createSecrets } from './secrets.ts';
import { createSeeing } from './seeing.ts';
import type { Automation } from './service.ts';
import { createTransfer } from './transfer.ts';
import { createReceiving } from './webhooks.ts';

export interface AutomationRoom {
  automation: Automation;
  /** Starts what was left behind: deliveries, runs, signals. Bounded; call it on start and every few seconds. */
  sweep(): Promise<void>;
  /** Ends runs that Temporal lost, and what was set aside of limits and left behind; once a minute. */
  tidy(): Promise<void>;
  /** What is wrong with the Temporal that answers, in words; null where nothing is. */
  engineTrouble(): string | null;
  /** Finishes the starts under way and takes no more. */
  stop(): Promise<void>;
}

/** The life of workflows, wired from its parts. */
export function createAutomation(deps: AutomationDeps): AutomationRoom {
  const relay = createRelay(deps);
  const leftovers = createLeftovers(deps);
  const reservations = createReservations(deps);
  const lostRuns = createLostRuns(deps);
  const managing = createManaging(deps);
  const drafts = createDrafts(deps, createApproval(deps));
  const automation: Automation = {
    ...drafts,
    library: createLibrary(deps, drafts.propose),
    seeing: createSeeing(deps),
    ...managing,
    ...createTransfer(deps, managing.pause),
    ...createRunning(deps),
    ...createEnding(deps),
    ...createDeciding(deps),
    recovery: createRecovering(deps),
    ...createLooking(deps),
    ...createSecrets(deps),
    receive: createReceiving(deps, relay.kick),
  };
  return {
    automation,
    async sweep() {
      await relay.sweep();
      await leftovers();
    },
    async tidy() {
      await lostRuns.look();
      await reservations();
    },
    engineTrouble: lostRuns.trouble,
    stop: () => relay.stop(),
  };
}
