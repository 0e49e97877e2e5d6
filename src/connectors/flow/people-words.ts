import { z } from 'zod';
import type { Json } from '../../automation/definition.ts';
import { listInWords } from '../../automation/words.ts';
import type { ParamMeta } from '../define.ts';

/** Who is asked, as parameters name them: the owner, people of the workspace, a channel. */

/** People named at once. */
export const MOST_PEOPLE = 20;
const ME = new Set(['owner', 'me', 'you', 'myself', 'the owner']);

const one = z.string().trim().min(1).max(300);

/** One person, several, or `#channel`. */
export const people = (label: string, more: Partial<Omit<ParamMeta, 'kind' | 'label'>> = {}) =>
  z.union([one, z.array(one).min(1).max(MOST_PEOPLE)]).meta({ kind: 'person', label, ...more });

export const yesNo = (label: string) => z.boolean().meta({ kind: 'boolean', label });

/** `3d`, also in a list. */
export const spans = (label: string, most: number) =>
  z
    .array(
      z
        .string()
        .regex(/^\d+\s*(ms|s|m|h|d|w|seconds?|minutes?|hours?|days?|weeks?)$/, 'lengths of time, as ["1d", "6d"]'),
    )
    .max(most)
    .meta({ kind: 'list', label });

/** The people a parameter names, one by one: "Amina and Otieno" is two, "owner" stays itself. */
export function namedIn(who: Json | undefined): string[] {
  const texts = Array.isArray(who) ? who : [who];
  const all = texts.flatMap((text) =>
    typeof text !== 'string' ? [] : text.includes('{{') ? [text] : text.split(/\s*(?:[,;]|\band\b|&)\s*/),
  );
  return [...new Set(all.map((text) => text.trim()).filter(Boolean))];
}

export const isOwner = (name: string): boolean => ME.has(name.toLowerCase());
export const isChannel = (name: string): boolean => /^#\S/.test(name);

/** "you", "Amina and Otieno", "#ops". */
export function whoInWords(who: Json | undefined, last: 'and' | 'or' = 'and'): string {
  const names = namedIn(who);
  return names.length === 0
    ? 'you'
    : listInWords(
        names.map((name) => (isOwner(name) ? 'you' : name.replace(/^@/, ''))),
        last,
      );
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
export const numberInWords = (value: number): string => NUMBERS[value] ?? String(value);

/** People and channels a step of control flow asks, besides the owner. */
export const othersAsked = (step: { service: string; params: Record<string, Json> }): string[] =>
  step.service === 'flow' ? namedIn(step.params.who ?? step.params.to).filter((name) => !isOwner(name)) : [];
