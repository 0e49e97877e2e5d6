import type { Pending } from './state.ts';

const PENDING = 'nod.pending';
const DRAFTS = 'nod.drafts';

/** What survives a reload: unsent messages and what stands in the message boxes. Works without storage too, for one visit. */
export const keep = {
  pending: (): Pending[] => read<Pending[]>(PENDING, []).filter((item) => typeof item.clientId === 'string'),
  setPending: (items: Pending[]) => write(PENDING, items),
  draft: (thread: string): string => read<Record<string, string>>(DRAFTS, {})[thread] ?? '',
  setDraft(thread: string, text: string): void {
    const { [thread]: _old, ...others } = read<Record<string, string>>(DRAFTS, {});
    write(DRAFTS, text === '' ? others : { ...others, [thread]: text });
  },
};

function read<T>(key: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage: the page goes on without it.
  }
}
