import type { Json, Step } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { gatesIn } from './asking-gates.ts';
import { conditionIn } from './condition-read.ts';
import { both } from './conditions.ts';
import { blot, GONE, type Source } from './mask.ts';
import { FIRST } from './policy.ts';
import { conditionHole } from './read-start.ts';
import type { Scope } from './scope.ts';
import type { Sketch } from './sketch.ts';
import { conditionOf, withCondition } from './step-condition.ts';
import { addSteps } from './steps.ts';

/** A yes that is asked for in some cases only: "ask me first if it is over 50,000", "and if it's more than 5k, check with Anna". */
export interface YesIf {
  /** Who is asked and how; empty for the owner. */
  params: Record<string, Json>;
  /** The condition's place in the message. */
  from: number;
  to: number;
}

const ASKS = FIRST.source.replace(/\\\)\?$/, '');
const OTHERS = String.raw`(?:ask|check with|confirm with|get (?:an? )?(?:ok|okay|yes|approval) from) [^.;,\n]{2,60}?(?: first| beforehand| before(?: [a-z ]{2,30})?| to (?:approve|confirm|ok|okay)(?: it)?)`;
const ASKED = `(?:${ASKS}|[,;]? ?(?:(?:and|but|then|please) )*${OTHERS})`;
const CASE = String.raw`(?:if|when(?:ever)?|in case|only if|only when|for(?= (?:anything|everything|any|payments?|amounts?|orders?|those|sums?)\b))`;
/** What says that it is about some cases: a number compared, or what something is. */
const TELLS = /\d|\b(?:is|are|isn't|contains?|says|mentions)\b/;
/** A condition as far as a comma. */
const SO = String.raw`((?:[^.;,\n\uE001-\uE010]|,(?=\d)){3,80}?)`;
const AFTER = new RegExp(`(${ASKED}),? (?:but )?(?:only )?(${CASE}) ${SO}(?=[.;!?\\n]|$|, (?:otherwise|else)\\b)`, 'g');
/** "…, but only if it is 3. Ask me first": a sentence of its own asks in every case. */
const IN_ONE = ASKED.replaceAll('[,;(.]', '[,;(]');
const BEFORE = new RegExp(
  `(?:^(?=(?:and|but|also) )|[.;,:!?(\\n–-]|\\b(?:and|but)) ?(?:(?:and|but|then|also) )*(${CASE}) ${SO},? ?(${IN_ONE})(?: (?:too|please|about it))*\\)?[\\s\\uE000]*(?=[.;!?\\n]|$)`,
  'g',
);

const WHOLE = new RegExp(BEFORE.source.replace('^(?=(?:and|but|also) )', '^'), 'g');

const CASES = new RegExp(`\\b${CASE}\\b`, 'g');
const MOST_CASES = 30;

/** Finds them in a mask and takes them out of it. `alone`: nothing need be ordered before. */
export function yesIfIn(source: Source, masked: string, alone = false): { found: YesIf[]; rest: string } {
  const found: YesIf[] = [];
  let rest = masked;
  // Looked for from each case anew.
  if ([...masked.matchAll(CASES)].length > MOST_CASES) return { found, rest };
  for (const [pattern, asks, says] of [
    [AFTER, 1, 3],
    [alone ? WHOLE : BEFORE, 3, 2],
  ] as const)
    for (const hit of rest.matchAll(new RegExp(pattern.source, 'dg'))) {
      const [start, end] = [hit.index, hit.index + hit[0].length];
      const place = hit.indices?.[says];
      const asked = hit.indices?.[asks];
      if (!place || !asked || !TELLS.test(hit[says] ?? '') || rest.slice(start, end).includes(GONE)) continue;
      const gate = gatesIn(source, GONE.repeat(asked[0]) + masked.slice(asked[0], asked[1])).pauses[0];
      const mine = new RegExp(`^${ASKS}`).test(hit[asks] ?? '');
      if (!gate && !mine) continue;
      found.push({ params: gate?.params ?? {}, from: place[0], to: place[1] });
      rest = blot(rest, start, end, GONE);
    }
  return { found, rest };
}

/** Puts them before the first thing that reaches anyone; asks where what is compared is not known. */
export function askIf(
  sketch: Sketch,
  all: YesIf[],
  source: Source,
  scope: Scope,
  catalogue: Catalogue,
  home: string,
): void {
  for (const one of all) {
    const { expression } = conditionIn({ source, masked: source.masked, from: one.from, to: one.to }, scope, home);
    const reaches = (step: Step) =>
      catalogue.action(step.service, step.action)?.effect !== 'read' && step.service !== 'flow';
    const at = sketch.steps.findIndex(reaches);
    const known = expression && at >= 0 && !sketch.steps.slice(at).some((step) => expression.includes(`${step.id}.`));
    if (!known) {
      sketch.extra.push(conditionHole(source.text.slice(one.from, one.to).trim()));
      continue;
    }
    const base = conditionOf(sketch.steps[at]);
    const same =
      base &&
      !base.includes('step_') &&
      sketch.steps.slice(at).every((step) => step.condition === sketch.steps[at]?.condition);
    const gate: Step = { id: 'step_1', service: 'flow', action: 'approve', params: one.params };
    addSteps(sketch, [withCondition(gate, both(same ? base : undefined, expression))], at);
  }
}
