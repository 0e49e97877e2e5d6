import type { Actions } from './checks/context.ts';
import type { Definition, Step } from './definition.ts';
import { endingInWords } from './ending-words.ts';
import { policyInWords } from './policy-words.ts';
import { stepInWords, triggerInWords } from './step-words.ts';
import { plainInCard, sentence } from './words.ts';

/** The difference between two definitions in words, old struck through and new in bold: `~~10,000~~ **20,000**`. */
export interface DiffContext {
  catalogue: Actions;
  currency: string;
  timeZone: string;
}

export function changesInWords(before: Definition, after: Definition, context: DiffContext): string {
  const lines = [
    ...nameLines(before, after),
    ...triggerLines(before, after, context),
    ...stepLines(before, after, context),
    ...policyLines(before, after, context),
    ...endingLines(before, after),
  ];
  if (lines.length === 0) return 'Nothing changes.';
  return `${lines.join('\n')}\nNothing else changes.`;
}

function nameLines(before: Definition, after: Definition): string[] {
  const lines: string[] = [];
  if (before.name !== after.name) lines.push(`Name: ${marked(before.name, after.name)}.`);
  if (before.description !== after.description)
    lines.push(
      after.description
        ? `Description: ${marked(before.description, after.description)}.`
        : 'The description is taken away.',
    );
  return lines;
}

function triggerLines(before: Definition, after: Definition, { catalogue, timeZone }: DiffContext): string[] {
  const words = (definition: Definition) =>
    definition.triggers.map((trigger) => triggerInWords(trigger, catalogue, timeZone));
  return listLines(
    'Starts',
    words(before),
    words(after),
    JSON.stringify(before.triggers) !== JSON.stringify(after.triggers),
  );
}

function policyLines(before: Definition, after: Definition, { currency, catalogue }: DiffContext): string[] {
  // Its currency has a line of its own.
  const rules = ({ policy: { currency: _own, ...rest } }: Definition) => JSON.stringify(rest);
  const differ = rules(before) !== rules(after);
  const words = (definition: Definition) => policyInWords(definition, currency, catalogue);
  const lines = listLines('Limits:', words(before), words(after), differ);
  const [was, is] = [before.policy.currency ?? currency, after.policy.currency ?? currency];
  return was === is ? lines : [...lines, `Amounts count in ${marked(was, is)}.`];
}

function endingLines(before: Definition, after: Definition): string[] {
  const [was, is] = [endingInWords(before), endingInWords(after)];
  if (was === is) return [];
  return [marked(was ?? 'Ends when a step fails.', is ?? 'Ends when a step fails.')];
}

/** Lists of sentences: what went, what came; one for one where only one differs. */
function listLines(what: string, before: string[], after: string[], differ: boolean): string[] {
  const gone = before.filter((line) => !after.includes(line));
  const come = after.filter((line) => !before.includes(line));
  if (gone.length === 1 && come.length === 1) return [`${what} ${marked(gone[0] as string, come[0] as string)}.`];
  const lines = gone.map((line) => `${what} ~~${plainInCard(line)}~~.`);
  lines.push(...come.map((line) => `${what} **${plainInCard(line)}**.`));
  return lines.length === 0 && differ ? [`${sentence(what.replace(/:$/, ''))} in detail: see below.`] : lines;
}

function stepLines(before: Definition, after: Definition, context: DiffContext): string[] {
  const lines: string[] = [];
  const words = (step: Step, definition: Definition) =>
    stepInWords(step, definition, context.catalogue, context.currency);
  const number = (id: string, definition: Definition) => definition.steps.findIndex((step) => step.id === id) + 1;
  for (const old of before.steps) {
    const now = after.steps.find((step) => step.id === old.id);
    if (!now) lines.push(`Step ${number(old.id, before)} goes: ~~${plainInCard(words(old, before))}~~.`);
    else if (JSON.stringify(old) !== JSON.stringify(now)) {
      const [was, is] = [words(old, before), words(now, after)];
      const at = `Step ${number(now.id, after)}`;
      lines.push(was === is ? `${at}: ${detail(old, now)}.` : `${at}: ${marked(was, is)}.`);
    }
  }
  for (const now of after.steps)
    if (!before.steps.some((step) => step.id === now.id))
      lines.push(`New, step ${number(now.id, after)}: **${plainInCard(words(now, after))}**.`);
  return [...lines, ...orderLine(before, after)];
}

function orderLine(before: Definition, after: Definition): string[] {
  const common = (definition: Definition, other: Definition) =>
    definition.steps
      .map((step) => step.id)
      .filter((id) => other.steps.some((step) => step.id === id))
      .join();
  return common(before, after) === common(after, before) ? [] : ['The order of the steps changes; it is below.'];
}

/** What differs where the sentence does not say it. */
function detail(old: Step, now: Step): string {
  const parts: string[] = [];
  for (const key of new Set([...Object.keys(old.params), ...Object.keys(now.params)])) {
    const [was, is] = [old.params[key], now.params[key]];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const label = key.replace(/_/g, ' ');
    if (is === undefined) parts.push(`no ${label} any more`);
    else parts.push(`${label} ${was === undefined ? `**${shown(is)}**` : marked(shown(was), shown(is))}`);
  }
  for (const key of DETAILS)
    if (JSON.stringify(old[key]) !== JSON.stringify(now[key]))
      parts.push(`${key.replace(/_/g, ' ')} ${marked(shown(old[key] ?? 'as usual'), shown(now[key] ?? 'as usual'))}`);
  return parts.join(', ') || 'changed in detail';
}

const DETAILS = [
  'on_error',
  'retry',
  'timeout',
  'profile',
  'background',
  'undo',
  'needs',
  'for_each',
  'max_parallel',
  'inside',
  'condition',
] as const;

const shown = (value: unknown): string => plainInCard(typeof value === 'string' ? value : JSON.stringify(value));

/** Two texts as one, only the words that differ marked. */
export function marked(before: string, after: string): string {
  const [a, b] = [before.split(/(\s+)/), after.split(/(\s+)/)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const part = (words: string[]) =>
    plainInCard(
      words
        .slice(start, words.length - end)
        .join('')
        .trim(),
    );
  const head = plainInCard(b.slice(0, start).join(''));
  const tail = plainInCard(b.slice(b.length - end).join(''));
  const [old, now] = [part(a), part(b)];
  const change = [old && `~~${old}~~`, now && `**${now}**`].filter(Boolean).join(' ');
  return `${head}${head && !/\s$/.test(head) ? ' ' : ''}${change}${tail && !/^\s/.test(tail) ? ' ' : ''}${tail}`.trim();
}
