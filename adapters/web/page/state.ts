import type {
  RunView,
  SandboxView,
  SettingsView,
  WireChanges,
  WireMessage,
  WireThread,
  WorkflowView,
} from '../wire.ts';

/** Something the person wrote that Nod has not confirmed yet; kept in the browser until it has. */
export interface Pending {
  clientId: string;
  /** Null while its conversation does not exist yet. */
  thread: string | null;
  /** Makes the conversation, once, when there is none. */
  threadClientId: string;
  text: string;
  at: string;
  state: 'sending' | 'waiting' | 'refused';
  /** Why it was refused. */
  reason: string | null;
}

export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

export type Link = 'connecting' | 'live' | 'lost' | 'elsewhere' | 'closed';
export type Panel = 'workflows' | 'sandbox' | null;

/** Messages of one conversation, in order, without gaps from the first one held to the newest. */
export interface Talk {
  messages: WireMessage[];
  loaded: boolean;
  /** There is more before the first one held. */
  more: boolean;
}

export interface State {
  rev: number;
  threads: Record<string, WireThread>;
  ready: boolean;
  talks: Record<string, Talk>;
  /** The open conversation: a thread's id, or the client id of one that is not made yet. */
  current: string;
  view: 'talk' | 'settings' | 'run';
  run: RunView | null;
  panel: Panel;
  /** Phone width: the drawer with the conversations is open. */
  drawer: boolean;
  link: Link;
  pending: Pending[];
  /** Taps on cards so far. */
  taps: number;
  toasts: Toast[];
  /** For screen readers. */
  spoken: string;
  workflows: WorkflowView[] | null;
  sandbox: SandboxView[] | null;
  settings: SettingsView | null;
}

export function initialState(): State {
  return {
    rev: 0,
    threads: {},
    ready: false,
    talks: {},
    current: '',
    view: 'talk',
    run: null,
    panel: null,
    drawer: false,
    link: 'connecting',
    pending: [],
    taps: 0,
    toasts: [],
    spoken: '',
    workflows: null,
    sandbox: null,
    settings: null,
  };
}

const EMPTY: Talk = { messages: [], loaded: false, more: false };

export const talkOf = (state: State, thread: string): Talk => state.talks[thread] ?? EMPTY;

/** Puts messages where they belong: by place, the newer `rev` of the same message winning. */
export function mergeMessages(held: WireMessage[], fresh: WireMessage[]): WireMessage[] {
  const byId = new Map(held.map((message) => [message.id, message]));
  for (const message of fresh) {
    const old = byId.get(message.id);
    if (!old || old.rev <= message.rev) byId.set(message.id, message);
  }
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}

/** Takes in what changed. Messages of conversations that were never opened are left: they are read when opened. */
export function applyChanges(state: State, changes: Pick<WireChanges, 'rev' | 'threads' | 'messages'>): State {
  const threads = { ...state.threads };
  for (const thread of changes.threads) {
    const old = threads[thread.id];
    if (old && old.rev > thread.rev) continue;
    if (thread.gone) delete threads[thread.id];
    else threads[thread.id] = thread;
  }
  const talks = { ...state.talks };
  for (const message of changes.messages) {
    const talk = talks[message.thread];
    if (!talk || !belongs(talk, message)) continue;
    talks[message.thread] = { ...talk, messages: mergeMessages(talk.messages, [message]) };
  }
  return { ...state, rev: Math.max(state.rev, changes.rev), threads, talks };
}

/**
 * What stands in a conversation: what is stored, then what is on its way. A message may be stored and still not have
 * been taken by the engine; while it is being sent it counts as stored, once that failed as on its way.
 */
export function shown(talk: Talk, pending: Pending[]): { messages: WireMessage[]; pending: Pending[] } {
  const stored = new Set(talk.messages.map((message) => message.clientId));
  const stuck = new Set(pending.filter((item) => item.state !== 'sending').map((item) => item.clientId));
  return {
    messages: talk.messages.filter((message) => message.clientId === null || !stuck.has(message.clientId)),
    pending: pending.filter((item) => stuck.has(item.clientId) || !stored.has(item.clientId)),
  };
}

/** An old message that changed while the page holds only newer ones is left out, so that there is no gap. */
function belongs(talk: Talk, message: WireMessage): boolean {
  const first = talk.messages[0];
  return !talk.more || !first || message.seq >= first.seq;
}

/** Conversations, the latest first. */
export function threadList(state: Pick<State, 'threads'>): WireThread[] {
  return Object.values(state.threads).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
}
