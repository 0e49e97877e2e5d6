import type { KnownWorkflow } from '../types.ts';
import { escaped } from './fill.ts';
import { distance } from './lexicon.ts';

/** Which of a person's workflows words mean. */

export const THING = /\b(?:workflows?|automations?|flows?|ones?|jobs?|tasks?|bots?)\b/i;

export interface SaidName {
  workflow: KnownWorkflow;
  start: number;
  end: number;
}

/** Names that are said in full, as they come; of names within each other the longest. */
export function saidNames(text: string, workflows: KnownWorkflow[]): SaidName[] {
  const live = workflows.filter((one) => one.status !== 'deleted');
  const said: SaidName[] = [];
  for (const workflow of live.toSorted((one, other) => other.name.length - one.name.length)) {
    const whole = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(workflow.name)}(?![\\p{L}\\p{N}])`, 'giu');
    for (const { 0: words, index: start } of text.matchAll(whole)) {
      const end = start + words.length;
      if (!said.some((one) => start < one.end && one.start < end)) said.push({ workflow, start, end });
    }
  }
  return said.toSorted((one, other) => one.start - other.start);
}

/** Whether words stand for a workflow rather than for something in the world. */
export function names(target: string, workflows: KnownWorkflow[]): boolean {
  const words = target.replace(/^(?:the|my|this|that|our)\s+/i, '');
  if (THING.test(words) && words.split(/\s+/).length <= 8) return true;
  if (/^(?:it|this|that)$/i.test(target.trim())) return workflows.length > 0;
  const found = matches(target, workflows);
  return found.length > 0 && (found[0]?.covers ?? 0) > 0.5;
}

const STOP = new Set(
  'the my a an this that our workflow workflows automation automations flow one ones job task thing things stuff please of for called named did does do has why fail failed failing run ran error wrong what happened on to is it was and with in go not work stop stopped'.split(
    ' ',
  ),
);
/** Words of a time: part of a name, or of when it was. */
const TIMELY = new Set('morning today tonight last evening night yesterday'.split(' '));
export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/['’]s\b/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word && !STOP.has(word));

/** "invoices", "invoicing", "reminders": forms of one word. */
function sameStem(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  let shared = 0;
  while (shared < short.length && short[shared] === long[shared]) shared += 1;
  const ends = /^(?:s|ed|ing|ment|ments|outs?)$/.test(long.slice(shared));
  return shared >= 6 || (shared === short.length && (shared >= 4 || (shared === 3 && ends)));
}

/** One word and another of a name: the same, a form of it or a slip in it. */
const isForm = (one: string, word: string): boolean =>
  one === word ||
  `${one}s` === word ||
  one === `${word}s` ||
  sameStem(one, word) ||
  (Math.min(word.length, one.length) > 2 && distance(one, word, 2) <= (word.length > 6 ? 2 : 1));

/** Where words of a name stand in a sentence that does not say the whole of it. */
export function partsOf(name: string, text: string): { start: number; end: number }[] {
  const own = wordsOf(name);
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].flatMap(({ 0: word, index: start }) =>
    !STOP.has(word.toLowerCase()) && own.some((one) => isForm(word.toLowerCase(), one))
      ? [{ start, end: start + word.length }]
      : [],
  );
}

/** Workflows whose names the words may mean, best first; `covers`: how much of what was said the name explains. */
export function matches(
  target: string,
  workflows: KnownWorkflow[],
): { workflow: KnownWorkflow; score: number; covers: number }[] {
  const own = new Set(workflows.flatMap((one) => wordsOf(one.name)));
  const said = wordsOf(target).filter((word) => !TIMELY.has(word) || own.has(word));
  const whole = target.toLowerCase().replace(/^(?:the|my)\s+/, '');
  const live = workflows.filter((workflow) => workflow.status !== 'deleted');
  const full = saidNames(whole, live).map((one) => one.workflow.name.toLowerCase());
  // "Withdraw money 2" said in full does not mean "Withdraw money" as well.
  const isPart = (name: string) => !full.includes(name) && full.some((longer) => longer.includes(name));
  return live
    .filter((workflow) => !isPart(workflow.name.toLowerCase()))
    .map((workflow) => {
      const name = wordsOf(workflow.name);
      const all = name.length > 0 ? name : workflow.name.toLowerCase().split(/\s+/);
      const hits = all.filter((word) => said.some((one) => isForm(one, word))).length;
      const used = said.filter((one) => all.some((word) => isForm(one, word))).length;
      const exact = full.includes(workflow.name.toLowerCase()) ? 10 + workflow.name.length / 100 : 0;
      return {
        workflow,
        score: exact + hits / Math.max(1, all.length) + hits * 0.1,
        covers: said.length > 0 ? (exact ? Math.max(used, all.length) : used) / said.length : exact ? 1 : 0,
        hits,
      };
    })
    .filter((one) => one.hits > 0 || one.score >= 10)
    .sort((one, other) => other.score - one.score);
}
