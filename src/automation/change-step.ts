import type { z } from 'zod';
import type { Form, Input } from '../chat/types.ts';
import type { ActionSpec } from '../connectors/define.ts';
import { paramMeta } from '../connectors/params.ts';
import { AppError } from '../errors.ts';
import type { Amendment } from '../store/failures.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { Actions } from './checks/context.ts';
import type { Definition, Json, Step } from './definition.ts';
import type { AutomationDeps } from './deps.ts';
import { givenInput } from './given-input.ts';
import { whyNotSkipped } from './graph.ts';
import type { RetryOptions } from './recovering.ts';
import type { Person } from './service.ts';
import { sentence } from './words.ts';

/** A step that failed, done with other parameters in one run: what can be filled in, and what comes of it. */

const MOST_INPUTS = 20;
const MOST_TEXT = 3000;

type Params = Record<string, Json>;

/** The parameters a step was given, as they were resolved; null where they never were, or are of many passes. */
export function givenParams(step: Step | undefined, row: Pick<StepRow, 'input'> | undefined): Params | null {
  if (!step || step.for_each !== undefined || step.inside !== undefined || step.service === 'flow') return null;
  const input = row?.input;
  return input !== null && typeof input === 'object' && !Array.isArray(input) ? (input as Params) : null;
}

/** A form of the parameters a person can write; null where there are none. */
export function changeForm(spec: ActionSpec, params: Params): Form | null {
  const inputs: Input[] = [];
  for (const [name, schema] of Object.entries(spec.params.shape as Record<string, z.ZodType>)) {
    const value = params[name] ?? '';
    if (typeof value === 'object') continue;
    const label = sentence((paramMeta(schema)?.label ?? name).replace(/^the /, ''));
    const text = String(value);
    if (text.length > MOST_TEXT) continue;
    const multiline = paramMeta(schema)?.kind === 'text' && text.length > 60;
    const optional = schema.safeParse(undefined).success;
    inputs.push({
      kind: 'text',
      name,
      label,
      value: text,
      ...(multiline && { multiline }),
      ...(optional && { optional }),
    });
  }
  if (inputs.length === 0) return null;
  return { title: spec.title.slice(0, 60), inputs: inputs.slice(0, MOST_INPUTS), submit: 'Try again' };
}

/** Parameters with what was written in place of some. Throws `invalid` with what cannot be used. */
export function changedParams(spec: ActionSpec, params: Params, values: Record<string, unknown>): Params {
  const shape = spec.params.shape as Record<string, z.ZodType>;
  const merged: Params = { ...params };
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(shape, name)) throw invalid(name, `“${spec.title}” has no “${name}”.`);
    if (value === '' || value === null) delete merged[name];
    else if (String(params[name] ?? '') !== value) merged[name] = value as Json;
  }
  const parsed = spec.params.safeParse(
    Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)),
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0] ?? '');
    const label = (shape[name] && paramMeta(shape[name])?.label) || name;
    throw invalid(name, `${sentence(label)}: ${issue?.message ?? 'it does not fit'}.`);
  }
  const data = parsed.data as Params;
  // Numbers that were written are numbers from here on; everything else stays as it was given.
  return Object.fromEntries(
    Object.entries(merged).map(([name, value]) => [
      name,
      typeof data[name] === 'number' ? (data[name] ?? value) : value,
    ]),
  );
}

const invalid = (path: string, message: string) =>
  new AppError('invalid', 'That cannot be used, so nothing was tried.', {
    findings: [{ path, code: 'bad_param', message }],
  });

/** The step a person speaks of, with what it was given. Throws `conflict` where it cannot be changed. */
export function changeable(
  catalogue: Pick<Actions, 'action'>,
  step: Step | undefined,
  row: Pick<StepRow, 'input'> | undefined,
): { spec: ActionSpec; params: Params } {
  const params = givenParams(step, row);
  const spec = step ? catalogue.action(step.service, step.action) : null;
  if (!params || !spec)
    throw new AppError('conflict', 'What this step is given cannot be changed for one run. Change the workflow.');
  return { spec, params };
}

/** What a retry changes about the step that failed, on top of what was changed before. */
export async function amendmentsOf(
  { store, catalogue, clock }: Pick<AutomationDeps, 'store' | 'catalogue' | 'clock'>,
  person: Person,
  { before, definition }: { before: ExecutionRow; definition: Definition },
  options: RetryOptions,
): Promise<Record<string, Amendment>> {
  const earlier = before.amended ?? {};
  if (!options.skip && !options.change) return earlier;
  const id = before.failedStep;
  const step = definition.steps.find((one) => one.id === id);
  if (!id || !step) throw new AppError('conflict', 'No step of this run failed.');
  const by = { by: person.name, at: clock.now().toISOString() };
  const kept = options.skip ? whyNotSkipped(step) : null;
  if (kept !== null) throw new AppError('conflict', kept);
  if (options.skip) return { ...earlier, [id]: { what: 'skip', ...by } };
  const { spec, params } = changeable(catalogue, step, await givenInput(store, before, step));
  return { ...earlier, [id]: { what: 'change', params: changedParams(spec, params, options.change ?? {}), ...by } };
}
