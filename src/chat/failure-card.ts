import type { Definition, Step } from '../automation/definition.ts';
import { whyNotSkipped } from '../automation/graph.ts';
import type { Ways } from '../automation/recovering.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { plainError } from './plain-error.ts';
import type { RunView } from './run-card.ts';
import { outer, spoken, titled } from './run-words.ts';
import { allInSandbox, inSandbox, sandboxBlocks } from './sandbox-words.ts';
import { waitsUntil } from './standing-still.ts';
import { texts } from './texts.ts';
import { failureTexts } from './texts-failure.ts';
import { runTexts } from './texts-runs.ts';
import type { Block, Card, CardChoice, Form } from './types.ts';

/** What a person reads after a failure: what was done, what was not, why, and what can be done now. */

/** Lines of one field; the rest is counted. */
const MOST_LINES = 20;

/** Number of a step as the card counts it, from one; null for one that is not in the definition. */
export function stepNumber(definition: Definition | null, id: string | null): number | null {
  const index = definition?.steps.findIndex((step) => step.id === id) ?? -1;
  return index < 0 ? null : index + 1;
}

/** A run that ended failed. */
export function failed(view: RunView): Card {
  const { execution, definition } = view;
  const number = stepNumber(definition, execution.failedStep);
  return {
    title: titled(texts.stoppedAt(view.name, number), view),
    body: [
      ...whatHappened(view, execution.failedStep, execution.errorMessage),
      ...sandboxBlocks(view),
      ...undoneBlocks(view),
    ],
    choices: execution.undone ? afterUndo(execution) : failureChoices(view, number),
  };
}

/** The question of a run that waits for a word after a failure. */
export function questionCard(view: RunView, zone: string): Card {
  const { asking } = view.execution;
  const number = stepNumber(view.definition, asking?.step ?? null);
  const value = questionRef(view.execution);
  const { change, undo } = view.ways ?? NONE;
  return {
    title: titled(texts.stoppedAt(view.name, number), view),
    body: [
      ...whatHappened(view, asking?.step ?? null, asking?.error ?? null),
      ...sandboxBlocks(view),
      ...(asking?.doubtful ? [{ kind: 'text' as const, text: failureTexts.maybe }] : []),
    ],
    choices: [
      ...waysOn({ name: 'fail', value }, { number, skips: leaves(view, asking?.step), change }, asking?.error ?? null),
      ...(undo.back.length > 0 ? [{ name: 'fail.undo', value, label: failureTexts.undo }] : []),
      { name: 'fail.stop', value, label: failureTexts.stop, style: 'danger' },
    ],
    ...(asking && { footer: waitsUntil(view.execution, failureTexts.until(new Date(asking.deadline), zone)) }),
  };
}

export const questionRef = ({ _id, asking }: Pick<ExecutionRow, '_id' | 'asking'>): string =>
  `${_id}:${asking?.round ?? 0}`;

const NONE: Ways = { change: null, undo: { back: [], stays: [] } };

function whatHappened(view: RunView, step: string | null, error: string | null): Block[] {
  const { execution, definition, steps } = view;
  const done = steps
    .filter((row) => row.state === 'success' && row.report && row.undone?.state !== 'undone')
    .map((row) => {
      const aside = inSandbox(view, row) && !allInSandbox(view) ? ` (${runTexts.sandboxed})` : '';
      return `${row.report}${aside}`;
    });
  const at = definition?.steps.find((one) => one.id === step);
  const missed = (definition?.steps ?? []).filter(
    (one) =>
      one.id !== step &&
      !steps.some((row) => outer(row.path) === one.id && row.state !== 'skipped') &&
      !Object.hasOwn(execution.given ?? {}, one.id),
  );
  const words = (one: Step) => view.stepWords(spoken(one, execution));
  const notDone = [...(at ? [words(at)] : []), ...missed.map(words)];
  return [
    { kind: 'alert', level: 'error', text: plainError(error, execution) ?? texts.unknownError },
    {
      kind: 'fields',
      fields: [
        { label: texts.done, value: listed(done) || texts.nothingDone },
        { label: texts.notDone, value: listed(notDone) || texts.nothingDone },
      ],
    },
  ];
}

function listed(lines: string[]): string {
  const more = lines.length > MOST_LINES ? [`… ${lines.length - MOST_LINES} more`] : [];
  return [...lines.slice(0, MOST_LINES), ...more].join('; ');
}

/** What was taken back and what could not be; empty where nobody tried. */
export function undoneBlocks({ execution, steps }: Pick<RunView, 'execution' | 'steps'>): Block[] {
  if (!execution.undone) return [];
  const of = (...states: string[]) => steps.filter((row) => states.includes(row.undone?.state ?? ''));
  const back = of('undone').map((row) => row.undone?.text ?? '');
  const not = of('failed').map((row) => `${row.undone?.text ?? ''} (${row.undone?.error ?? texts.unknownError})`);
  const stays = of('cannot').map((row) => row.undone?.text ?? '');
  const open = execution.undone.state === 'running' ? failureTexts.undoing : texts.nothingDone;
  const fields: { label: string; value: string }[] = [{ label: failureTexts.takenBack, value: listed(back) || open }];
  if (not.length > 0) fields.push({ label: failureTexts.couldNot, value: listed(not) });
  if (stays.length > 0) fields.push({ label: failureTexts.stays, value: listed(stays) });
  return [{ kind: 'fields', fields }];
}

/** Try again, skip, change; where a value is missing only giving it can help, and that comes first. */
function waysOn(
  of: Pick<CardChoice, 'name' | 'value'>,
  { number, skips, change }: { number: number | null; skips: boolean; change: Form | null },
  error: string | null,
): CardChoice[] {
  const missing = change !== null && plainError(error) !== error;
  const choice = (what: string, label: string): CardChoice => ({ name: `${of.name}.${what}`, value: of.value, label });
  const retry = choice('retry', texts.tryAgain(number));
  const skip = skips ? [choice('skip', failureTexts.skip(number))] : [];
  const changes = change ? [{ ...choice('change', failureTexts.change), form: change }] : [];
  const [first, ...more] = missing ? [...changes, retry, ...skip] : [retry, ...skip, ...changes];
  return first ? [{ ...first, style: 'primary' }, ...more] : [];
}

/** Whether the run can go on without a step. */
function leaves({ definition }: RunView, id: string | null | undefined): boolean {
  const step = definition?.steps.find((one) => one.id === id);
  return step !== undefined && whyNotSkipped(step) === null;
}

function failureChoices(view: RunView, number: number | null): CardChoice[] {
  const { ways = null, execution } = view;
  const { _id: value, errorMessage, failedStep } = execution;
  const { change, undo } = ways ?? NONE;
  return [
    ...waysOn(
      { name: 'run', value },
      { number, skips: ways !== null && leaves(view, failedStep), change },
      errorMessage,
    ),
    ...(undo.back.length > 0 ? [{ name: 'run.undo', value, label: failureTexts.undo }] : []),
    { name: 'run.restart', value, label: texts.fromStart },
    { name: 'run.leave', value, label: texts.leaveIt },
  ];
}

/** Nothing is left to go on from; it can only begin anew. */
const afterUndo = ({ _id: value }: Pick<ExecutionRow, '_id'>): CardChoice[] => [
  { name: 'run.restart', value, label: texts.fromStart },
  { name: 'run.leave', value, label: texts.leaveIt },
];
