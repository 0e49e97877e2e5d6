import type { Step } from '../../automation/definition.ts';
import type { Field } from './scope.ts';

/** What an AI step sorted: "if it's a complaint", "for complaints", "if so". */

const THING =
  '(?:it|that|this|they|one|(?:the |its )?(?:category|label|answer|result|verdict|sentiment|kind|type|message|review|ticket|email|e-mail|text|feedback|tone|mood|request|comment|one))';
const IS =
  "(?:'s|'re| is| are| was| were| comes (?:back|out)(?: as)?| turns out(?: to be)?| says| =| ==| gets| falls (?:in|into|under))";
const LABELLED = new RegExp(
  `^(?:${THING}${IS} ?)?(not |n't )?(?:(?:classified|labelled|labeled|tagged|marked|sorted|rated|judged) )?(?:as |in |into )?(?:an? |the |for )?["'“‘]?(.+?)["'”’]?(?: one)?$`,
);

/** As an expression; null where the words name none of the labels of a step before. */
export function labelIs(words: string, steps: Step[]): string | null {
  const step = [...steps].reverse().find((one) => one.service === 'llm' && one.action === 'classify');
  const labels = typeof step?.params.labels === 'string' ? labelsOf(step.params.labels) : [];
  const plain = words
    .toLowerCase()
    .replace(/[\s,.:;]+$/, '')
    .trim();
  if (!step || labels.length === 0) return null;
  if (/^(?:so|yes|it is|that is the case|that's the case|true)$/.test(plain) && labels.length === 2)
    return `${step.id}.label == ${JSON.stringify(labels[0])}`;
  const found = LABELLED.exec(plain);
  const said = (found?.[2] ?? '')
    .split(/ or /)
    .map((one) => one.replace(/^(?:an? |the )/, '').replace(/["'“”‘’]/g, ''));
  const meant = said.map((one) => labels.find((label) => alike(label.toLowerCase(), one)));
  if (!found || meant.some((label) => label === undefined)) return null;
  const sign = found[1] ? '!=' : '==';
  return meant.map((label) => `${step.id}.label ${sign} ${JSON.stringify(label)}`).join(found[1] ? ' && ' : ' || ');
}

/** What a step sorted is what one speaks of then, not the word for its kind: "if it's a complaint, post it". */
export function sortedBy(step: Step, index: number): Field[] {
  const path = step.action === 'classify' ? /^\{\{ ([\w.]+) \}\}$/.exec(String(step.params.text))?.[1] : undefined;
  return path ? [{ path, label: 'the text', kind: 'text', spoken: [], main: true, step: index, given: true }] : [];
}

const alike = (label: string, said: string): boolean =>
  label === said || `${label}s` === said || label === `${said}s` || `${label.replace(/y$/, 'ie')}s` === said;

const labelsOf = (labels: string): string[] =>
  labels
    .split(/,\s*(?:or\s+|and\s+)?|\s+(?:or|and)\s+|\//)
    .map((one) =>
      one
        .replace(/^["'“‘]|["'”’]$/g, '')
        .replace(/^(?:an? |the |either )/i, '')
        .trim(),
    )
    .filter(Boolean);
