import { MAX_DEPTH } from '../../src/automation/children.ts';
import { sealOf } from '../../src/automation/seal.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import type { VersionRow, WorkflowRow } from '../../src/store/workflows.ts';
import type { PlannedStep } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { planOf } from './plan.ts';
import type { Figures } from './profiles.ts';

/** Why a run may not begin. `ended`: not a failure, it is just not wanted now. `reapprove`: the workflow waits for a new approval. `limit`: there were enough runs today. */
export interface Refusal {
  kind: 'ended' | 'refused' | 'reapprove' | 'limit';
  reason: string;
}

export type Cleared = { ok: true; steps: PlannedStep[] } | { ok: false; refusal: Refusal };

const refuse = (kind: Refusal['kind'], reason: string): Cleared => ({ ok: false, refusal: { kind, reason } });

/** No live approval of this exact seal, no run (design.md, Seal; D14). */
export function clear(
  parts: { execution: ExecutionRow; workflow: WorkflowRow | null; version: VersionRow | null; seal: string | null },
  catalogue: ActivityDeps['catalogue'],
  queue: string,
  figures?: Figures,
): Cleared {
  const { execution, workflow, version } = parts;
  if (!workflow || workflow.status === 'deleted') return refuse('ended', 'The workflow was deleted.');
  if (workflow.user !== execution.user) return refuse('refused', 'This run belongs to someone else’s workflow.');
  // What another run starts is part of that one's approval: it does not wait for its own workflow to be on.
  const own = !execution.parent;
  if ((execution.depth ?? 0) > MAX_DEPTH) return refuse('refused', 'Too many workflows run each other.');
  if (own && workflow.status === 'paused') return refuse('ended', 'The workflow is paused.');
  if (own && workflow.status === 'failed')
    return refuse('ended', 'The workflow was stopped after failing several times.');
  if (!version || version.workflow !== workflow._id) return refuse('refused', 'The approved version is missing.');
  if (version.approval.revokedAt) return refuse('refused', 'The approval of this version was taken back.');
  const { definition, connections, contracts, seal } = version;
  const seals = [seal, execution.seal, parts.seal ?? seal, version.approval.seal];
  if (seals.some((one) => one !== sealOf({ definition, connections, contracts, children: version.children ?? {} }))) {
    return refuse('refused', 'The workflow is not what was approved, so it did not run. Approve it anew.');
  }
  const changed = Object.entries(contracts).find(([name, contract]) => {
    const [service = '', action = ''] = name.split('.');
    return catalogue.action(service, action)?.contract !== contract;
  });
  if (changed) {
    return refuse(
      'reapprove',
      `What “${changed[0]}” does has changed since it was approved. Approve the workflow anew.`,
    );
  }
  const steps = planOf(definition, catalogue, queue, figures);
  const unknown = definition.steps[steps.indexOf(null)];
  if (unknown)
    return refuse('reapprove', `I can't do “${unknown.service}.${unknown.action}” here. Change the workflow.`);
  return { ok: true, steps: steps.filter((step) => step !== null) };
}
