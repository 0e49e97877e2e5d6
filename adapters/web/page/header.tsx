import { useEffect, useRef, useState } from 'preact/hooks';
import { Confirm } from './card.tsx';
import { removeThread, rename, showPanel } from './doings.ts';
import { Icon } from './icons.tsx';
import { update, useStore } from './store.ts';
import { words } from './words.ts';

/** Above the conversation: its title, what can be done with it, and the panels. */
export function Header() {
  const current = useStore((state) => state.current);
  const row = useStore((state) => state.threads[state.current]);
  const view = useStore((state) => state.view);
  const panel = useStore((state) => state.panel);
  const drawer = useStore((state) => state.drawer);
  const [doing, setDoing] = useState<'rename' | 'remove' | null>(null);
  useEffect(() => setDoing(null), [current, view]);

  const renamed = (text: string | null) => {
    setDoing(null);
    if (row && text !== null) void rename(row.id, text);
  };

  const run = useStore((state) => state.run?.name);
  const title =
    view === 'settings' ? words.settings : view === 'run' ? (run ?? words.runPage) : (row?.title ?? words.newThread);
  return (
    <header class="top">
      <button
        type="button"
        class="icon-button only-phone"
        aria-label={words.menu}
        aria-expanded={drawer}
        aria-controls="sidebar"
        onClick={() => update(() => ({ drawer: true }))}
      >
        <Icon name="menu" />
      </button>
      {doing === 'rename' && row ? <Rename title={row.title} onDone={renamed} /> : <h1 dir="auto">{title}</h1>}
      {row && view === 'talk' && doing === null ? (
        <div class="title-tools">
          <button type="button" class="icon-button" aria-label={words.rename} onClick={() => setDoing('rename')}>
            <Icon name="pencil" />
          </button>
          <button type="button" class="icon-button" aria-label={words.removeThread} onClick={() => setDoing('remove')}>
            <Icon name="bin" />
          </button>
        </div>
      ) : null}
      <div class="panel-tools">
        <PanelButton name="workflows" icon="flow" open={panel === 'workflows'} />
        <PanelButton name="sandbox" icon="tray" open={panel === 'sandbox'} />
      </div>
      {doing === 'remove' && row ? (
        <div class="under-top">
          <Confirm
            question={words.removeAsk}
            label={words.remove}
            danger
            onYes={() => void removeThread(row.id)}
            onNo={() => setDoing(null)}
          />
        </div>
      ) : null}
    </header>
  );
}

function PanelButton({ name, icon, open }: { name: 'workflows' | 'sandbox'; icon: 'flow' | 'tray'; open: boolean }) {
  return (
    <button
      type="button"
      class="panel-button"
      aria-pressed={open}
      aria-label={words[name]}
      onClick={() => showPanel(name)}
    >
      <Icon name={icon} />
      <span class="wide">{words[name]}</span>
    </button>
  );
}

function Rename({ title, onDone }: { title: string; onDone: (text: string | null) => void }) {
  const [text, setText] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onDone(null);
  };
  return (
    <form
      class="rename"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(text);
      }}
    >
      <input
        ref={field}
        aria-label={words.rename}
        maxLength={80}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => onDone(text)}
      />
    </form>
  );
}
