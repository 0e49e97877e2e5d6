import type { AnswerContext } from './answers.ts';
import { findPhrase, phraseOf, tokensOf } from './lexicon.ts';
import { type Sketch, strings } from './sketch.ts';

/** Steps the words mean: by number, by the service, by what it does. */
export function stepsMeant(sketch: Sketch, words: string, { lexicon }: AnswerContext): number[] {
  const number = /\bstep (\d+)\b|\b(\d)(?:st|nd|rd|th) step\b/.exec(words);
  if (number) return [Number(number[1] ?? number[2]) - 1].filter((at) => sketch.steps[at]);
  if (/\blast (?:step|one|part)\b/.test(words)) return [sketch.steps.length - 1];
  const nth = ['first', 'second', 'third', 'fourth', 'fifth'].findIndex((one) =>
    new RegExp(`\\b${one} (?:step|one|part)\\b`).test(words),
  );
  if (nth >= 0) return sketch.steps[nth] ? [nth] : [];
  const tokens = tokensOf(words);
  return sketch.steps.flatMap((step, at) => {
    const known = lexicon.actions.find(
      (one) => one.action.service === step.service && one.action.action === step.action,
    );
    const nouns = [
      ...(known?.nouns ?? []),
      ...(step.service === 'flow' && step.action === 'wait' ? ['wait', 'delay', 'pause'].map(phraseOf) : []),
      ...(step.action === 'approve' ? ['approval', 'confirmation', 'question', 'gate'].map(phraseOf) : []),
      phraseOf(step.service),
      ...step.action
        .split('_')
        .filter((word) => word.length > 4 && !['message', 'create'].includes(word))
        .map(phraseOf),
    ];
    const values = strings(step.params).some((value) => value.length > 3 && words.includes(value.toLowerCase()));
    return values || findPhrase(tokens, nouns) ? [at] : [];
  });
}
