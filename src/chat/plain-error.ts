import { triggerOf } from '../automation/run-scope.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { failureTexts as texts } from './texts-failure.ts';

/** Why something failed, in the words of whoever reads it: a value that did not come is named as people name it. */
export function plainError(
  error: string | null,
  run?: Pick<ExecutionRow, 'triggerType' | 'triggerData'>,
): string | null {
  const found = /^“(trigger|[A-Za-z_]\w*)\.([\w.]+)” reads “\w+”, which is not there\.$/.exec(error ?? '');
  if (!found) return error;
  const [, from = '', path = ''] = found;
  const what = path.split('.').at(-1) ?? path;
  if (from !== 'trigger') return texts.stepWithout(from.replaceAll('_', ' '), what);
  const pays = run !== undefined && Object.hasOwn(triggerOf(run.triggerType, run.triggerData), 'amount');
  return texts.cameWithout(pays, what);
}
