import type { Card } from '../chat/types.ts';
import type { ActionSpec } from '../connectors/define.ts';
import type { Actions } from './checks/context.ts';
import type { Definition, Json, Step } from './definition.ts';
import { bodyOf, failuresRead, isLoop, outerSteps, wavesOf } from './graph.ts';
import { scopeWith } from './rehearse-data.ts';
import { toldOf, withItems } from './rehearse-loop.ts';
import { sampleData } from './sample-data.ts';
import { stepInWords } from './step-words.ts';
import { evaluateCondition, evaluateList, resolveParams } from './templates.ts';
import { triggerWords } from './trigger-words.ts';
import { dayAndTime, oneLine, plainInCard, shortened } from './words.ts';

/** Walks a definition on sample data as the interpreter would, with every action only simulated: nothing leaves. */
export interface RehearsalContext {
  /** ISO instant. */
  now: string;
  timeZone: string;
  currency: string;
  owner?: { id?: string; name?: string; email?: string | null; phone?: string | null };
}

export interface RehearsalResult {
  /** One line a step, in the order they would run. */
  lines: string[];
  outputs: Record<string, Json>;
  /** What `trigger` was. */
  data: Record<string, Json>;
  card: Card;
}

type State = 'done' | 'failed' | 'skipped';

interface Walk {
  definition: Definition;
  catalogue: Actions;
  context: RehearsalContext;
  scope: Record<string, Json>;
  outputs: Record<string, Json>;
  states: Map<string, State>;
  lines: { text: string; state: State }[];
  /** Failures nothing has handled yet (D9). */
  open: Set<string>;
  stopped: boolean;
}

export function rehearse(
  definition: Definition,
  catalogue: Actions,
  data: Record<string, unknown> | undefined,
  context: RehearsalContext,
): RehearsalResult {
  const trigger = { ...sampleData(definition, catalogue, context), ...(data as Record<string, Json> | undefined) };
  const walk: Walk = {
    definition,
    catalogue,
    context,
    scope: scopeWith(trigger, context),
    outputs: {},
    states: new Map(),
    lines: [],
    open: new Set(),
    stopped: false,
  };
  walkThrough(outerSteps(definition), walk);
  const lines = walk.lines.map((line) => line.text);
  return { lines, outputs: walk.outputs, data: trigger, card: cardOf(definition, walk, given(walk, trigger, data)) };
}

function walkThrough(steps: Step[], walk: Walk): void {
  for (const wave of wavesOf({ steps }))
    for (const id of wave) {
      const step = steps.find((one) => one.id === id);
      if (step) visit(step, walk);
    }
}

function visit(step: Step, walk: Walk): void {
  const number = walk.definition.steps.indexOf(step) + 1;
  const tell = (text: string, state: State) => {
    walk.states.set(step.id, state);
    walk.lines.push({ text: `${number}. ${text}`, state });
  };
  const words = () => lower(stepInWords(withoutOrder(step), walk.definition, walk.catalogue, walk.context.currency));
  const spec = walk.catalogue.action(step.service, step.action);
  const leaveOut = (how: string) => {
    walk.outputs[step.id] = { ...(spec ? nothing(spec) : {}), status: 'skipped', error: null };
    tell(`${how}: ${words()}`, 'skipped');
  };
  if (walk.stopped || !spec) {
    leaveOut('would leave out');
    return;
  }
  const read = failuresRead(step);
  if (walk.open.size > 0 && ![...walk.open].some((id) => read.has(id))) {
    leaveOut('would not get to');
    return;
  }
  try {
    if (step.condition !== undefined && !evaluateCondition(step.condition, { ...walk.scope, ...walk.outputs })) {
      leaveOut('would leave out');
      return;
    }
    for (const id of read) walk.open.delete(id);
    tell(perform(step, spec, walk), 'done');
    if (step.service === 'flow' && step.action === 'stop') walk.stopped = true;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be worked out';
    walk.outputs[step.id] = { ...nothing(spec), status: 'failed', error: why };
    if (step.on_error !== 'continue') walk.open.add(step.id);
    tell(`would fail: ${words()}. ${why}`, 'failed');
  }
}

function withoutOrder(step: Step): Step {
  const { needs: _needs, condition: _condition, ...plain } = step;
  return plain;
}

const nothing = (spec: ActionSpec): Record<string, Json> =>
  Object.fromEntries(Object.keys(spec.result.shape).map((key) => [key, null]));

/** Simulates a step and says what it would do. Throws where its parameters do not fit. */
function perform(step: Step, spec: ActionSpec, walk: Walk): string {
  const scope = { ...walk.scope, ...walk.outputs };
  if (step.for_each === undefined) {
    const { output, words } = once(step, spec, scope, walk);
    walk.outputs[step.id] = output;
    return `would ${words}`;
  }
  const items = evaluateList(step.for_each, scope);
  if (isLoop(step)) return throughBody(step, items, scope, walk);
  const each = items.map((item, index) => once(step, spec, { ...scope, item, index }, walk));
  walk.outputs[step.id] = withItems(
    each.map((one) => one.output),
    [],
  );
  return toldOf(each.map((one) => one.words));
}

/** The steps of a loop's body, for each item by itself. */
function throughBody(step: Step, items: Json[], scope: Record<string, Json>, walk: Walk): string {
  const body = bodyOf(walk.definition, step.id);
  const failures: { index: number; error: string }[] = [];
  const each = items.map((item, index) => {
    const own: Walk = {
      ...walk,
      scope: { ...scope, item, index },
      outputs: {},
      states: new Map(),
      lines: [],
      open: new Set(),
    };
    walkThrough(body, own);
    const [failed] = own.open;
    const error = failed === undefined ? null : String((own.outputs[failed] as { error?: Json }).error);
    if (error !== null && step.on_error !== 'continue') throw new Error(error);
    if (error !== null) failures.push({ index, error });
    return { output: error === null ? own.outputs : null, words: own.lines.map((line) => line.text) };
  });
  walk.outputs[step.id] = withItems(
    each.map((one) => one.output),
    failures,
  );
  return toldOf(each.map((one) => one.words.map((line) => line.replace(/^\d+\. (?:would )?/, '')).join(', then ')));
}

function once(step: Step, spec: ActionSpec, scope: Record<string, Json>, walk: Walk): { output: Json; words: string } {
  const params = resolveParams(step.params, scope);
  const parsed = spec.params.safeParse(params);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`“${issue?.path.join('.') ?? ''}” does not fit: ${issue?.message ?? ''}`);
  }
  const { timeZone, currency, now } = walk.context;
  const result = spec.simulate(parsed.data, { timeZone, currency, now }) as Record<string, Json>;
  const said =
    Object.hasOwn(spec.params.shape, 'currency') && params.currency === undefined ? { ...params, currency } : params;
  return { output: { ...result, status: spec.success ?? 'success', error: null }, words: lower(spec.describe(said)) };
}

const lower = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/** What it was tried on: "a sample: Acme, KES 15,000", or the data that was given; empty where it starts from nothing. */
function given(walk: Walk, trigger: Record<string, Json>, data: Record<string, unknown> | undefined): string {
  const { now, timeZone } = walk.context;
  const own = Object.keys(data ?? {}).length > 0;
  if (trigger.type === 'schedule' && !own)
    return ` if it started now, ${dayAndTime(new Date(now), timeZone, new Date(now))}`;
  const known = triggerWords(trigger);
  const rest = Object.entries(trigger).filter(
    ([key, value]) => typeof value !== 'object' && !['type', 'event', 'date', 'scheduled_at'].includes(key),
  );
  const words =
    known ||
    rest
      .slice(0, 8)
      .map(([key, value]) => `${key.replace(/_/g, ' ')} ${said(value)}`)
      .join(', ');
  if (words === '') return '';
  return own ? ` with ${words}` : ` with a sample: ${words}`;
}

const said = (value: Json): string => shortened(oneLine(String(value)), 80);

function cardOf(definition: Definition, walk: Walk, on: string): Card {
  return {
    title: `Trying “${definition.name}”`,
    body: [
      {
        kind: 'text',
        text: `Here is what would happen${plainInCard(on)}${on.includes(':') ? '.' : ':'}`,
      },
      {
        kind: 'steps',
        steps: walk.lines.map((line) => ({ text: plainInCard(line.text.replace(/^\d+\. /, '')) })),
      },
    ],
    footer: 'Nothing was sent or written.',
  };
}
