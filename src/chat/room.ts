import type { Definition, Step } from '../automation/definition.ts';
import type { Automation } from '../automation/service.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Planner } from '../planner/types.ts';
import type { Wake } from '../queue/wake.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { platformOf } from './conversations.ts';
import type { Direct } from './direct.ts';
import type { Invitations } from './invitations.ts';
import type { LinkCodes } from './link-codes.ts';
import type { Outbox } from './outbox.ts';
import type { Member, People } from './people.ts';
import type { Prompts } from './prompts.ts';
import type { Adapter, Block, Message } from './types.ts';

/** The planners at hand; `fallback` stands in while `primary` cannot be reached. */
export interface Planners {
  primary: Planner;
  fallback?: Planner;
  name: 'claude' | 'builtin';
}

/** Makes the one-time page on which an account is connected (D24); returns its address. */
export type ConnectPage = (person: Member, service: string) => Promise<string>;

/** None of it waits or throws. */
export type Measuring = Pick<Metrics, 'count' | 'observe' | 'set'>;

/** What everything in this room works with; made once by the engine. */
export interface Room {
  store: Store;
  wake: Wake;
  clock: Clock;
  log: Log;
  config: Pick<Config, 'WORKFLOW_CURRENCY' | 'NOD_TEST'>;
  adapters: ReadonlyMap<string, Adapter>;
  automation: Automation;
  planners: Planners;
  people: People;
  invitations: Invitations;
  linkCodes: LinkCodes;
  outbox: Outbox;
  prompts: Prompts;
  direct: Direct;
  connectPage: ConnectPage | null;
  /** Makes an API token and the one-time page that shows it. */
  tokenPage: ((person: Member) => Promise<string>) | null;
  /** Puts something a person said by tapping into the inbox, to take its turn. */
  say(message: Message): Promise<void>;
  /** Counts and times what happens here; absent where nobody looks. */
  metrics?: Measuring;
  /** Where more of a run can be seen from a thread; absent, or null, where nowhere. */
  runLink?(
    thread: string,
    execution: Pick<ExecutionRow, '_id' | 'temporalWorkflowId'>,
  ): Extract<Block, { kind: 'link' }> | null;
  /** Whether anything leaves when it runs: money, words to anybody, something stored. True where that is not known. */
  leaves(definition: Pick<Definition, 'steps'>): boolean;
  /** What a run pays and whom it writes to before anybody is asked, in words; none where that is not known. */
  reach(definition: Definition): string[];
  /** What a yes at a step lets go on, in words. */
  after(definition: Definition, gate: string): string[];
  /** Conditions its steps have, in words, each once. */
  conditions(definition: Definition): string[];
  /** What differs between two definitions, in words; null where nothing can be said. */
  changes(before: Definition, after: Definition, timeZone: string): string | null;
  /** A step in words, from its parameters as far as they are known; bare amounts are of `currency`, or the usual one. */
  stepWords(step: Pick<Step, 'id' | 'service' | 'action' | 'params'>, currency?: string): string;
  /** A step as its definition has it: "the amount" where a run will have a value. */
  stepIn(definition: Definition, step: Step): string;
}

/** Whether whoever was not let in is told so in a thread, rather than getting no answer. */
export const tellsStrangers = (room: Pick<Room, 'adapters'>, thread: string): boolean =>
  room.adapters.get(platformOf(thread))?.limits.silentToStrangers !== true;

/** Whether messages of a thread can be changed in place. Where not, less is said of what goes on, and only once it is over. */
export const changesInPlace = (room: Pick<Room, 'adapters'>, thread: string): boolean =>
  room.adapters.get(platformOf(thread))?.limits.update ?? true;
