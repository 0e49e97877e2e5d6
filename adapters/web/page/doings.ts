import type { RunStepView, RunView } from '../wire.ts';
import { api, CallFailed, freshId, type Tap } from './api.ts';
import { mergeMessages, type Panel, talkOf, threadList } from './state.ts';
import { getState, update } from './store.ts';
import { words } from './words.ts';

const TOAST_MS = 8_000;
const SETTLE_MS = 400;
const TRIES = 3;
const TAP_WAIT_MS = 700;

let toasts = 0;
let refresh: ReturnType<typeof setTimeout> | undefined;

export function toast(text: string, action?: { label: string; run: () => void }): void {
  toasts += 1;
  const id = toasts;
  update((state) => ({ toasts: [...state.toasts.slice(-3), { id, text, ...(action ? { action } : {}) }] }));
  if (!action) setTimeout(() => dismiss(id), TOAST_MS);
}

export const dismiss = (id: number) => update((state) => ({ toasts: state.toasts.filter((item) => item.id !== id) }));

const failed = (error: unknown) => toast(error instanceof CallFailed ? error.message : words.failed);

/** Opens a conversation: by its id, or a new one by a client id of its own. */
export function show(thread: string): void {
  const known = thread in getState().threads;
  update(() => ({ current: thread, view: 'talk', drawer: false }));
  const address = known ? `#/t/${thread}` : '#/';
  if (location.hash !== address) history.pushState(null, '', address);
  if (known) void load(thread);
}

export const showNew = () => {
  show(freshId());
  focusComposer();
};

/** Reads the newest messages of a conversation that is opened for the first time. */
async function load(thread: string): Promise<void> {
  if (talkOf(getState(), thread).loaded) return;
  // Held from now on, so that what arrives while this is read is not missed.
  update(({ talks }) => ({
    talks: { ...talks, [thread]: talks[thread] ?? { messages: [], loaded: false, more: false } },
  }));
  try {
    const page = await api.messages(thread);
    update(({ talks }) => ({
      talks: {
        ...talks,
        [thread]: {
          messages: mergeMessages(talks[thread]?.messages ?? [], page.messages),
          loaded: true,
          more: page.more,
        },
      },
    }));
  } catch (error) {
    toast(error instanceof CallFailed ? error.message : words.failed, {
      label: words.tryAgain,
      run: () => void load(thread),
    });
  }
}

export async function loadEarlier(thread: string): Promise<void> {
  const first = talkOf(getState(), thread).messages[0];
  if (!first) return;
  try {
    const page = await api.messages(thread, first.seq);
    update(({ talks }) => ({
      talks: {
        ...talks,
        [thread]: {
          messages: mergeMessages(page.messages, talks[thread]?.messages ?? []),
          loaded: true,
          more: page.more,
        },
      },
    }));
  } catch (error) {
    failed(error);
  }
}

/** The conversation is on screen: what is in it counts as seen. */
export function markRead(thread: string): void {
  const row = getState().threads[thread];
  if (!row || row.readSeq >= row.lastSeq || document.visibilityState !== 'visible') return;
  update(({ threads }) => ({ threads: { ...threads, [thread]: { ...row, readSeq: row.lastSeq } } }));
  api.read(thread, row.lastSeq).catch(() => {
    // Seen again on the next visit.
  });
}

export async function rename(thread: string, title: string): Promise<void> {
  const text = title.trim().slice(0, 80);
  if (text === '' || text === getState().threads[thread]?.title) return;
  await api.rename(thread, text).catch(failed);
}

export async function removeThread(thread: string): Promise<void> {
  try {
    await api.remove(thread);
    const next = threadList(getState()).find((row) => row.id !== thread);
    show(next?.id ?? freshId());
  } catch (error) {
    failed(error);
  }
}

/** Sends a tap; the very same tap again when there was no answer, so it counts once. Returns whether it arrived. */
export async function tap(thread: string, given: Omit<Tap, 'clientId'>, clientId = freshId()): Promise<boolean> {
  update(({ taps }) => ({ taps: taps + 1 }));
  for (let tries = 1; ; tries += 1) {
    try {
      await api.tap(thread, { ...given, clientId });
      return true;
    } catch (error) {
      const passing = error instanceof CallFailed && error.passing;
      if (passing && tries < TRIES) {
        await new Promise((resolve) => setTimeout(resolve, error.waitMs ?? tries * TAP_WAIT_MS));
        continue;
      }
      const again = { label: words.tryAgain, run: () => void tap(thread, given, clientId) };
      toast(error instanceof CallFailed && !error.passing ? error.message : words.tapFailed, again);
      return false;
    }
  }
}

/** Opens a panel, or closes it when it is the open one. */
export function showPanel(panel: Panel): void {
  update((state) => ({ panel: state.panel === panel ? null : panel, drawer: false }));
  if (getState().panel !== null) void readPanel();
}

async function readPanel(): Promise<void> {
  const { panel } = getState();
  try {
    if (panel === 'workflows') {
      const { workflows } = await api.workflows();
      update(() => ({ workflows }));
    }
    if (panel === 'sandbox') {
      const { items } = await api.sandbox();
      update(() => ({ sandbox: items }));
    }
  } catch (error) {
    failed(error);
  }
}

/** Something happened: what the open panel shows may be old. Many at once are one look. */
export function refreshPanels(): void {
  clearTimeout(refresh);
  if (getState().panel !== null) refresh = setTimeout(() => void readPanel(), SETTLE_MS);
}

/** Opens the page of a run. */
export async function showRun(id: string): Promise<void> {
  update(({ run }) => ({ view: 'run', run: run?.id === id ? run : null, drawer: false }));
  if (location.hash !== `#/run/${id}`) history.pushState(null, '', `#/run/${id}`);
  await readRun(id);
}

export async function readRun(id: string): Promise<void> {
  try {
    const run = await api.run(id);
    if (location.hash === `#/run/${id}`) update((before) => ({ run: withLater(run, before.run) }));
  } catch (error) {
    failed(error);
  }
}

/** The next steps of a run that has more than one page of them. */
export async function moreSteps({ id, next }: RunView): Promise<void> {
  try {
    const page = await api.run(id, next ?? undefined);
    if (location.hash !== `#/run/${id}`) return;
    update(({ run }) => (run && run.next === next ? { run: { ...page, steps: [...run.steps, ...page.steps] } } : {}));
  } catch (error) {
    failed(error);
  }
}

/** The first page as it is now, with the pages that were read before. */
function withLater(run: RunView, before: RunView | null): RunView {
  const shown = new Set(run.steps.map(keyOf));
  if (before?.id !== run.id || before.steps.length <= run.steps.length) return run;
  return {
    ...run,
    steps: [...run.steps, ...before.steps.filter((step) => !shown.has(keyOf(step)))],
    next: before.next,
  };
}

const keyOf = ({ path, iteration }: RunStepView): string => `${path}:${iteration}`;

export async function showSettings(): Promise<void> {
  update(() => ({ view: 'settings', drawer: false }));
  history.pushState(null, '', '#/settings');
  await readSettings();
}

export async function readSettings(): Promise<void> {
  try {
    const settings = await api.settings();
    update(() => ({ settings }));
  } catch (error) {
    failed(error);
  }
}

export async function logIn(platform: string): Promise<void> {
  try {
    await api.logIn(platform);
    await readSettings();
  } catch (error) {
    failed(error);
  }
}

export async function connect(service: string): Promise<void> {
  // The tab is opened within the tap, or the browser would stop it.
  const tab = window.open('about:blank', '_blank');
  try {
    const { url } = await api.connect(service);
    if (tab) tab.location.href = url;
    else location.href = url;
  } catch (error) {
    tab?.close();
    failed(error);
  }
}

export const focusComposer = () => requestAnimationFrame(() => document.getElementById('composer')?.focus());

/** The button that had the focus is gone: the message box takes it, unless that would bring up a phone's keyboard. */
export const keepFocus = () =>
  requestAnimationFrame(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost && window.matchMedia('(pointer: fine)').matches) focusComposer();
  });
