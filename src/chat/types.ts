/** The contract between an adapter (the only code that knows a platform) and the engine, in plain JSON. */

export type Platform = 'web' | (string & {});

/** Where a conversation lives: `platform:` and whatever the adapter needs, opaque outside it. */
export type ThreadId = `${Platform}:${string}`;

export interface Author {
  /** The platform's id of the person: Slack `T1/U1`, WhatsApp `+254712345678` or `123@lid`, web user id. */
  id: string;
  name?: string;
  /** Other ids the platform has for the same account (a phone number and a LID are one person). */
  aliases?: string[];
}

export interface Attachment {
  name: string;
  mediaType: string;
  /** Bytes. */
  size: number;
  /** How the adapter finds it again; opaque. */
  ref: string;
}

export interface Message {
  /** The platform's delivery id: the same delivery twice has the same id. */
  id: string;
  thread: ThreadId;
  author: Author;
  text: string;
  attachments: Attachment[];
  /** ISO 8601, the platform's clock. */
  sentAt: string;
  /** Message this one quotes or answers, where the platform tells. */
  replyTo?: string;
  /** IANA zone the person's device reports, where the platform tells it with the message. */
  timeZone?: string;
  /** Only with NOD_TEST=1: the evaluation's clock and workflows. Acts on those are answered, not carried out. */
  overrides?: { now?: string; workflows?: GivenWorkflow[] };
}

export interface GivenWorkflow {
  name: string;
  status: 'active' | 'paused' | 'failed';
  last_run?: { status: 'completed' | 'failed'; error?: string };
}

/** What came of a message: kept with its inbox row for whoever waits for it (API, evaluation). */
export interface TurnOutcome {
  kind: 'ask' | 'propose' | 'act' | 'say';
  text: string;
  missing?: { name: string; path?: string; label: string }[];
  options?: string[];
  act?: { command: string; workflow: string | null; new_name?: string; needs_confirmation: boolean };
  /** Draft id. */
  draft?: string;
}

export interface Choice {
  /** What it does, as `draft.approve`: letters, digits, dots. */
  name: string;
  /** What it is about; opaque to adapters, at most 200 characters. */
  value: string;
}

/** A button, a poll vote, a typed "2", a reaction, a submitted form. */
export interface Action {
  id: string;
  thread: ThreadId;
  /** The message the choice stood on. */
  messageId: string;
  author: Author;
  choice: Choice;
  /** What a form's inputs held, by input name. */
  values?: Record<string, string>;
  sentAt: string;
}

export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'fields'; fields: { label: string; value: string }[] }
  | { kind: 'steps'; steps: StepLine[] }
  | { kind: 'alert'; level: 'info' | 'warning' | 'error'; text: string }
  | { kind: 'link'; text: string; url: string }
  | { kind: 'code'; text: string };

export interface StepLine {
  /** Absent on an approval card; a mark on a run card. */
  state?: 'waiting' | 'running' | 'done' | 'failed' | 'skipped' | 'paused';
  text: string;
  detail?: string;
}

export type Input = (
  | { kind: 'text'; name: string; label: string; value?: string; multiline?: boolean }
  | { kind: 'number'; name: string; label: string; value?: string }
  | { kind: 'select'; name: string; label: string; options: { label: string; value: string }[]; value?: string }
  | { kind: 'date'; name: string; label: string; value?: string }
  | { kind: 'file'; name: string; label: string }
) & {
  /** May be left or made empty; where a platform insists on an answer, it only does so for the others. */
  optional?: boolean;
};

export interface CardChoice extends Choice {
  label: string;
  style?: 'primary' | 'danger' | 'plain';
  /** What is typed for it, where that is not its place on the card: choices that go over several messages count on. */
  number?: number;
  /** Asked before it counts, where the platform can: "Pay KES 20,000?" */
  confirm?: string;
  /** Where the platform has forms, a tap opens this and what is submitted is the Action with `values`; elsewhere the tap comes without them. */
  form?: Form;
}

/** Something to fill in that a choice opens; `submit`: what the button that sends it says. */
export interface Form {
  title: string;
  inputs: Input[];
  submit: string;
}

/** What a person reads and taps. Plain data; each adapter renders it with pure functions. `**bold**` and `` `code` `` are the only markup in texts. */
export interface Card {
  title: string;
  body: Block[];
  inputs?: Input[];
  choices?: CardChoice[];
  footer?: string;
  /** An SVG drawing and its words for those who do not see it. */
  image?: { svg: string; alt: string };
}

export type Content = string | Card;

export interface Profile {
  name: string;
  timeZone?: string;
  /** The zone was only inferred (from a country code): the person is told once how to correct it, or asked. */
  timeZoneGuessed?: boolean;
  /** Where several are as likely, what to offer, at most nine. */
  timeZones?: string[];
  locale?: string;
  email?: string;
  /** E.164, where the platform knows it. */
  phone?: string;
}

/**
 * What an adapter's own rule says of someone unknown: their team's workspace, one of their own, nobody to let in (null), or
 * the person of this machine itself, as on the page.
 */
export type Admission = { workspace: string; name: string } | 'own' | 'local' | null;

/** What the engine gives an adapter: returns only once the delivery is stored (majority write); the adapter may ack then. */
export interface Inbox {
  message(message: Message): Promise<void>;
  action(action: Action): Promise<void>;
  /**
   * What a person's own page on the platform shows (Slack's Home tab): a card for each workflow, with its choices, and what
   * waits for an answer. Taps on them come back as actions of `thread`. Empty state included; one card for a stranger.
   */
  overview(author: Author, thread: ThreadId): Promise<Card[]>;
  /** Somebody stopped what is being worked on in a thread, where the platform has a way to: only its owner's word counts. */
  stop?(thread: ThreadId, author: Author): Promise<void>;
  /** A thread can be written to again before the time it was to be tried (`canReach`): what waits for it goes now. */
  reachable?(thread: ThreadId): Promise<void>;
}

export interface PlatformHealth {
  ok: boolean;
  /** One plain line: "connected", "waiting for the QR code". */
  detail: string;
  /** What a person must still do, for the settings page of an admin only; never in `/health`. `qr`: text to draw; `code`: to type on the phone. */
  setup?: { kind: 'qr' | 'code'; value: string };
  /** Nobody took the codes it showed; it shows new ones once it is asked to (`Adapter.logIn`). */
  asleep?: true;
}

export interface Limits {
  /** Characters of one message; longer text is split, never cut. */
  text: number;
  choices: number;
  /** The platform can change a message in place. Where it cannot, the engine sends fewer changes, and short ones. */
  update: boolean;
  /** One chat is one thread for everything, and what belongs together is quoted (`replyTo`); false where threads are real. */
  quotes?: boolean;
  /** Whoever was not let in gets no answer there: it may be somebody's own number. */
  silentToStrangers?: boolean;
}

/** An address of the gateway that belongs to a platform: it verifies what arrives itself, and reads the body itself. */
export interface PlatformRoute {
  /** `/slack/events`: exactly this path, below the first word of the platform's name, any method. */
  path: string;
  /** Given Node's IncomingMessage and ServerResponse; not named here, as the page in the browser reads these types too. */
  handle(request: unknown, response: unknown): void | Promise<void>;
}

export interface Adapter {
  readonly platform: Platform;
  readonly limits: Limits;
  /** Served by the gateway before anything reads a body; known before `start`. */
  readonly routes?: readonly PlatformRoute[];
  start(inbox: Inbox): Promise<void>;
  stop(): Promise<void>;
  health(): PlatformHealth;
  /** What can be said of a thread: a link back to it, whether it is one to one, who is in it. Throws ThreadGone where it no longer exists. */
  describe(thread: ThreadId): Promise<{ link?: string; direct: boolean; people: Author[] }>;
  /** Posts once per key: a repeated key returns the first message's id. `only`: visible to that author alone. */
  post(thread: ThreadId, content: Content, key: string, options?: { only?: Author; replyTo?: string }): Promise<string>;
  /** When a message of ours was there to be read, by the clock that dates what people write there; null where that is not known. */
  shownAt?(messageId: string): Date | null | Promise<Date | null>;
  /** Typing, status; null ends it. Best effort: never throws. */
  working(thread: ThreadId, text: string | null): Promise<void>;
  /** Changes a message in place, or posts a follow-up where the platform cannot; returns the id that now carries the content. */
  update(
    thread: ThreadId,
    messageId: string,
    content: Content,
    key: string,
    options?: { replyTo?: string },
  ): Promise<string>;
  profile(author: Author): Promise<Profile>;
  /** Shows codes to log in with again, where nobody took those it showed (`asleep`). */
  logIn?(): void;
  /** True while another gateway holds the one connection there is: that one sends what waits. */
  standsBy?(): boolean;
  /** False while nothing that is said there is read: what is posted then is kept, `rate_limited` or `unreachable`. */
  canReach?(thread: ThreadId): Promise<boolean>;
  /** The channel called `name` (`#ops`) as `author` has it, whose threads begin with its id and a slash; null for none. */
  room?(name: string, author: Author): Promise<ThreadId | null>;
  /** A private thread with a person, for when the origin thread is gone. */
  direct?(author: Author): Promise<ThreadId>;
  /** The platform's own rule for people nobody let in yet (D23): an allowed team, an allowed number. Without it nobody is. */
  admits?(author: Author): Promise<Admission>;
}

/** Thrown by an adapter: the platform refused for good (thread gone), or asks to wait. */
export class PlatformError extends Error {
  readonly reason: 'gone' | 'refused' | 'rate_limited' | 'unreachable' | 'doubtful';
  readonly retryAfterMs: number | undefined;

  constructor(reason: PlatformError['reason'], message: string, more: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'PlatformError';
    this.reason = reason;
    this.retryAfterMs = more.retryAfterMs;
  }
}
