import { useEffect, useState } from 'preact/hooks';
import { initialState, type State } from './state.ts';

type Listener = () => void;

let state = initialState();
const listeners = new Set<Listener>();

export const getState = (): State => state;

/** Replaces the state by what `change` makes of it, and tells everyone who shows a part of it. */
export function update(change: (state: State) => Partial<State>): void {
  const part = change(state);
  state = { ...state, ...part };
  for (const listener of [...listeners]) listener();
}

export function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A part of the state, kept current; renders again only when that part is another. */
export function useStore<T>(select: (state: State) => T): T {
  const [, redraw] = useState({});
  const value = select(state);
  useEffect(() => {
    let shown = value;
    const check = () => {
      const now = select(state);
      if (Object.is(now, shown)) return;
      shown = now;
      redraw({});
    };
    check();
    return subscribe(check);
  });
  return value;
}
