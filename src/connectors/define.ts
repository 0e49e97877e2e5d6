import type { z } from 'zod';
import type { Json, PROFILES } from '../automation/definition.ts';
import type { QueueName } from '../temporal/queues.ts';
import type { ConnectorTools } from './tools.ts';

/** read: looks only · message: someone gets words · write: something is stored elsewhere · money: money leaves. */
export type EffectKind = 'read' | 'message' | 'write' | 'money';

/** How a repeat of the same call is made harmless: the provider keeps our key · the call is harmless to repeat · it can only be asked what happened · nothing helps. */
export type Idempotency = 'key' | 'natural' | 'lookup' | 'none';

/** Money a step would move, in the major unit as written (12.50), from resolved or literal parameters. */
export interface Spend {
  amount: number;
  currency: string;
  payee: string | null;
}

/** What a running action is given. */
export interface ActionContext {
  /** Survives retries, restarts and continue-as-new: the same effect has the same key. */
  idempotencyKey: string;
  workspace: string;
  user: string;
  executionId: string;
  workflowName: string;
  timeZone: string;
  currency: string;
  /** ISO instant. */
  now: string;
  thread: string | null;
  /** Decrypted fields of the connection the approved version is bound to. */
  connection: { id: string; kind: 'real' | 'sandbox' | 'builtin'; fields: Record<string, string> };
  signal: AbortSignal;
  heartbeat(detail?: unknown): void;
  /** How a run reaches the world; made once by the worker (tools.ts). */
  tools?: ConnectorTools;
}

export interface SimulateContext {
  timeZone: string;
  currency: string;
  now: string;
}

/** The words the built-in planner and the cards need; see planner/builtin. */
export interface ActionWords {
  /**
   * Ways people ask for it, lower case: "send an email", "email". The longest that fits wins. `a|b` are alternatives for one
   * word, `…` stands for up to eight other words; articles and other small words between are skipped.
   */
  phrases: string[];
  /** Makes sense only at a time: when nothing starts it, the time is asked for. */
  timed?: boolean;
  /** Nouns by which people name the service: "google sheet", "spreadsheet". */
  nouns?: string[];
}

/** What kind of thing a parameter holds, so that it is found in a sentence, asked for and shown without code of its own. */
export type ParamKind =
  | 'email'
  | 'phone'
  | 'channel'
  | 'money'
  | 'number'
  | 'currency'
  | 'text'
  | 'title'
  | 'url'
  | 'date'
  | 'datetime'
  | 'duration'
  | 'place'
  | 'person'
  | 'name'
  | 'choice'
  | 'list'
  | 'object'
  | 'id'
  | 'boolean';

/** Set with `.meta({ … })` on a parameter's zod schema. */
export interface ParamMeta {
  kind: ParamKind;
  /** "the subject": how it is called in a sentence. */
  label: string;
  /** The question when it is missing: "What should the subject be?" Absent: never asked. */
  ask?: string;
  /** Words that introduce it: "titled", "about", "to". */
  spoken?: string[];
  /** Filled in when nobody says it, and named as an assumption. */
  suggest?: string;
  /** May be answered by "the customer's email that comes with the payment". */
  fromTrigger?: string[];
  /** Of a result: what "it", "that", "the results" mean. Of a parameter: where content of earlier steps goes. */
  main?: boolean;
  /** The name a question uses where several parameters are asked as one: `date` for check_in and check_out. */
  asked?: string;
  /** Not worth a question of its own: asked only together with something else, otherwise `suggest` holds. */
  minor?: boolean;
}

export interface ActionDeclaration<P extends z.ZodObject = z.ZodObject, R extends z.ZodObject = z.ZodObject> {
  service: string;
  action: string;
  title: string;
  description: string;
  params: P;
  /** Declared outputs besides `status` and `error`; null in later steps when this one failed or was skipped. */
  result: R;
  effect: EffectKind;
  idempotency: Idempotency;
  /** Raised only when effect, parameters or meaning change; part of the seal. */
  contract: number;
  /** The status word of success; `success` unless said. */
  success?: string;
  /** Whether a connection is needed: an account of the service, or nothing (flow, data, http without secrets). */
  connection: 'account' | 'none';
  words: ActionWords;
  /** One line for the card, from parameters that may still hold `{{ … }}`: "Email {to}: “{subject}”". */
  describe(params: Record<string, Json>): string;
  /** One line for the run card, after it ran: "Invoice INV-1042 created". */
  report(params: Record<string, Json>, result: Record<string, Json>): string;
  /** Who gets words, for allowed_recipients and the card; templated ones come as written. */
  recipients?(params: Record<string, Json>): string[];
  /** What it would spend; null where it spends nothing. */
  spend?(params: Record<string, Json>): Spend | null;
  /** "Invoices can be voided." Absent with effect message, write or money: cannot be undone. Goes with `undo`. */
  undoable?: string;
  /** What no schema tells about parameters that may still hold `{{ … }}`, said before anything is approved. */
  check?(params: Record<string, Json>): { param: string; code: string; message: string; hint?: string }[];
  /** A believable result with no effect and no I/O, deterministic. */
  simulate(params: z.infer<P>, context: SimulateContext): z.infer<R>;
  /** Absent: runs on the sandbox only. */
  run?(params: z.infer<P>, context: ActionContext): Promise<z.infer<R>>;
  /** Whether the run is surely under five seconds and a read or keyed: may be a local activity. */
  short?: boolean;
  /** Which time limits and attempts hold, by name; `short` or `standard` unless said. */
  profile?: (typeof PROFILES)[number];
  /** Which queue its calls wait in; that of the run unless said. Not for `short` or `quick` ones, which wait nowhere. */
  queue?: QueueName;
  /** Mostly over within a second or two, though it may take longer: begins in the worker that has the run. Never for money. */
  quick?: boolean;
  /** Asks the provider whether an effect with this key happened; its result if so, null if surely not. */
  lookup?(params: z.infer<P>, context: ActionContext): Promise<z.infer<R> | null>;
  /** How it is taken back; goes with `undoable`, which says beforehand that it can be. */
  undo?: {
    /** One line for the run card once it is: "Invoice INV-1042 voided". */
    report(params: Record<string, Json>, result: Record<string, Json>): string;
    /** Harmless to repeat: it is called again where its answer was lost. Absent: on the sandbox only. */
    run?(params: z.infer<P>, result: z.infer<R>, context: ActionContext): Promise<void>;
  };
}

/** An action with its parameter types erased, as the catalogue keeps it. */
export type ActionSpec = ActionDeclaration;

/** Declares an action of a service; types of `run`, `simulate` and `undo` follow from `params` and `result`. */
export function defineAction<P extends z.ZodObject, R extends z.ZodObject>(spec: ActionDeclaration<P, R>): ActionSpec {
  return spec as unknown as ActionSpec;
}

/** A field of an account's credentials, shown on the one-time connect page. */
export interface ConnectionField {
  name: string;
  label: string;
  secret: boolean;
  required: boolean;
  help?: string;
  /** Environment variable an admin may set instead (D23). */
  env?: string;
}

/** An event a service sends to our webhook. */
export interface EventSpec {
  /** Canonical: `payment.confirmed`. */
  event: string;
  title: string;
  /** Ways people speak of it: "i get a payment". */
  phrases: string[];
  /** What `trigger.*` holds after normalising; zod object with ParamMeta labels. */
  data: z.ZodObject;
  /** A believable sample of the normalised data, for Try it and the curl line. */
  sample: Record<string, Json>;
}

export interface ServiceSpec {
  service: string;
  title: string;
  /** Read and never written: `intersend`. */
  aliases?: string[];
  /** How people name it: "intasend", "quick books". */
  nouns: string[];
  fields: ConnectionField[];
  /** Says what is wrong with the fields taken together ("either an SMTP address or Mailgun"); null when nothing is. */
  checkFields?(fields: Record<string, string>): string | null;
  /** Service whose connection it uses instead of one of its own: `intasend` uses that of `payment`. */
  accountOf?: string;
  actions: ActionSpec[];
  events: EventSpec[];
  inbound?: InboundSpec;
}

export interface InboundRequest {
  rawBody: Buffer;
  headers: Record<string, string | undefined>;
  json: unknown;
  /** For signatures that carry a time; the clock's now unless said. */
  now?: Date;
}

/** How a service's own webhooks are verified and read (D10, D11). */
export interface InboundSpec {
  /** True when the service's own signature proves it; `secret` is the connected account's. */
  verify?(request: InboundRequest, fields: Record<string, string>): boolean;
  /** Fields of the body that prove it, as a shared secret does: they are never kept. */
  proofs?: string[];
  /** The sender's event id, where it has one. */
  eventId?(json: unknown): string | null;
  /** Event name and normalised data; null: not an event this service knows. */
  normalise?(json: unknown): { event: string; data: Record<string, Json> } | null;
  /** Reads the thing back from the provider before the run, where a signature does not prove it (IntaSend). */
  confirm?(
    json: unknown,
    context: { fields: Record<string, string>; signal: AbortSignal; tools?: ConnectorTools },
  ): Promise<boolean>;
}

/** A failure of an action, in the terms the effects ledger and the retry need. */
export class ActionError extends Error {
  /** `not_done`: the provider surely did nothing; `unknown`: it may have acted. */
  readonly outcome: 'not_done' | 'unknown';
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    more: { outcome: 'not_done' | 'unknown'; retryable: boolean; retryAfterMs?: number; cause?: unknown },
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ActionError';
    this.outcome = more.outcome;
    this.retryable = more.retryable;
    this.retryAfterMs = more.retryAfterMs;
  }
}
