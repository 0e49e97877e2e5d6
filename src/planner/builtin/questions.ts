import type { Catalogue } from '../../connectors/catalogue.ts';
import { paramMeta } from '../../connectors/params.ts';
import type { PlannerReply } from '../types.ts';
import type { Dialog } from './dialog.ts';
import type { Hole, Sketch } from './sketch.ts';
import { say } from './words.ts';

/** Questions for what a sketch lacks or what its checks object to. */

export function nothingToDo(sketch: Sketch, kept: Dialog): PlannerReply {
  if (sketch.triggers.length === 0 && !sketch.when)
    return {
      kind: 'ask',
      text: say.notUnderstood,
      missing: [
        { name: 'action', label: 'what should happen' },
        { name: 'trigger', label: 'what starts it' },
      ],
      dialog: {
        ...kept,
        asked: [{ name: 'action', label: 'what should happen', ask: say.action, step: -1, params: [], kind: 'action' }],
      },
    };
  return {
    kind: 'ask',
    text: say.action,
    missing: [{ name: 'action', label: 'what should happen' }],
    dialog: {
      ...kept,
      asked: [{ name: 'action', label: 'what should happen', ask: say.action, step: -1, params: [], kind: 'action' }],
    },
  };
}

const NICE = new Set(['title', 'subject']);

/** Asks for them; what was asked just so before and stays open is asked with other words. */
export function question(all: Hole[], kept: Dialog, before: Dialog): PlannerReply {
  const grave = all.filter((hole) => hole.kind === 'conflict');
  const needed = all.filter((hole) => !NICE.has(hole.kind) || all.length === 1);
  const titles = all.filter((hole) => NICE.has(hole.kind));
  const holes =
    grave.length > 0
      ? grave
      : needed.some((hole) => hole.kind !== 'text' && hole.kind !== 'title')
        ? needed.filter((hole) => !NICE.has(hole.kind))
        : [...titles, ...needed.filter((hole) => !titles.includes(hole))];
  const [only] = holes;
  const asks = holes.map((hole) =>
    hole.suggest && hole.kind !== 'trigger' ? `${hole.ask} ${say.suggest(hole.suggest)}` : hole.ask,
  );
  const options =
    holes.length === 1
      ? (only?.options ?? (only?.suggest && only.kind !== 'trigger' ? [takes(only.suggest)] : undefined))
      : undefined;
  const same = before.asked.map((hole) => hole.ask).join() === holes.map((hole) => hole.ask).join();
  const again = same ? (before.again ?? 0) + 1 : 0;
  return {
    kind: 'ask',
    text: again > 0 ? say.again(say.questions(asks), again) : say.questions(asks),
    ...(options ? { options } : {}),
    missing: holes.map((hole) => ({
      name: hole.name,
      label: hole.label,
      ...(hole.step >= 0 && hole.params[0] ? { path: `steps[${hole.step}].params.${hole.params[0]}` } : {}),
    })),
    dialog: { ...kept, asked: holes, again },
  };
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
/** What takes a suggestion: itself, where it is short enough for a button. */
const takes = (words: string): string => (words.length > MOST_OPTION ? say.useIt : words);
