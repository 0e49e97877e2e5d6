import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { VersionRow } from '../store/workflows.ts';
import { ownWorkflow } from './access.ts';
import type { AutomationDeps } from './deps.ts';
import type { Person } from './service.ts';

/** One run as the audit trail has it (S0.127): what started it, under whose approval, who decided what, what came of it. */
export interface Audited {
  execution: ExecutionRow;
  approval: { version: number; by: string; at: string; where: string; seal: string } | null;
  decisions: {
    step: string;
    iteration: number;
    asked: string;
    decision: string;
    by: string | null;
    at: string | null;
  }[];
}

export function createAudit({ store }: Pick<AutomationDeps, 'store'>) {
  return async function audit(
    person: Person,
    id: string,
    page: { limit: number; before?: string },
  ): Promise<Audited[]> {
    const workflow = await ownWorkflow(store, person, id);
    const { workspace } = workflow;
    const before = page.before ? { startedAt: { $lt: new Date(page.before) } } : {};
    const runs = await store.executions
      .find({ workspace, workflow: id, ...before })
      .sort({ startedAt: -1 })
      .limit(page.limit)
      .lean<ExecutionRow[]>();
    const [versions, gates] = await Promise.all([
      store.versions
        .find({ workspace, workflow: id, number: { $in: runs.map((run) => run.version) } }, { number: 1, approval: 1 })
        .lean<VersionRow[]>(),
      store.steps
        .find({ workspace, execution: { $in: runs.map((run) => run._id) }, 'gate.decision': { $ne: null } })
        .limit(5_000)
        .lean<StepRow[]>(),
    ]);
    return runs.map((execution) => ({
      execution,
      approval: approvalOf(versions.find((one) => one.number === execution.version)),
      decisions: gates
        .filter((step) => step.execution === execution._id && step.gate?.decision)
        .map((step) => ({
          step: step.path,
          iteration: step.iteration,
          asked: step.gate?.text ?? '',
          decision: step.gate?.decision ?? '',
          by: step.gate?.decidedBy ?? null,
          at: step.gate?.at ?? null,
        })),
    }));
  };
}

function approvalOf(version: VersionRow | undefined): Audited['approval'] {
  if (!version) return null;
  const { name, at, where, seal } = version.approval;
  return { version: version.number, by: name, at: at.toISOString(), where, seal };
}
