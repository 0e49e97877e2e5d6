import type { CardChoice, Content } from '../../src/chat/types.ts';

/** What travels between the page and the gateway. Plain JSON; dates are ISO 8601. */

export interface WireThread {
  /** Without the `web:` before it. */
  id: string;
  title: string;
  lastSeq: number;
  readSeq: number;
  rev: number;
  working: { text: string; at: string } | null;
  gone: boolean;
  updatedAt: string;
}

export interface WireMessage {
  id: string;
  thread: string;
  seq: number;
  rev: number;
  from: 'user' | 'bot';
  content: Content;
  /** Only this person sees it. */
  private: boolean;
  /** The page's own id of what it sent. */
  clientId: string | null;
  at: string;
  edited: boolean;
}

/** Everything of one person that changed after a `rev`, oldest first; `more` when the rest comes next. */
export interface WireChanges {
  rev: number;
  threads: WireThread[];
  messages: WireMessage[];
  more: boolean;
}

export interface WorkflowView {
  id: string;
  name: string;
  description: string;
  state: 'active' | 'paused' | 'failed';
  /** Why it is paused or failed, in words. */
  reason: string | null;
  /** What starts it, in words: "Every Monday at 09:00". */
  starts: string[];
  /** ISO; null when no time is known. */
  nextRun: string | null;
  lastRun: {
    id?: string;
    state: 'running' | 'completed' | 'failed' | 'cancelled';
    at: string;
    error: string | null;
    /** "Waits for Anna", where somebody's word is waited for. */
    waits?: string | null;
  } | null;
  /** "Used today: KES 42,000 of 100,000.", where it pays. */
  used?: string | null;
  runs: number;
  /** Thread it reports in, when it is one of this page's. */
  thread: string | null;
  /** Some of its services are sandboxes. */
  sandboxed: boolean;
}

/** One run, for its page. Values are JSON as text, bounded, without secrets. */
export interface RunView {
  id: string;
  name: string;
  version: number;
  status: 'running' | 'completed' | 'failed' | 'cancelled';
  phase: string | null;
  paused: boolean;
  startedBy: 'webhook' | 'schedule' | 'manual' | 'workflow';
  startedAt: string;
  endedAt: string | null;
  error: string | null;
  trigger: string | null;
  retryOf: string | null;
  parent: string | null;
  children: { id: string; name: string; status: RunView['status'] }[];
  /** Thread it is told in, when it is one of this page's. */
  thread: string | null;
  /** What can be done about it, and the message whose card offers it, in `thread`; null when there is nothing. */
  card: { message: string; choices: CardChoice[] } | null;
  /** Its page in Temporal's own pages. */
  temporal: string | null;
  steps: RunStepView[];
  /** Where the steps that follow begin; null when these are all. */
  next: string | null;
}

export interface RunStepView {
  path: string;
  iteration: number;
  /** Of the step as cards count them; null for what is none of them. */
  number: number | null;
  /** What it does, in words. */
  title: string;
  /** Why it was left out. */
  why: string | null;
  state: 'running' | 'waiting' | 'success' | 'failed' | 'skipped';
  attempt: number;
  report: string | null;
  error: string | null;
  input: string | null;
  output: string | null;
  /** Large values, of which only the beginning is shown. */
  large: { path: string; bytes: number; url: string }[];
  startedAt: string | null;
  endedAt: string | null;
  /** What came of taking it back. */
  undone: { state: 'undone' | 'failed' | 'nothing' | 'cannot'; text: string; error: string | null } | null;
  gate: { text: string; decision: string | null; by: string | null; at: string | null } | null;
}

export interface SandboxView {
  id: string;
  service: string;
  action: string;
  effect: string;
  /** One line: "Email to accounts@acme.example". */
  title: string;
  workflow: string;
  fields: { label: string; value: string }[];
  at: string;
}

export interface SettingsView {
  planner: { name: string; detail: string };
  platforms: {
    name: string;
    on: boolean;
    detail: string;
    variable: string | null;
    /** How to log in, for admins: a QR code as a drawing (SVG), or a code to type on the phone. */
    setup?: { kind: 'qr' | 'code'; value: string };
    /** The platform to ask for a new code, for admins: nobody took those it showed. */
    asleep?: string;
  }[];
  connections: { id: string; service: string; account: string; sandbox: boolean }[];
  /** Services that can be connected from here. */
  connectable: { service: string; title: string }[];
  health: { name: string; ok: boolean; detail: string }[];
  dataDir: string;
}

export interface WireError {
  error: { code: string; message: string };
}

export const LIMITS = {
  /** Characters of one message. */
  text: 16_000,
  title: 80,
  /** Characters of one form field, and fields of a form. */
  value: 300_000,
  values: 50,
  messagesPage: 100,
  threadsPage: 200,
} as const;
