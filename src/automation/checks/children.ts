import { calledSo, MAX_DEPTH, runsWorkflow } from '../children.ts';
import type { Step } from '../definition.ts';
import { hasTemplate } from '../templates.ts';
import { type CheckContext, type Findings, nearest, someOf } from './context.ts';
import { durationMs } from './flow.ts';
import type { Scope } from './scope.ts';

/** A step that runs another workflow: which one is known before anything runs, and no run leads back to where it began. */
export function checkChild(step: Step, at: string, scope: Scope, context: CheckContext, findings: Findings): void {
  if (!runsWorkflow(step)) return;
  const { workflow: called, timeout } = step.params;
  if (typeof timeout === 'string' && !hasTemplate(timeout) && !durationMs(timeout))
    findings.add(`${at}.params.timeout`, 'bad_duration', 'This is no time I can wait.', 'As 30s, 5m or 2h.');
  if (typeof called !== 'string' || called === '') return;
  const path = `${at}.params.workflow`;
  if (hasTemplate(called)) {
    const hint = 'Write its name: what is approved is exactly what runs.';
    findings.add(path, 'bad_param', 'Which workflow is run must be said here and cannot come with the data.', hint);
    return;
  }
  const found = calledSo(called, context.workflows);
  if (!found) {
    const names = context.workflows.map((one) => one.name);
    const near = nearest(called, names);
    const hint = near ? `Did you mean “${near}”?` : names.length > 0 ? `There is ${someOf(names)}.` : 'Make it first.';
    findings.add(path, 'unknown_reference', `You have no workflow “${called.slice(0, 80)}”.`, hint);
    return;
  }
  const { definition } = scope;
  const self = context.self ?? context.workflows.find((one) => one.name === definition.name)?.id ?? null;
  if (found.id === self || (self !== null && found.runs?.includes(self))) {
    const how = found.id === self ? 'It would run itself.' : `“${found.name}” runs this workflow itself.`;
    findings.add(path, 'cycle', how, 'Choose a workflow that does not lead back here.');
  }
  if ((found.levels ?? 0) + 1 > MAX_DEPTH) {
    const message = `“${found.name}” runs others ${found.levels} levels deep; with this one it would be more than ${MAX_DEPTH}.`;
    findings.add(path, 'too_deep', message, 'Let fewer workflows run each other.');
  }
}
