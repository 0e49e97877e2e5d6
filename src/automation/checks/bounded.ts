import { BOUNDED } from '../../temporal/bounds.ts';
import type { Definition, Step } from '../definition.ts';
import type { Findings } from './context.ts';
import { durationMs } from './flow.ts';

const HOURS = BOUNDED.workflowRunTimeout / 3_600_000;
/** D15: how long a gate and a question wait unless they say otherwise. */
const UNSAID: Record<string, string> = { approve: '7d', ask: '24h' };

/** A run that is held to two hours cannot wait for longer. */
export function checkBounded(definition: Definition, findings: Findings): void {
  if (definition.profile !== 'bounded') return;
  for (const [index, step] of definition.steps.entries()) {
    const [name, text] = waitOf(step) ?? [];
    const ms = text === undefined ? null : durationMs(text);
    if (name === undefined || ms === null || ms < BOUNDED.workflowRunTimeout) continue;
    findings.add(
      `steps[${index}].params.${name}`,
      'beyond_bounds',
      `A run of a bounded workflow may take ${HOURS} hours, and this waits for ${text}.`,
      `Let it wait for less (“${name}”), or leave profile out.`,
    );
  }
}

function waitOf({ service, action, params }: Step): [string, string] | null {
  if (service !== 'flow') return null;
  const name = action === 'wait' && params.event === undefined ? 'duration' : 'timeout';
  const said = params[name];
  if (typeof said === 'string') return [name, said];
  const unsaid = UNSAID[action];
  return unsaid === undefined ? null : [name, unsaid];
}
