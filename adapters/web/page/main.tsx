import { render } from 'preact';
import { api, CallFailed, freshId } from './api.ts';
import { App } from './app.tsx';
import { focusComposer, show, showRun, showSettings } from './doings.ts';
import { keep } from './keep.ts';
import { listen, watchAttention } from './live.ts';
import { flush } from './sender.ts';
import { applyChanges, threadList } from './state.ts';
import { getState, update } from './store.ts';

const RETRY_MS = 2_000;

/** Shows what the address names: a conversation, the settings, or the latest conversation there is. */
function route(): void {
  const { threads } = getState();
  if (location.hash === '#/settings') {
    void showSettings();
    return;
  }
  const run = /^#\/run\/([\w-]+)$/.exec(location.hash)?.[1];
  if (run !== undefined) {
    void showRun(run);
    return;
  }
  const asked = /^#\/t\/([\w-]+)$/.exec(location.hash)?.[1];
  // A first message that never left belongs to the conversation it began.
  const begun = getState().pending.find((item) => item.thread === null)?.threadClientId;
  const there = asked !== undefined && asked in threads ? asked : null;
  // Whoever began to write before everything was read goes on writing where they are.
  const { current } = getState();
  const latest = keep.draft(current) === '' ? threadList(getState())[0]?.id : undefined;
  show(there ?? begun ?? latest ?? current);
}

async function begin(): Promise<void> {
  try {
    const { rev, threads } = await api.threads();
    update((state) => ({ ...applyChanges(state, { rev, threads, messages: [] }), ready: true }));
    route();
    listen();
    focusComposer();
  } catch (error) {
    const closed = error instanceof CallFailed && (error.status === 401 || error.status === 403);
    update(() => ({ link: closed ? 'closed' : 'lost' }));
    if (!closed) setTimeout(() => void begin(), RETRY_MS);
  }
}

update(() => ({ pending: keep.pending(), current: freshId() }));
const root = document.getElementById('app');
if (root) render(<App />, root);
window.addEventListener('popstate', route);
watchAttention();
flush();
void begin();
