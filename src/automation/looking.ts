import type { DeliveryRow } from '../store/deliveries.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { ownExecution, ownWorkflow } from './access.ts';
import type { AutomationDeps } from './deps.ts';
import { newExecution } from './execution.ts';
import { createKept } from './kept.ts';
import { keptStream } from './kept-stream.ts';
import type { Automation, Person } from './service.ts';
import { stepPage } from './step-rows.ts';

type Looking = Required<Pick<Automation, 'execution' | 'value' | 'executions' | 'deliveries'>>;

/** Steps of one page, unless said. */
const STEPS = 2000;

/** What became of triggers: runs with their steps, and webhook deliveries. */
export function createLooking({ store, clock }: Pick<AutomationDeps, 'store' | 'clock'>): Looking {
  const kept = createKept({ store, clock });

  /** A delivery that was promised an execution which has not begun yet. */
  async function waitingDelivery(person: Person, executionId: string) {
    const delivery = await store.deliveries
      .findOne({ workspace: person.workspace, user: person.user, executionId })
      .lean<DeliveryRow>();
    if (!delivery || delivery.state === 'started') return null;
    const workflow = await ownWorkflow(store, person, delivery.workflow);
    const row = newExecution(
      workflow,
      { number: workflow.version, seal: '' },
      {
        id: executionId,
        triggerType: 'webhook',
        trigger: delivery.trigger,
        triggerData: delivery.data,
        now: delivery.receivedAt,
      },
    );
    if (delivery.state === 'queued') return { execution: row, steps: [], next: null };
    return {
      execution: {
        ...row,
        status: 'cancelled' as const,
        phase: null,
        errorMessage: delivery.reason,
        completedAt: delivery.receivedAt,
      },
      steps: [],
      next: null,
    };
  }

  return {
    async execution(person, executionId, page = {}) {
      const execution = await store.executions
        .findOne({ _id: executionId, workspace: person.workspace, user: person.user })
        .lean<ExecutionRow>();
      if (!execution)
        return (
          (await waitingDelivery(person, executionId)) ?? {
            execution: await ownExecution(store, person, executionId),
            steps: [],
            next: null,
          }
        );
      return { execution, ...(await stepPage(store, execution, { limit: STEPS, ...page })) };
    },

    async value(person, executionId, id, item) {
      const { workspace, rootExecution: root } = await ownExecution(store, person, executionId);
      return keptStream({ store, kept }, { workspace, root }, id, item);
    },

    async executions(person, workflowId, page) {
      const workflow = await ownWorkflow(store, person, workflowId);
      const before = page.before ? { startedAt: { $lt: new Date(page.before) } } : {};
      return store.executions
        .find({ workspace: workflow.workspace, workflow: workflowId, ...before })
        .sort({ startedAt: -1 })
        .limit(page.limit)
        .lean<ExecutionRow[]>();
    },

    async deliveries(person, workflowId, page) {
      const workflow = await ownWorkflow(store, person, workflowId);
      const before = page.before ? { receivedAt: { $lt: new Date(page.before) } } : {};
      return store.deliveries
        .find({ workspace: workflow.workspace, workflow: workflowId, ...before })
        .sort({ receivedAt: -1 })
        .limit(page.limit)
        .lean<DeliveryRow[]>();
    },
  };
}
