import type { WireThread } from '../wire.ts';
import { show, showNew, showSettings } from './doings.ts';
import { Icon, Logo } from './icons.tsx';
import { threadList } from './state.ts';
import { update, useStore } from './store.ts';
import { short } from './times.ts';
import { words } from './words.ts';

const closeDrawer = () => update(() => ({ drawer: false }));

/** The conversations at the side; a drawer on a phone. */
export function Sidebar() {
  const threads = useStore((state) => state.threads);
  const current = useStore((state) => state.current);
  const view = useStore((state) => state.view);
  const open = useStore((state) => state.drawer);
  const ready = useStore((state) => state.ready);
  const rows = threadList({ threads });
  return (
    <>
      {open ? <button type="button" class="shade" aria-label={words.close} onClick={closeDrawer} /> : null}
      <nav id="sidebar" class={open ? 'sidebar open' : 'sidebar'} aria-label={words.threads}>
        <div class="brand">
          <Logo size={30} />
          <span>{words.name}</span>
          <button type="button" class="icon-button only-phone" aria-label={words.close} onClick={closeDrawer}>
            <Icon name="close" />
          </button>
        </div>
        <button type="button" class="new-thread" onClick={showNew}>
          <Icon name="plus" />
          {words.newThread}
        </button>
        {ready && rows.length === 0 ? <p class="soft nothing">{words.noThreads}</p> : null}
        <ul class="threads">
          {rows.map((row) => (
            <li key={row.id}>
              <ThreadRow row={row} open={view === 'talk' && row.id === current} />
            </li>
          ))}
        </ul>
        <button
          type="button"
          class="side-link"
          aria-current={view === 'settings' ? 'page' : undefined}
          onClick={() => void showSettings()}
        >
          <Icon name="gear" />
          {words.settings}
        </button>
      </nav>
    </>
  );
}

function ThreadRow({ row, open }: { row: WireThread; open: boolean }) {
  const unread = open ? 0 : Math.max(0, row.lastSeq - row.readSeq);
  return (
    <button
      type="button"
      class={unread > 0 ? 'thread unread' : 'thread'}
      aria-current={open ? 'page' : undefined}
      onClick={() => show(row.id)}
    >
      <span class="thread-title" dir="auto">
        {row.title}
      </span>
      <span class="thread-side">
        {unread > 0 ? (
          <span class="badge">
            <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
            <span class="hidden">{words.unread(unread)}</span>
          </span>
        ) : (
          <time dateTime={row.updatedAt}>{short(row.updatedAt)}</time>
        )}
      </span>
    </button>
  );
}
