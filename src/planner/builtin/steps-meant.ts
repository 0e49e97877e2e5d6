import type { AnswerContext } from './answers.ts';
import { findPhrase, phraseOf, tokensOf } from './lexicon.ts';
import { type Sketch, strings } from './sketch.ts';

/** What is read by somebody, whatever it is about: "the payment message". */
const MESSAGE = /\b(?:messages?|msgs?|texts?|posts?|e-?mails?|mails?|sms|whatsapps?|notifications?)\b/;
/** What is asked of somebody, whatever it is for: "the approval of the payment". */
const ASKING =
  /^(?:the |to |for )*(?:ask(?:ing)?|approvals?|confirmation|permission|gate|question)\b(?! message| text| e?mail)/;

const NTH = ['first', 'second', 'third', 'fourth', 'fifth'];
/** "the second email": of those that are named. */
const PLACE = /^(?:the |its )*(first|second|third|fourth|fifth|last) (?!(?:step|one|part|time|day)\b)/;

/** Steps the words mean: by number, by the service, by what it does. A payment is never meant where a message is named. */
export function stepsMeant(sketch: Sketch, words: string, context: AnswerContext): number[] {
  const place = PLACE.exec(words);
  if (place?.[1]) {
    const named = stepsMeant(sketch, words.slice(place[0].length), context);
    const of = named.length > 0 || !MESSAGE.test(words) ? named : speaking(sketch, context);
    const at = place[1] === 'last' ? of.at(-1) : of[NTH.indexOf(place[1])];
    return at === undefined ? [] : [at];
  }
  const meant = namedIn(sketch, words, context);
  const is = (at: number, action: string) => sketch.steps[at]?.action === action;
  if (ASKING.test(words) && sketch.steps.some((step) => step.action === 'approve')) {
    const asked = meant.filter((at) => is(at, 'approve'));
    return asked.length > 0 ? asked : sketch.steps.flatMap((_step, at) => (is(at, 'approve') ? [at] : []));
  }
  if (!MESSAGE.test(words)) return meant;
  const said = speaking(sketch, context);
  const pays = (at: number) => is(at, 'approve') || sketch.steps[at]?.params.amount !== undefined;
  if (!meant.some((at) => !said.includes(at) && pays(at))) return meant;
  const both = meant.filter((at) => said.includes(at));
  return both.length > 0 ? both : said;
}

/** Steps that write to somebody. */
export const speaking = ({ steps }: Sketch, { lexicon }: AnswerContext): number[] =>
  steps.flatMap((step, at) => {
    const known = lexicon.actions.find(
      (one) => one.action.service === step.service && one.action.action === step.action,
    );
    return known?.speaks ? [at] : [];
  });

function namedIn(sketch: Sketch, words: string, { lexicon }: AnswerContext): number[] {
  const number = /\bstep (\d+)\b|\b(\d)(?:st|nd|rd|th) step\b/.exec(words);
  if (number) return [Number(number[1] ?? number[2]) - 1].filter((at) => sketch.steps[at]);
  if (/\blast (?:step|one|part)\b/.test(words)) return [sketch.steps.length - 1];
  const nth = NTH.findIndex((one) => new RegExp(`\\b${one} (?:step|one|part)\\b`).test(words));
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
