import type { ActionSpec } from '../../connectors/define.ts';
import type { Step } from '../definition.ts';
import { bodyOf, isLoop } from '../graph.ts';
import type { Findings } from './context.ts';
import type { Scope } from './scope.ts';

/** Loops over bodies of steps, and steps nobody waits for: that each has its place, and nothing reaches across a border. */
export function checkLoops(scope: Scope, findings: Findings): void {
  for (const [index, step] of scope.definition.steps.entries()) {
    const at = `steps[${index}]`;
    if (isLoop(step)) checkLoop(step, at, scope, findings);
    if (step.inside !== undefined) checkInside(step, step.inside, at, scope, findings);
    if (step.max_parallel !== undefined && step.for_each === undefined)
      findings.add(
        `${at}.max_parallel`,
        'no_list',
        'max_parallel is for a step with for_each.',
        'Say for_each, or leave it out.',
      );
    if (step.background) checkBackground(step, scope.steps.get(step.id)?.spec ?? null, at, findings);
  }
}

function checkLoop(step: Step, at: string, scope: Scope, findings: Findings): void {
  if (step.for_each === undefined)
    findings.add(`${at}.for_each`, 'missing', 'It is not said what the loop goes through.', 'Name a list in for_each.');
  if (bodyOf(scope.definition, step.id).length === 0)
    findings.add(at, 'empty_loop', 'The loop has no steps.', `Say "inside": "${step.id}" at each step it repeats.`);
}

function checkInside(step: Step, loop: string, at: string, scope: Scope, findings: Findings): void {
  const around = scope.steps.get(loop)?.step;
  if (!around) {
    const loops = scope.definition.steps.filter(isLoop).map((one) => one.id);
    const hint = loops.length > 0 ? `There is ${loops.join(', ')}.` : 'Add a step of service flow, action loop.';
    findings.add(`${at}.inside`, 'unknown_reference', `There is no loop “${loop}”.`, hint);
  } else if (!isLoop(around))
    findings.add(`${at}.inside`, 'not_a_loop', `“${loop}” is no loop.`, 'Name a step of service flow, action loop.');
  if (isLoop(step) || step.for_each !== undefined)
    findings.add(
      isLoop(step) ? `${at}.inside` : `${at}.for_each`,
      'nested_loop',
      'A loop cannot stand in a loop.',
      'Make the inner one a workflow of its own, and run that with flow.run_workflow.',
    );
  if (step.service === 'flow' && step.action === 'stop')
    findings.add(`${at}.inside`, 'not_available', 'A run can stop only once.', 'Put the stop after the loop.');
}

function checkBackground(step: Step, spec: ActionSpec | null, at: string, findings: Findings): void {
  const not = (message: string, hint: string) => findings.add(`${at}.background`, 'not_in_background', message, hint);
  if (step.service === 'flow') not('Only a step that calls a service can be left to run by itself.', 'Leave it out.');
  else if (spec?.effect === 'money') not('A payment is always waited for.', 'Leave background out.');
}

/** That a step may need another: both stand in the same body, or both in none. */
export function checkBorder(step: Step, need: Step, path: string, findings: Findings): void {
  if (step.inside === need.inside) return;
  const loop = need.inside;
  if (step.inside === undefined && loop !== undefined)
    findings.add(path, 'across_loop', `“${need.id}” is inside the loop “${loop}”.`, `Need the loop: "${loop}".`);
  else
    findings.add(
      path,
      'across_loop',
      `“${need.id}” does not stand in the same loop.`,
      `Let the loop need it: what “${step.inside}” needs is over before its steps start.`,
    );
}

/** That a step may read another at all; false where not, with a finding. */
export function checkReach(step: Step, source: Step, path: string, findings: Findings): boolean {
  if (source.background) {
    findings.add(
      path,
      'reads_background',
      `Nobody waits for “${source.id}”, so nothing can read what it gives.`,
      'Take its background away.',
    );
    return false;
  }
  if (source.id === step.inside) {
    findings.add(path, 'across_loop', `“${source.id}” is not over while its steps run.`, 'Read item and index.');
    return false;
  }
  if (source.inside === undefined || source.inside === step.inside) return true;
  findings.add(
    path,
    'across_loop',
    `“${source.id}” runs inside the loop “${source.inside}”: from outside only the loop can be read.`,
    `Each item is in its results: {{ ${source.inside}.results.map(r, r.${source.id}) }}.`,
  );
  return false;
}
