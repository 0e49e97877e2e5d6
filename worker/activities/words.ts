import type { Json } from '../../src/automation/definition.ts';
import { inBrief } from '../../src/automation/reference.ts';
import type { ActionSpec } from '../../src/connectors/define.ts';
import { withCurrency } from '../../src/connectors/params.ts';
import type { StepNote } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';

/** The report of a step the interpreter carried out by itself; null for what did not run. */
export function reportNote(catalogue: ActivityDeps['catalogue'], note: StepNote): string | null {
  if (note.state !== 'success') return null;
  const output = (note.output ?? {}) as Record<string, Json>;
  if ('results' in output && typeof output.count === 'number') {
    const failed = typeof output.failed === 'number' && output.failed > 0 ? `, ${output.failed} failed` : '';
    return `${output.count} done${failed}`;
  }
  const spec = catalogue.action(note.service, note.action);
  try {
    return spec
      ? spec.report(inBrief((note.input ?? {}) as Record<string, Json>), inBrief(output)).slice(0, 500)
      : null;
  } catch {
    return null;
  }
}

/** What a gate asks: the step's own words, or what the call it guards would do. */
export function gateText(
  kind: 'approve' | 'confirm',
  spec: ActionSpec,
  params: Record<string, Json>,
  currency: string,
): string {
  const own = params.message;
  if (kind === 'approve') return typeof own === 'string' && own.trim() !== '' ? own.slice(0, 2000) : 'May I go on?';
  return guardedText(spec, params, currency);
}

/** What a call would do, in words. */
export function guardedText(spec: ActionSpec, params: Record<string, Json>, currency: string): string {
  try {
    return spec.describe(inBrief(withCurrency(spec, params, currency))).slice(0, 2000);
  } catch {
    return spec.title;
  }
}
