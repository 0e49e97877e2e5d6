import type { Catalogue } from '../../connectors/catalogue.ts';
import { paramMeta } from '../../connectors/params.ts';
import type { PlannerReply } from '../types.ts';
import type { Dialog } from './dialog.ts';
import type { Hole, Sketch } from './sketch.ts';
import { inWords } from './suggested.ts';
import { say } from './words.ts';
import { actionAgain, askedOnce } from './words-open.ts';

/** Questions for what a sketch lacks or what its checks object to. */

export function nothingToDo(sketch: Sketch, kept: Dialog, before: Dialog): PlannerReply {
  const starts = sketch.triggers.length > 0 || sketch.when !== null;
  const asked = before.asked.some((hole) => hole.kind === 'action');
  const again = asked ? (before.again ?? 0) + 1 : 0;
  const hole: Hole = {
    name: 'action',
    label: 'what should happen',
    ask: say.action,
    step: -1,
    params: [],
    kind: 'action',
  };
  return {
    kind: 'ask',
    text: again > 0 ? actionAgain(again) : starts ? say.action : say.notUnderstood,
    missing: [
      { name: 'action', label: 'what should happen' },
      ...(starts ? [] : [{ name: 'trigger', label: 'what starts it' }]),
    ],
    dialog: { ...kept, asked: [hole], again },
  };
}

const NICE = new Set(['title', 'subject']);

/** Asks for them; what was asked just so before and stays open is asked with other words. `said`: the answer that left it open. */
export function question(all: Hole[], kept: Dialog, before: Dialog, said: string | null = null): PlannerReply {
  const open = inTurn(all);
  const asksOf = (holes: Hole[]) => holes.map((hole) => hole.ask).join();
  const stuck = before.asked.length > 0 && before.asked.every((one) => open.some((hole) => hole.ask === one.ask));
  const same = asksOf(before.asked) === asksOf(open) || (stuck && (before.again ?? 0) > 1);
  const again = same ? (before.again ?? 0) + 1 : 0;
  // Where two answers led nowhere it goes on with one thing, what only they know first.
  const holes = again > 1 ? open.filter((hole) => hole === foremost(open, said)) : open;
  const [only] = holes;
  const asks = holes.map((hole) =>
    hole.suggest && hole.kind !== 'trigger' ? `${hole.ask} ${say.suggest(inWords(hole.suggest))}` : hole.ask,
  );
  const options =
    holes.length === 1
      ? (only?.options ?? (only?.suggest && only.kind !== 'trigger' ? [takes(only.suggest)] : undefined))
      : undefined;
  const whole = say.questions(asks);
  const turned = again > 2 && before.asked.length === 1 && before.asked[0]?.ask !== only?.ask;
  return {
    kind: 'ask',
    text: again > 0 && !turned ? askedOnce(whole, holes.length === 1 ? (only ?? null) : null, said, again) : whole,
    ...(options ? { options } : {}),
    missing: holes.map((hole) => ({
      name: hole.name,
      label: hole.label,
      ...(hole.step >= 0 && hole.params[0] ? { path: `steps[${hole.step}].params.${hole.params[0]}` } : {}),
    })),
    dialog: { ...kept, asked: holes, again },
  };
}

/** The one an answer was meant for, else the first that only they know. */
function foremost(open: Hole[], said: string | null): Hole | undefined {
  const meant = open.find((hole) => hole.kind in SPOKEN && SPOKEN[hole.kind]?.test(said ?? ''));
  return meant ?? open.find((hole) => hole.kind !== 'unheard' && hole.kind !== 'condition') ?? open[0];
}
const SPOKEN: Record<string, RegExp> = {
  phone: /\b(?:phone|number|mobile|whatsapp|column)\b/i,
  email: /\b(?:e-?mail|mail|address|column)\b/i,
};

/** Those asked for now: what contradicts itself alone, niceties only where nothing else but words is open. */
function inTurn(all: Hole[]): Hole[] {
  const grave = all.filter((hole) => hole.kind === 'conflict');
  const needed = all.filter((hole) => !NICE.has(hole.kind) || all.length === 1);
  const titles = all.filter((hole) => NICE.has(hole.kind));
  if (grave.length > 0) return grave;
  return needed.some((hole) => hole.kind !== 'text' && hole.kind !== 'title')
    ? needed.filter((hole) => !NICE.has(hole.kind))
    : [...titles, ...needed.filter((hole) => !titles.includes(hole))];
}

interface Objection {
  path: string;
  message: string;
  code?: string;
  hint?: string;
}

/** What the checks object to: what a step is given can be asked for again, the rest is said plainly. */
export function refused(
  sketch: Sketch,
  findings: Objection[],
  kept: Dialog,
  { catalogue, home }: { catalogue: Catalogue; home: string },
): PlannerReply {
  const foreign = findings.find((finding) => finding.code === 'wrong_currency' && STEP.test(finding.path));
  if (foreign) return inOwnMoney(sketch, Number(STEP.exec(foreign.path)?.[1]), kept, home);
  const messages = [
    ...new Set(findings.map((finding) => [finding.message, finding.hint].filter(Boolean).join(' '))),
  ].slice(0, 3);
  const at = findings.map((finding) => STEP.exec(finding.path)).find(Boolean);
  const amount = findings.some((finding) => /amount|max_withdraw|spend/.test(finding.path));
  if (amount || at) {
    const name = amount ? 'amount' : (at?.[2] ?? 'value');
    const step = at
      ? Number(at[1])
      : Math.max(
          0,
          sketch.steps.findIndex((one) => one.params.amount !== undefined),
        );
    const meta = metaOf(sketch, step, name, catalogue);
    const label = meta?.label ?? `the ${name.replaceAll('_', ' ')}`;
    const hole: Hole = {
      name,
      label,
      ask: say.instead(label),
      step,
      params: [name],
      kind: amount ? 'money' : (meta?.kind ?? 'text'),
    };
    return {
      kind: 'ask',
      text: say.finding(messages),
      missing: [{ name, label: hole.label, path: `steps[${step}].params.${name}` }],
      dialog: { ...kept, asked: [hole] },
    };
  }
  return { kind: 'say', text: say.finding(messages), dialog: kept };
}

const STEP = /^steps\[(\d+)\]\.params\.(\w+)/;

/** Money leaves in one currency: the amount is asked for in that one, never converted and never taken for it. */
function inOwnMoney(sketch: Sketch, at: number, kept: Dialog, home: string): PlannerReply {
  const { amount: _amount, currency: _currency, ...params } = sketch.steps[at]?.params ?? {};
  const steps = sketch.steps.map((step, index) => (index === at ? { ...step, params } : step));
  const hole: Hole = {
    name: 'amount',
    label: 'the amount',
    ask: say.inOwnMoney(home),
    step: at,
    params: ['amount'],
    kind: 'money',
  };
  return {
    kind: 'ask',
    text: say.onlyOwnMoney(home),
    missing: [{ name: 'currency', label: `the amount in ${home}`, path: `steps[${at}].params.amount` }],
    dialog: { ...kept, sketch: { ...sketch, steps }, asked: [hole] },
  };
}

function metaOf(sketch: Sketch, at: number, name: string, catalogue: Catalogue) {
  const step = sketch.steps[at];
  const shape = step ? catalogue.action(step.service, step.action)?.params.shape : undefined;
  const schema = shape?.[name];
  return schema ? paramMeta(schema) : null;
}

/** Characters a button shows. */
const MOST_OPTION = 60;
/** What takes a suggestion: itself, where it is short enough for a button and nothing is filled in. */
const takes = (words: string): string => (words.length > MOST_OPTION || words.includes('{{') ? say.useIt : words);
