import { api, CallFailed, freshId } from './api.ts';
import { keep } from './keep.ts';
import { applyChanges, type Pending } from './state.ts';
import { getState, update } from './store.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

let working = false;
let wait = FIRST_WAIT_MS;
let timer: ReturnType<typeof setTimeout> | undefined;

function setPending(change: (items: Pending[]) => Pending[]): void {
  update((state) => ({ pending: change(state.pending) }));
  keep.setPending(getState().pending);
}

const patch = (clientId: string, part: Partial<Pending>) =>
  setPending((items) => items.map((item) => (item.clientId === clientId ? { ...item, ...part } : item)));

export const drop = (clientId: string) => setPending((items) => items.filter((item) => item.clientId !== clientId));

/** Shows a message at once and sends it; it is kept in this browser until Nod has it. */
export function send(text: string, current = getState().current): void {
  const known = current in getState().threads;
  const item: Pending = {
    clientId: freshId(),
    thread: known ? current : null,
    threadClientId: current,
    text,
    at: new Date().toISOString(),
    state: 'sending',
    reason: null,
  };
  setPending((items) => [...items, item]);
  flush();
}

/** Sends what waits, in order; called again whenever the connection is back. */
export function flush(): void {
  clearTimeout(timer);
  if (!working) void work();
}

async function work(): Promise<void> {
  working = true;
  try {
    for (;;) {
      const item = getState().pending.find(({ state }) => state !== 'refused');
      if (!item) return;
      patch(item.clientId, { state: 'sending' });
      await sendOne(item);
      wait = FIRST_WAIT_MS;
    }
  } catch (error) {
    const told = error instanceof CallFailed ? error.waitMs : null;
    timer = setTimeout(flush, told ?? wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  } finally {
    working = false;
  }
}

/** Sends one; throws when it should be tried again later. */
async function sendOne(item: Pending): Promise<void> {
  try {
    const thread = item.thread ?? (await makeThread(item));
    const { message } = await api.send(thread, {
      text: item.text,
      clientId: item.clientId,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      locale: navigator.language,
    });
    update((state) => applyChanges(state, { rev: state.rev, threads: [], messages: [message] }));
    drop(item.clientId);
  } catch (error) {
    if (!(error instanceof CallFailed) || error.passing || error.status === 401) {
      patch(item.clientId, { state: 'waiting' });
      throw error;
    }
    patch(item.clientId, { state: 'refused', reason: error.message });
  }
}

/** Makes the conversation of a first message and moves everything that stood under its client id to it. */
async function makeThread(item: Pending): Promise<string> {
  const { thread } = await api.newThread(item.threadClientId);
  setPending((items) =>
    items.map((one) => (one.threadClientId === item.threadClientId ? { ...one, thread: thread.id } : one)),
  );
  const draft = keep.draft(item.threadClientId);
  keep.setDraft(item.threadClientId, '');
  if (draft !== '') keep.setDraft(thread.id, draft);
  update((state) => ({
    ...applyChanges(state, { rev: state.rev, threads: [thread], messages: [] }),
    talks: { ...state.talks, [thread.id]: state.talks[thread.id] ?? { messages: [], loaded: true, more: false } },
    ...(state.current === item.threadClientId ? { current: thread.id } : {}),
  }));
  if (getState().current === thread.id) history.replaceState(null, '', `#/t/${thread.id}`);
  return thread.id;
}
