import type { RunView, SandboxView, SettingsView, WireError, WireMessage, WireThread, WorkflowView } from '../wire.ts';
import { words } from './words.ts';

const PATIENCE_MS = 30_000;

/** A call that did not do what it should; `status` is 0 when there was no answer at all. */
export class CallFailed extends Error {
  readonly status: number;
  /** Milliseconds, where told. */
  readonly waitMs: number | null;

  constructor(status: number, message: string, waitMs: number | null = null) {
    super(message);
    this.status = status;
    this.waitMs = waitMs;
  }

  /** Whether the same call may go through later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`/app${path}`, {
    method,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => {
    throw new CallFailed(0, words.lost);
  });
  if (!response.ok) throw await failure(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function failure(response: Response): Promise<CallFailed> {
  const wait = Number(response.headers.get('retry-after'));
  const answer = (await response.json().catch(() => null)) as WireError | null;
  return new CallFailed(response.status, answer?.error.message ?? words.failed, wait > 0 ? wait * 1_000 : null);
}

export interface Tap {
  messageId: string;
  choice: { name: string; value: string };
  values?: Record<string, string>;
  clientId: string;
}

export const api = {
  me: () => call<{ user: string; name: string; version: string }>('GET', '/me'),
  threads: () => call<{ rev: number; threads: WireThread[] }>('GET', '/threads'),
  newThread: (clientId: string) => call<{ thread: WireThread }>('POST', '/threads', { clientId }),
  rename: (thread: string, title: string) => call<void>('PATCH', `/threads/${thread}`, { title }),
  remove: (thread: string) => call<void>('DELETE', `/threads/${thread}`),
  read: (thread: string, seq: number) => call<void>('POST', `/threads/${thread}/read`, { seq }),
  messages: (thread: string, before?: number) =>
    call<{ messages: WireMessage[]; more: boolean }>(
      'GET',
      `/threads/${thread}/messages${before === undefined ? '' : `?before=${before}`}`,
    ),
  send: (thread: string, message: { text: string; clientId: string; timeZone: string; locale: string }) =>
    call<{ message: WireMessage }>('POST', `/threads/${thread}/messages`, message),
  tap: (thread: string, tap: Tap) => call<void>('POST', `/threads/${thread}/actions`, tap),
  workflows: () => call<{ workflows: WorkflowView[] }>('GET', '/workflows'),
  run: (id: string, after?: string) =>
    call<RunView>('GET', `/runs/${id}${after === undefined ? '' : `?after=${encodeURIComponent(after)}`}`),
  sandbox: () => call<{ items: SandboxView[] }>('GET', '/sandbox'),
  settings: () => call<SettingsView>('GET', '/settings'),
  logIn: (platform: string) => call<void>('POST', '/log-in', { platform }),
  connect: (service: string) => call<{ url: string }>('POST', '/connections', { service }),
};

/** An id of this page's own, so that the same thing sent again is the same thing. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
