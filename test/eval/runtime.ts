import type { Json, Step } from '../../src/automation/definition.ts';
import { resolveText } from '../../src/automation/templates.ts';
import type { ActionSpec } from '../../src/connectors/define.ts';
import type { Runtime } from './walk.ts';

/** Finds a declared action by its canonical names. */
export type FindAction = (service: string, action: string) => ActionSpec | undefined;

/** The walk's runtime over the product's expressions and the rehearsals its actions declare. */
export function createRuntime(find: FindAction, the: { now: string; timeZone: string }): Runtime {
  const nothing = (step: Step) =>
    Object.fromEntries(Object.keys(find(step.service, step.action)?.result.shape ?? {}).map((key) => [key, null]));
  return {
    evaluate: (text, scope) => resolveText(text, scope),
    simulate: (step, params) => ({ ...simulated(find(step.service, step.action), params, the), error: null }),
    without: (step, status) => ({ ...nothing(step), status, error: status === 'failed' ? 'It did not work.' : null }),
    collected: (_step, each) => ({ status: 'success', error: null, results: each, count: each.length, failed: 0 }),
  };
}

function simulated(
  spec: ActionSpec | undefined,
  params: Record<string, Json>,
  the: { now: string; timeZone: string },
): Record<string, unknown> {
  const status = spec?.success ?? 'success';
  if (!spec) return { status };
  const context = { timeZone: the.timeZone, currency: 'KES', now: the.now };
  const read = spec.params.safeParse(params);
  try {
    return { ...spec.simulate(read.success ? read.data : params, context), status };
  } catch {
    // Sample data does not always make parameters the action can rehearse with; what it outputs is then unknown.
    return { status };
  }
}
