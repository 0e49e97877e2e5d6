import type { Delivery } from './deliveries.ts';
import type { Surface } from './elements.ts';
import type { Failure, Injected } from './failures.ts';
import type { Given } from './fill.ts';
import type { Submission } from './modals.ts';
import type { ApiCall, FakeFile, FakeMessage, FakeView, Json } from './model.ts';
import type { Pace } from './pace.ts';
import type { Saying } from './say.ts';
import type { TeamSeed } from './seeds.ts';
import type { Sockets } from './sockets.ts';
import type { State } from './state.ts';

export interface FakeSlackOptions {
  teams?: TeamSeed[];
  /** Where events, interactions and commands go by HTTP; without it, to the app's sockets. */
  requestUrl?: string;
  /** What the app is subscribed to, as the manifest names it. */
  events?: readonly string[];
  /** Scopes of the bot, in every workspace that does not name its own. */
  scopes?: string[];
  signingSecret?: string;
  port?: number;
  /** How long Slack waits for an ack: 3000 ms. */
  ackMs?: number;
  /** After which milliseconds an event is tried again: Slack's are at once, a minute, five minutes. */
  retryAfter?: readonly number[];
  /** New installations get tokens that expire and a refresh token. */
  rotation?: boolean;
}

/** What a person does. Each resolves when the app acked what it was told of it, or did not. */
export interface People {
  /** Writes into a channel (id or name), or into the messages tab of the app: `dm`. */
  say(user: string, channel: string, text: string, saying?: Saying): Promise<FakeMessage>;
  /** Clicks a button, by its action_id or its text, and says yes in the confirm dialog; null where `confirm` is false and there is one. */
  click(user: string, surface: Surface, what: string, options?: { confirm?: boolean }): Promise<Delivery | null>;
  /** Chooses in a menu or picker by label, action_id or block_id; null where Slack tells the app nothing of it. */
  choose(user: string, surface: Surface, what: string, given: Given): Promise<Delivery | null>;
  /** Types into inputs, which by itself tells the app nothing. */
  fill(user: string, surface: Surface, values: Record<string, Given>): void;
  /** Fills in a modal and presses submit. */
  submitView(user: string, view: FakeView, values?: Record<string, Given>): Promise<Submission>;
  closeView(user: string, view: FakeView): Promise<Delivery | null>;
  slash(user: string, channel: string, command: string, text?: string): Promise<Delivery>;
  openHome(user: string, tab: 'home' | 'messages'): Promise<void>;
  react(user: string, message: FakeMessage, name: string): Promise<void>;
  editMessage(user: string, message: FakeMessage, text: string): Promise<void>;
  deleteMessage(user: string, message: FakeMessage): Promise<void>;
  /** Shares a file, with words or without. */
  uploadFile(
    user: string,
    channel: string,
    file: { name: string; bytes: Buffer | string; text?: string; thread_ts?: string },
  ): Promise<FakeMessage>;
  /** Chooses a file for an input of a modal, which uploads it. */
  chooseFile(user: string, view: Surface, what: string, file: { name: string; bytes: Buffer | string }): FakeFile;
  /** Presses Stop while the app streams into a message. */
  stopStream(user: string, message: FakeMessage): Promise<void>;
  /** Comes into a channel; so does the bot when it is invited. */
  join(user: string, channel: string): Promise<void>;
  leave(user: string, channel: string): void;
  uninstall(team: string): Promise<void>;
}

export interface FakeSlack extends People {
  url: string;
  /** For SLACK_API_URL. */
  apiUrl: string;
  signingSecret: string;
  appId: string;
  appToken: string;
  clientId: string;
  clientSecret: string;
  botToken(team?: string): string;
  /** The app's Request URL; null: Socket Mode. */
  requestUrl: string | null;
  /** The connections of Socket Mode: refresh, cut, wait for them. */
  sockets: Sockets;
  state: State;
  /** Every call of the Web API, in order. */
  calls: ApiCall[];
  callsOf(method: string): ApiCall[];
  /** Lets calls of a method (`*`: of any) go wrong; once where `times` is not given. */
  fail(method: string, failure: Failure): Injected;
  /** The limit of about a message a second in a channel: off unless `on`. */
  pace: Pace;
  /** Everything told to the app, oldest first. */
  deliveries: Delivery[];
  /** Tries at once what waits for another attempt. */
  retryNow(): Promise<void>;
  /** Sends a delivery once more, as Slack does when an ack was lost. */
  redeliver(delivery: Delivery): Promise<Delivery>;
  /** Once nothing is being sent to the app. */
  settled(): Promise<void>;
  /** Sends any body to the Request URL, signed unless told otherwise: for what Slack would never send. */
  post(body: string, how?: PostOptions): Promise<{ status: number; text: string }>;
  /** What Slack does when a Request URL is entered: true when the app gave the challenge back. */
  verifyUrl(): Promise<boolean>;
  /** An event of any shape, told as Slack would. */
  tell(team: string, event: Json): Promise<void>;
  /** Messages of a channel, or of one thread (its root first), deleted ones left out. Channel id or name; a user's id: their im. */
  messages(channel: string, thread?: string): FakeMessage[];
  /** The first message that fits, as soon as there is one; `within` milliseconds. */
  waitForMessage(fits: (message: FakeMessage) => boolean, within?: number): Promise<FakeMessage>;
  /** What a person reads of a message or a view. */
  text(shown: { text?: string; blocks: Json[] }): string;
  home(user: string, team?: string): FakeView | null;
  /** A person's open modals, the one on top last. */
  modals(user: string): FakeView[];
  /** "is thinking…" under a thread; null when there is none, or it is older than two minutes. */
  status(channel: string, thread: string): string | null;
  file(id: string): FakeFile | undefined;
  /** Moves the fake's clock: triggers, response_urls, statuses and streams grow old. */
  advance(ms: number): void;
  close(): Promise<void>;
}

export interface PostOptions {
  type?: string;
  /** null: no signature. */
  secret?: string | null;
  /** Seconds; now where not given. */
  timestamp?: number;
  headers?: Record<string, string>;
}
