import { normalise } from './answers.ts';
import type { Prompt } from './prompts.ts';

const WORDS: [RegExp, string][] = [
  [
    /^(?:skip(?: it| that| this| this step| the step| step \d+)?|(?:go on|continue) without (?:it|that|this|the step|that step))$/,
    'skip',
  ],
  [/^(?:undo|take back|roll back|reverse)(?: it| that| this| everything| all of it| what was done)?$/, 'undo'],
  [/^(?:take|roll) (?:it|that|everything|all of it) back$/, 'undo'],
  [
    /^(?:(?:try|do) (?:it |that |step \d+ )?(?:again|once more)|retry(?: it| that| step \d+)?)(?: from here)?$/,
    'retry',
  ],
  [/^(?:go on|continue|try) from here$/, 'retry'],
  [/^(?:change (?:it|that|this|the step)(?: and (?:try again|retry))?|change and retry)$/, 'change'],
  [/^(?:stop|cancel|end|leave)(?: it| that| this| here| it here)?$/, 'stop'],
];

type Choice = Prompt['detail']['choices'][number];

/** A run that waits for a word offers `fail.…`, one that has ended `run.…`. */
export const waits = (prompt: Prompt): boolean => prompt.detail.choices.some(({ name }) => name.startsWith('fail.'));

function choiceIn(prompt: Prompt, text: string): Choice | null {
  const what = WORDS.find(([pattern]) => pattern.test(normalise(text)))?.[1];
  // Of a run that is over it is the workflow that is changed.
  if (what === undefined || (what === 'change' && !waits(prompt))) return null;
  return prompt.detail.choices.find(({ name }) => name.endsWith(`.${what}`)) ?? null;
}

/**
 * What a person says to a failure: "skip it", "undo that", "try again", "stop". Those of runs that wait for a word come before those
 * of runs that are over. Several where it could be said to each.
 */
export function failureChoices(target: Prompt, open: Prompt[], text: string): { prompt: Prompt; choice: Choice }[] {
  if (target.kind !== 'failure') return [];
  const alike = open.filter((prompt) => prompt.kind === 'failure' && waits(prompt) === waits(target));
  if (alike.length > 1 && !waits(target)) return [];
  return alike.flatMap((prompt) => {
    const choice = choiceIn(prompt, text);
    return choice ? [{ prompt, choice }] : [];
  });
}
