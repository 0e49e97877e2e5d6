import { normalise } from './answers.ts';
import type { Prompt } from './prompts.ts';

const WORDS: [RegExp, string][] = [
  [/^skip(?: it| that| this| this step| the step)?$/, 'skip'],
  [/^undo(?: it| that| this| everything| all of it| what was done)?$/, 'undo'],
  [/^(?:(?:try|do) (?:it |that )?(?:again|once more)|retry(?: it| that)?)$/, 'retry'],
];

/** What a person says to the one failure that waits for their word: "skip it", "undo that", "try again". */
export function failureChoice(
  target: Prompt,
  open: Prompt[],
  text: string,
): Prompt['detail']['choices'][number] | null {
  if (target.kind !== 'failure' || open.filter((prompt) => prompt.kind === 'failure').length > 1) return null;
  const what = WORDS.find(([pattern]) => pattern.test(normalise(text)))?.[1];
  return target.detail.choices.find((choice) => choice.name.endsWith(`.${what}`)) ?? null;
}
