import { focusComposer, show, showNew, showPanel } from './doings.ts';
import { threadList } from './state.ts';
import { getState, update } from './store.ts';

/** Shortcuts of the whole page. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey) return;
  const done = event.altKey ? withAlt(event.code) : plain(event);
  if (done) event.preventDefault();
}

function withAlt(code: string): boolean {
  switch (code) {
    case 'KeyN':
      showNew();
      return true;
    case 'KeyW':
      showPanel('workflows');
      return true;
    case 'KeyS':
      showPanel('sandbox');
      return true;
    case 'ArrowUp':
      return step(-1);
    case 'ArrowDown':
      return step(1);
    default:
      return false;
  }
}

function plain(event: KeyboardEvent): boolean {
  if (event.key === 'Escape') {
    stepBack();
    return true;
  }
  const writing = event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
  if (event.key !== '/' || writing) return false;
  focusComposer();
  return true;
}

/** Closes what lies on top; with nothing open, goes to the message box. */
function stepBack(): void {
  const { drawer, panel, view } = getState();
  if (drawer) update(() => ({ drawer: false }));
  else if (panel !== null) showPanel(null);
  else if (view === 'settings') show(getState().current);
  focusComposer();
}

function step(by: number): boolean {
  const rows = threadList(getState());
  const next = rows[rows.findIndex((row) => row.id === getState().current) + by];
  if (next) show(next.id);
  return next !== undefined;
}
