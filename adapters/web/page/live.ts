import type { WireChanges, WireMessage } from '../wire.ts';
import { api, CallFailed } from './api.ts';
import { refreshPanels, toast } from './doings.ts';
import { plainText } from './markup.ts';
import { flush } from './sender.ts';
import { applyChanges, type Link } from './state.ts';
import { getState, update } from './store.ts';
import { words } from './words.ts';

const REOPEN_MS = 2_000;

let source: EventSource | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let version: string | null = null;

const setLink = (link: Link) => {
  if (getState().link !== link) update(() => ({ link }));
};

/** Listens for changes from where this page stands; comes back by itself after every break. */
export function listen(): void {
  clearTimeout(timer);
  source?.close();
  source = new EventSource(`/app/events?after=${getState().rev}`);
  source.addEventListener('open', () => {
    setLink('live');
    flush();
    void checkVersion();
  });
  source.addEventListener('changes', (event) => take(JSON.parse(event.data) as WireChanges));
  source.addEventListener('bye', (event) => {
    if ((JSON.parse(event.data) as { reason: string }).reason !== 'elsewhere') return;
    source?.close();
    setLink('elsewhere');
  });
  source.addEventListener('error', () => {
    setLink('lost');
    if (source?.readyState !== EventSource.CLOSED) return;
    timer = setTimeout(() => void reopen(), REOPEN_MS);
  });
}

/** The browser gave up: a gateway that refuses the page says so, anything else may pass. */
async function reopen(): Promise<void> {
  try {
    await api.me();
    listen();
  } catch (error) {
    if (error instanceof CallFailed && (error.status === 401 || error.status === 403)) setLink('closed');
    else timer = setTimeout(() => void reopen(), REOPEN_MS);
  }
}

/** A tab that gave its place to another takes it back when it is looked at. */
export function watchAttention(): void {
  const back = () => {
    if (document.visibilityState === 'visible' && getState().link === 'elsewhere') listen();
  };
  document.addEventListener('visibilitychange', back);
  window.addEventListener('focus', back);
  window.addEventListener('online', () => flush());
}

async function checkVersion(): Promise<void> {
  const me = await api.me().catch(() => null);
  if (!me) return;
  if (version !== null && version !== me.version) {
    toast(words.updated, { label: words.reload, run: () => location.reload() });
  }
  version = me.version;
}

function take(changes: WireChanges): void {
  const before = getState();
  update((state) => applyChanges(state, changes));
  const fresh = changes.messages.filter(
    (message) => message.from === 'bot' && message.thread === before.current && isNew(before.talks, message),
  );
  const last = fresh.at(-1);
  if (last) update(() => ({ spoken: words.newFrom(spokenText(last)) }));
  if (changes.messages.some((message) => message.from === 'bot')) refreshPanels();
}

const isNew = (talks: ReturnType<typeof getState>['talks'], message: WireMessage): boolean =>
  !talks[message.thread]?.messages.some((held) => held.id === message.id);

function spokenText({ content }: WireMessage): string {
  return plainText(typeof content === 'string' ? content : content.title);
}
