import type { Undone } from '../../src/store/failures.ts';
import type { StepRow } from '../../src/store/runs.ts';
import type { Store } from '../../src/store/store.ts';

/** Steps of a run that are named one by one, and characters of all. */
const MOST = 1000;
const LENGTH = 500;

/** What became of taking back a run of another workflow, as its parent's step says it: every step of it by name. */
export async function childUndone(
  store: Pick<Store, 'steps'>,
  { workspace }: { workspace: string },
  { execution, running }: { execution: string; running: boolean },
): Promise<Pick<Undone, 'state' | 'text' | 'error'>> {
  if (running) return { state: 'failed', text: '', error: 'The run it started has not ended.' };
  const rows = await store.steps
    .find({ workspace, execution, undone: { $ne: null } }, { undone: 1 })
    .sort({ 'undone.at': 1 })
    .limit(MOST)
    .lean<Pick<StepRow, '_id' | 'undone'>[]>();
  const of = (state: Undone['state']) => rows.flatMap(({ undone }) => (undone?.state === state ? [undone] : []));
  const [back, not, stays] = [of('undone'), of('failed'), of('cannot')];
  const texts = back.map(({ text }) => text);
  if (stays.length > 0) texts.push(`stays as it is: ${stays.map(({ text }) => text).join('; ')}`);
  const text = texts.join('; ').slice(0, LENGTH);
  if (not.length > 0) {
    const error = not.map((one) => `${one.text}: ${one.error ?? 'unknown'}`).join('; ');
    return { state: 'failed', text, error: error.slice(0, LENGTH) };
  }
  if (back.length > 0) return { state: 'undone', text, error: null };
  return { state: stays.length > 0 ? 'cannot' : 'nothing', text: text || 'It had done nothing', error: null };
}
