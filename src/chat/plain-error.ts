import { failureTexts as texts } from './texts-failure.ts';

/** Why something failed, in the words of whoever reads it: a value that did not come is named as people name it. */
export function plainError(error: string | null, triggerData: unknown = null): string | null {
  const found = /^“(trigger|[A-Za-z_]\w*)\.([\w.]+)” reads “\w+”, which is not there\.$/.exec(error ?? '');
  if (!found) return error;
  const [, from = '', path = ''] = found;
  const what = path.split('.').at(-1) ?? path;
  if (from !== 'trigger') return texts.stepWithout(from.replaceAll('_', ' '), what);
  const pays = typeof triggerData === 'object' && triggerData !== null && 'amount' in triggerData;
  return texts.cameWithout(pays, what);
}
