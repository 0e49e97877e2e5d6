import type { Json, Step } from '../automation/definition.ts';
import { triggerOf } from '../automation/run-scope.ts';
import { triggerWords } from '../automation/trigger-words.ts';
import { durationInWords, money, oneLine, shortened, whose } from '../automation/words.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { failureTexts } from './texts-failure.ts';

/** "3 s", "2 minutes", from milliseconds. */
export function took(ms: number): string {
  if (ms < 1000) return 'under a second';
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : durationInWords(ms);
}

/** Small facts of an output that `told` does not say already: names and values, at most eight. Ids are for machines. */
export function facts(output: unknown, told = ''): { label: string; value: string }[] {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return [];
  const { amount, currency } = output as Record<string, unknown>;
  const sum = typeof amount === 'number' && typeof currency === 'string' ? money(amount, currency) : null;
  return Object.entries(output)
    .filter(([key, value]) => !isHidden(key) && isSmall(value) && !(sum !== null && key === 'currency'))
    .map(([key, value]): [string, string] => [key, sum !== null && key === 'amount' ? sum : shownValue(value)])
    .filter(([, value]) => !told.includes(value))
    .slice(0, 8)
    .map(([key, value]) => ({ label: labelOf(key), value }));
}

const HIDDEN = new Set(['status', 'error', 'state', 'id', 'key', 'idempotency_key', 'to', 'url']);
const isHidden = (key: string): boolean => HIDDEN.has(key) || key.endsWith('_id');

function shownValue(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en', { maximumFractionDigits: 10 });
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : shortened(oneLine(String(value)), 200);
}

const isSmall = (value: unknown): boolean =>
  (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' || typeof value === 'boolean';

const labelOf = (key: string): string => {
  const words = key.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A title with what the run is about. */
export function titled(start: string, of: { execution: { triggerData: unknown } }, end = ''): string {
  return [start, triggerWords(of.execution.triggerData), end].filter(Boolean).join(' · ');
}

/** Addresses that did not come with what set it off. */
const NOT_GIVEN: [RegExp, string][] = [
  [/^e-?mail(?: address)?$/, failureTexts.noAddress],
  [/^(?:phone|mobile)(?: number)?$/, failureTexts.noNumber],
];

/**
 * A step as it reads where it was not done: what came in stands in its place, and what never came to be is named. Nobody reads
 * a template.
 */
export function spoken<S extends Pick<Step, 'params'>>(
  step: S,
  { triggerType, triggerData }: Pick<ExecutionRow, 'triggerType' | 'triggerData'>,
): S {
  const trigger = triggerOf(triggerType, triggerData);
  const text = (value: string): string =>
    value.replace(/\{\{([^{}]{1,200})\}\}/g, (match, inner: string) => {
      const path = inner.trim();
      const [root, ...rest] = path.split('.');
      const found = root === 'trigger' ? rest.reduce<unknown>(fieldOf, trigger) : undefined;
      if (typeof found === 'number')
        return found.toLocaleString('en', { maximumFractionDigits: 10, useGrouping: false });
      if (typeof found === 'string' && found !== '') return found;
      const whole = value.trim() === match && /^[\w.]+$/.test(path);
      const field = (rest.at(-1) ?? path).replaceAll('_', ' ');
      const without = whole && root === 'trigger' ? NOT_GIVEN.find(([name]) => name.test(field)) : undefined;
      return without?.[1] ?? (whole ? whose(`the ${field}`) : '…');
    });
  const value = (one: Json): Json => {
    if (typeof one === 'string') return text(one);
    if (Array.isArray(one)) return one.map(value);
    return one !== null && typeof one === 'object'
      ? Object.fromEntries(Object.entries(one).map(([name, item]) => [name, value(item)]))
      : one;
  };
  return { ...step, params: Object.fromEntries(Object.entries(step.params).map(([name, one]) => [name, value(one)])) };
}

const fieldOf = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null && Object.hasOwn(from, name)
    ? (from as Record<string, unknown>)[name]
    : undefined;

/** The step of the definition that a path belongs to. */
export const outer = (path: string): string => path.split('/')[0] ?? path;
