import type { Step } from '../../automation/definition.ts';
import type { Change } from './changes.ts';
import { reheld } from './currencies.ts';
import { shapeOf } from './fill.ts';
import { type ActionWords, findPhrase, type Lexicon, type Token, tokensOf } from './lexicon.ts';
import { maskOf } from './mask.ts';
import { type Amount, amountsIn } from './numbers.ts';
import { retriesIn } from './retries.ts';
import type { Sketch } from './sketch.ts';

/** Changes of what a step is, and of the amount its condition compares. */

const SPEAKERS = (lexicon: Lexicon): ActionWords[] => lexicon.actions.filter((words) => words.speaks);

/** "use whatsapp instead of sms": the same words to the same person another way; what it cannot take over is asked for. */
export const swap: Change = (sketch, text, { lexicon, the }) => {
  const found =
    /^(?:use|send (?:it )?(?:by|via|on|as)|make it|do it (?:by|via|on)|switch to|change (?:it )?to|on|via|by) (?:an? )?(.+?)(?:(?: message)? instead(?: of (.+?))?|,? not (.+?))[.!]*$/i.exec(
      text,
    ) ??
    /^(?:(?:as|on|by|via|an?|the) )*([a-z]+(?: message)?),? (?:not|instead of|rather than) (?:an? |the |on |by |via )*()([a-z]+)[.!]*$/i.exec(
      text,
    );
  if (!found?.[1]) return false;
  const wanted = named(lexicon, tokensOf(found[1].toLowerCase()));
  const old = found[2] || found[3];
  const replaced = old ? named(lexicon, tokensOf(old.toLowerCase())) : null;
  if (!wanted || wanted === replaced) return false;
  const speaking = sketch.steps.flatMap((step, at) => {
    const words = SPEAKERS(lexicon).find(
      (one) => one.action.service === step.service && one.action.action === step.action,
    );
    return words && words !== wanted && (!replaced || words === replaced) ? [{ words, at }] : [];
  });
  const [only] = speaking;
  const step = only ? sketch.steps[only.at] : undefined;
  if (!only || !step || speaking.length > 1) return false;
  const main = (words: ActionWords) => shapeOf(words).find(([, meta]) => meta.main)?.[0] ?? '';
  const target = (words: ActionWords) => words.target?.name ?? '';
  const given = maskOf(text, the.timeZone).entities.find((one) => one.kind === wanted.target?.kind)?.value;
  const same = wanted.target?.kind === only.words.target?.kind;
  const { params } = step;
  const next = {
    ...(params[main(only.words)] === undefined ? {} : { [main(wanted)]: params[main(only.words)] ?? '' }),
    ...(given !== undefined ? { [target(wanted)]: given } : {}),
    ...(given === undefined && same && params[target(only.words)] !== undefined
      ? { [target(wanted)]: params[target(only.words)] ?? '' }
      : {}),
  };
  sketch.steps[only.at] = { ...step, service: wanted.action.service, action: wanted.action.action, params: next };
  return true;
};

const named = (lexicon: Lexicon, tokens: Token[]): ActionWords | null =>
  SPEAKERS(lexicon).find((words) => findPhrase(tokens, words.nouns) !== null) ?? null;

/** "make that 8k": the one number the conditions compare. */
export const threshold: Change = (sketch, text, { the }) => {
  const source = maskOf(text, the.timeZone);
  if (
    !/^(?:make (?:it|that)|change (?:it|that) to|it should be|no,?|use|raise it to|lower it to)\b|^[\d.,]+k?(?: (?:kes|ksh|bob|shillings))?[.!]*$/.test(
      source.masked,
    )
  )
    return false;
  const [amount] = amountsIn(source.masked, the.currency);
  return amount !== undefined && compareWith(sketch, amount);
};

/** Puts the amount in the place of the one number the conditions compare. */
function compareWith(sketch: Sketch, amount: Amount): boolean {
  const compared = /(?<=(?:>=|<=|>|<|==) )\d+(?:\.\d+)?/g;
  const numbers = new Set(sketch.steps.flatMap((step) => step.condition?.match(compared) ?? []));
  if (numbers.size !== 1 || amount.value < 24) return false;
  const { currency, value } = amount;
  sketch.steps = sketch.steps.map((step) => {
    if (!step.condition) return step;
    const condition = step.condition.replace(compared, String(value));
    return { ...step, condition: currency ? reheld(condition, currency) : condition };
  });
  return true;
}

const CUT_OFF =
  /^(?:(?:please|and|so|no|but|then) )*(?:(?:make|set|change|raise|lower|put|move|bring|increase|reduce|up|push|drop)(?: up| down)? )?(?:the|its|that|our|my) (?:[a-z]+ ){0,2}?(limit|threshold|cut-?off(?: point| amount)?|minimum|mark|bar|floor)(?: (?:to|at|is|be|should be|up to|down to|of|now|amount|goes to|go to))* (?=\D{0,6}\d)[^;.!?]*?[.!]*$/;
const MOVES = new Set(['withdraw', 'refund', 'book_hotel', 'book_flight', 'transfer']);

/** "make the chasing limit 2,500", "raise the threshold to 5k": of a card that moves no money it is what its conditions compare. */
/** Whether it says another amount to compare with, and nothing besides. */
export const saysCutOff = (text: string, timeZone: string): boolean =>
  CUT_OFF.test(maskOf(text.trim(), timeZone).masked);

export const cutOff: Change = (sketch, text, { the }) => {
  const { masked } = maskOf(text.trim(), the.timeZone);
  const found = CUT_OFF.exec(masked);
  const [amount, more] = found ? amountsIn(masked, the.currency) : [];
  const limits = found?.[1] === 'limit' && sketch.steps.some((step) => MOVES.has(step.action));
  if (!amount || more || limits) return false;
  // A limit of what is never paid would hold nothing.
  return compareWith(sketch, amount) || null;
};

/** "try again twice". */
export const retries: Change = (sketch, text, { the }) => {
  const { retry } = retriesIn(maskOf(text, the.timeZone).masked);
  const step: Step | undefined = sketch.steps.find((each) => each.service !== 'flow');
  if (retry === null || !step) return false;
  step.retry = { attempts: Math.min(20, retry + 1) };
  return true;
};
