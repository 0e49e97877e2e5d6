import type { Readable } from 'node:stream';
import type { Card } from '../chat/types.ts';
import type { Finding } from '../errors.ts';
import type { DeliveryRow } from '../store/deliveries.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { DraftRow, TriggerRow, VersionRow, WorkflowRow } from '../store/workflows.ts';
import type { AnswerOutcome, GateOutcome, RunDescription } from '../temporal/types.ts';
import type { Json } from './definition.ts';
import type { Library } from './library.ts';
import type { Recovering, RetryOptions } from './recovering.ts';
import type { Seeing } from './seeing.ts';

/** The person who acts. Everything below checks that the thing is theirs: `forbidden` for another's, `not_found` for none. */
export interface Person {
  workspace: string;
  user: string;
  name: string;
  /** IANA zone, for words. */
  timeZone: string;
  /** May pause others' workflows in the workspace (D25). */
  admin?: boolean;
}

export interface Approved {
  workflow: WorkflowRow;
  version: VersionRow;
  triggers: TriggerRow[];
  /** Address of the one-time page with the webhook's secret; null without a webhook or where the secret stayed. */
  secretPage: string | null;
  /** "Every Monday at 09:00; next on Monday 23 November." and how to start it by hand. Plain lines. */
  howToUse: string[];
}

export interface Rehearsal {
  /** "would email accounts@acme.example: …", one per step, skipped ones said so. */
  lines: string[];
  card: Card;
}

export interface Receipt {
  /** HTTP status: 202, or an AppError is thrown (401, 404, 410, 429). */
  executionId: string;
  status: 'queued' | 'ignored';
  reason?: string;
}

export interface WebhookRequest {
  rawBody: Buffer;
  headers: Record<string, string | undefined>;
}

/** Where in a run somebody says something, and from where. */
export interface Said {
  step: string;
  iteration: number;
  /** The tap's, message's or request's id: the same one counts once. */
  actionId: string;
  /** Platform, or `api`. */
  where?: string;
  /** The workflow it must be a run of. */
  workflow?: string;
  /** The channel that is asked, where the platform vouches that the person is in it. */
  channel?: string;
}

/** The life of a workflow: from a definition someone proposed to runs that ended. Used by chat and API alike. */
export interface Automation {
  /** A check bound to a person's connections and workflows, for planners. */
  checker(person: Person, options?: { now?: string }): Promise<(definition: unknown) => Finding[]>;
  /** Checks and keeps a definition as a draft; an earlier open draft of the same thread is cancelled as replaced. Throws `invalid` with findings, `conflict` when the name is taken. */
  propose(
    person: Person,
    input: {
      definition: unknown;
      assumptions: string[];
      thread: string | null;
      context: DraftRow['context'];
      workflow?: { id: string; baseVersion: number };
      /** ISO instant that counts as now, for the evaluation. */
      now?: string;
      /** Numbers a repeated name instead of refusing it (planner). */
      renameRepeats?: boolean;
    },
  ): Promise<DraftRow>;
  draft(person: Person, draftId: string): Promise<DraftRow>;
  /** The card of a draft as it stands now; with its outcome and without choices once closed. */
  draftCard(person: Person, draftId: string): Promise<Card>;
  /** Counts once, for this exact seal, while it is open. Throws `conflict` saying who decided when, `invalid` when something is still missing. */
  approve(person: Person, draftId: string, seal: string, where: string): Promise<Approved>;
  /** What an approval of this draft made, for whoever was cut off before telling it; without a secret page. Null when it was not approved. */
  approved?(person: Person, draftId: string): Promise<Approved | null>;
  /** A new draft in place of this one, with what was filled in in its form. Throws `invalid` with what cannot be used. */
  changeDraft(person: Person, draftId: string, values: Record<string, string>): Promise<DraftRow>;
  cancelDraft(person: Person, draftId: string, outcome: string): Promise<DraftRow>;
  /** Binds sandbox connections to what is not connected, which makes a new seal. */
  useSandbox(person: Person, draftId: string): Promise<DraftRow>;
  rehearse(person: Person, draftId: string, data?: Record<string, unknown>): Promise<Rehearsal>;

  workflows(person: Person): Promise<WorkflowRow[]>;
  workflow(person: Person, id: string): Promise<{ workflow: WorkflowRow; triggers: TriggerRow[] }>;
  versions(person: Person, id: string): Promise<VersionRow[]>;
  pause(person: Person, id: string): Promise<WorkflowRow>;
  /** Throws `conflict` when its one time has passed and nothing was said about it: then ask, and call again with `late`. */
  resume(person: Person, id: string, options?: { late?: 'run' | 'leave' }): Promise<WorkflowRow>;
  remove(person: Person, id: string): Promise<{ workflow: WorkflowRow; running: number }>;
  rename(person: Person, id: string, name: string): Promise<WorkflowRow>;
  setReport(person: Person, id: string, report: WorkflowRow['report']): Promise<WorkflowRow>;
  /** Pauses everything of a person; returns how many. */
  stopEverything(person: Person): Promise<number>;
  skipNext(person: Person, id: string): Promise<string | null>;
  /**
   * Makes another person of the workspace the owner; for admins (D25). `why`: it is paused because its connections are not
   * the new owner's. Throws `conflict` where they have one of that name.
   */
  transfer(person: Person, id: string, to: string): Promise<{ workflow: WorkflowRow; why: string | null }>;
  rotateSecret(person: Person, id: string): Promise<string>;

  /** Starts a run by hand. Throws `rate_limited` beyond the limit, `unavailable` without Temporal (nothing started). */
  run(
    person: Person,
    id: string,
    data: Record<string, unknown>,
    /**
     * The same key starts one run: the tap's, the message's or the request's id. `thread` is where it is shown when the
     * workflow was made in none.
     */
    options?: { key?: string; thread?: string /** Until it begins. */; delayMs?: number },
  ): Promise<ExecutionRow>;
  /** What can be done about a run that failed; absent where only the life of workflows is stood in for. */
  readonly recovery?: Recovering;

  /** `failure`: what was reached is kept; `start`: a new root run (its effects happen again). */
  retry(
    person: Person,
    executionId: string,
    from: 'failure' | 'start',
    /** Set once the person said to repeat an effect that may have happened already; without it such a retry is refused with `conflict`. */
    options?: RetryOptions,
  ): Promise<ExecutionRow>;
  /** A run with its steps in the order they began, up to 2,000; `next` says where the rest begins. */
  execution(
    person: Person,
    executionId: string,
    page?: { limit?: number; after?: string | undefined },
  ): Promise<{ execution: ExecutionRow; steps: StepRow[]; next?: string | null }>;
  /** The JSON of a large value of a run, or of one item of it. Throws `not_found` where it is not kept (any more). */
  value?(person: Person, executionId: string, id: string, item?: number): Promise<Readable>;
  executions(person: Person, workflowId: string, page: { limit: number; before?: string }): Promise<ExecutionRow[]>;
  deliveries(person: Person, workflowId: string, page: { limit: number; before?: string }): Promise<DeliveryRow[]>;
  signal(
    person: Person,
    executionId: string,
    what: 'pause' | 'resume' | 'cancel',
    reason: string,
  ): Promise<ExecutionRow>;
  decide(
    person: Person,
    executionId: string,
    gate: Said & { decision: 'approve' | 'reject'; seal: string; changes?: Record<string, Json> },
  ): Promise<GateOutcome>;
  /** An answer to a question of a run, by whoever is asked. `misfit`: the question stays open. */
  answer(person: Person, executionId: string, answer: Said & { value: Json; seal?: string }): Promise<AnswerOutcome>;
  /** Gates of a workflow's runs that wait for this person, the oldest first. Throws where they have nothing to do with it. */
  gatesFor?(person: Person, workflow: string): Promise<StepRow[]>;
  /** Tells a run that those it asks cannot be asked: its step fails with `why`. Never on a person's word. */
  unaskable?(execution: ExecutionRow, gate: { step: string; iteration: number; why: string }): Promise<void>;

  /** Ends a run at once, whatever it is doing; what it started ends with it. Stored first: it holds although nothing else answers. */
  terminate?(person: Person, executionId: string, reason: string): Promise<ExecutionRow>;
  /** As Temporal sees it; null where it knows none. */
  describe?(person: Person, executionId: string): Promise<RunDescription | null>;
  /** The run's own word: its steps, how far it is in percent, what waits. */
  state?(person: Person, executionId: string): Promise<unknown>;

  /** Versions, copies, files and templates; absent where only the life of workflows is stood in for. */
  readonly library?: Library;
  /** Limits, figures, why nothing starts, the audit trail; absent as above. */
  readonly seeing?: Seeing;

  /** A webhook: verified, stored, then answered. Never waits for Temporal. */
  receive(workflowId: string, request: WebhookRequest): Promise<Receipt>;
}

/** What checks need to know besides the definition; gathered by the service, so that checks stay pure. */
export interface CheckContext {
  /** ISO instant. */
  now: string;
  timeZone: string;
  /** Ceilings over any policy (D5), major units of `currency`. */
  withdrawMax: number;
  dailySpendLimit: number;
  currency: string;
}
