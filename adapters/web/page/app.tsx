import { useEffect } from 'preact/hooks';
import { Conversation } from './conversation.tsx';
import { focusComposer } from './doings.ts';
import { Header } from './header.tsx';
import { onKey } from './keys.ts';
import { Announcer, LinkBanner, Toasts } from './notices.tsx';
import { PanelView } from './panel.tsx';
import { RunPage } from './run.tsx';
import { Settings } from './settings.tsx';
import { Sidebar } from './sidebar.tsx';
import { useStore } from './store.ts';
import { words } from './words.ts';

export function App() {
  const view = useStore((state) => state.view);
  const panel = useStore((state) => state.panel);
  const unread = useStore((state) => {
    const rows = Object.values(state.threads);
    return rows.filter((row) => row.lastSeq > row.readSeq).length;
  });
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${words.name}` : words.name;
  }, [unread]);
  return (
    <div class={panel === null ? 'app' : 'app with-panel'}>
      <button type="button" class="skip" onClick={focusComposer}>
        {words.skip}
      </button>
      <Sidebar />
      <main>
        <Header />
        <LinkBanner />
        {view === 'settings' ? <Settings /> : view === 'run' ? <RunPage /> : <Conversation />}
      </main>
      <PanelView />
      <Toasts />
      <Announcer />
    </div>
  );
}
