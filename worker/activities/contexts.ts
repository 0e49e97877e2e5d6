import { MAX_DEPTH } from '../../src/automation/children.ts';
import type { Definition, Policy, Step } from '../../src/automation/definition.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import type { PinnedChild, VersionRow, WorkflowRow } from '../../src/store/workflows.ts';
import type { ActivityDeps } from './deps.ts';
import { StepFailure } from './failures.ts';

/** What stays the same during a run, read from the store and not from what a call claims (S0.128). */
export interface RunContext {
  workspace: string;
  user: string;
  userName: string;
  timeZone: string;
  execution: string;
  root: string;
  generation: number;
  workflow: string;
  workflowName: string;
  thread: string | null;
  policy: Policy;
  steps: Map<string, Step>;
  connections: Record<string, string>;
  /** Workflows its steps run, by what they call them. */
  children: Record<string, PinnedChild>;
  depth: number;
  startedAt: Date;
  /** The root of the outermost run. */
  top: string;
  /** The runs above it, nearest first: what their policies allow holds here too. */
  above: Above[];
}

export interface Above {
  /** The root of that run: its retries count with it. */
  root: string;
  workflow: string;
  policy: Policy;
}

export interface RunParts {
  execution: ExecutionRow;
  workflowName: string;
  definition: Definition;
  connections: Record<string, string>;
  children: VersionRow['children'];
  above: Above[];
  owner: { name: string; timeZone: string | null } | null;
}

const KEPT = 500;

/** Contexts of the runs this worker met lately; begun runs are put in, others are read from the store. */
export function createContexts({ store }: Pick<ActivityDeps, 'store'>) {
  const known = new Map<string, RunContext>();

  function keep(parts: RunParts): RunContext {
    const { execution, definition } = parts;
    const context: RunContext = {
      workspace: execution.workspace,
      user: execution.user,
      userName: parts.owner?.name ?? '',
      timeZone: parts.owner?.timeZone ?? 'UTC',
      execution: execution._id,
      root: execution.rootExecution,
      generation: execution.generation,
      workflow: execution.workflow,
      workflowName: parts.workflowName,
      thread: execution.thread,
      policy: definition.policy,
      steps: new Map(definition.steps.map((step) => [step.id, step])),
      connections: parts.connections,
      children: parts.children ?? {},
      startedAt: execution.startedAt,
      depth: execution.depth ?? 0,
      top: execution.top ?? execution.rootExecution,
      above: parts.above,
    };
    known.delete(execution._id);
    known.set(execution._id, context);
    if (known.size > KEPT) known.delete(known.keys().next().value as string);
    return context;
  }

  return {
    keep,

    /** The runs above one, which are there as long as it is. */
    above: (execution: ExecutionRow) => aboveOf(store, execution),

    /** The context of a call. Throws StepFailure when the run is not there, or is somebody else's. */
    async of(call: { workspace: string; execution: string }): Promise<RunContext> {
      const found = known.get(call.execution);
      if (found && found.workspace === call.workspace) return found;
      const { workspace } = call;
      const execution = await store.executions.findOne({ _id: call.execution, workspace }).lean<ExecutionRow>();
      if (!execution) throw new StepFailure('The run this step belongs to is not there any more.');
      const [version, workflow, owner] = await Promise.all([
        store.versions.findOne({ _id: `${execution.workflow}:${execution.version}`, workspace }).lean<VersionRow>(),
        store.workflows.findOne({ _id: execution.workflow, workspace }).lean<WorkflowRow>(),
        store.users.findOne({ _id: execution.user, workspace }).lean(),
      ]);
      if (!version || !workflow || workflow.user !== execution.user) {
        throw new StepFailure('The approved version this run belongs to is not there any more.');
      }
      return keep({
        execution,
        workflowName: workflow.name,
        definition: version.definition,
        connections: version.connections,
        children: version.children,
        above: await aboveOf(store, execution),
        owner,
      });
    },
  };
}

async function aboveOf(store: ActivityDeps['store'], execution: ExecutionRow): Promise<Above[]> {
  const found: Above[] = [];
  let at: ExecutionRow | null = execution;
  while (at?.parent && found.length <= MAX_DEPTH) {
    const workspace: string = at.workspace;
    at = await store.executions.findOne({ _id: at.parent.execution, workspace }).lean<ExecutionRow>();
    const version =
      at &&
      (await store.versions
        .findOne({ _id: `${at.workflow}:${at.version}`, workspace }, { 'definition.policy': 1 })
        .lean<{ definition: Pick<Definition, 'policy'> }>());
    // Without its policy nobody can tell what it allows.
    if (!at || !version) throw new StepFailure('The run that started this one is not there any more.');
    found.push({ root: at.rootExecution, workflow: at.workflow, policy: version.definition.policy });
  }
  return found;
}

export type Contexts = ReturnType<typeof createContexts>;
