import { contractsOf } from '../../../src/automation/bindings.ts';
import { createChildren } from '../../../src/automation/children.ts';
import { type Definition, definitionSchema, type Step } from '../../../src/automation/definition.ts';
import { sealOf } from '../../../src/automation/seal.ts';
import type { Catalogue } from '../../../src/connectors/catalogue.ts';
import { newId } from '../../../src/ids.ts';
import type { Store } from '../../../src/store/store.ts';
import type { TriggerRow, VersionRow, WorkflowRow } from '../../../src/store/workflows.ts';

interface Person {
  workspace: string;
  user: string;
  name: string;
}

/** Workflows and triggers as if somebody had approved them. */
export function createApproving(store: Store, catalogue: Catalogue, person: Person) {
  /** A workflow as if it had been approved. */
  async function approve(definition: Partial<Omit<Definition, 'steps'>> & { steps: Partial<Step>[] }) {
    const full = definitionSchema.parse({
      name: `Test ${newId('n')}`,
      ...definition,
      steps: definition.steps.map((step) => ({ service: 'world', action: 'write', ...step })),
    });
    const contracts = contractsOf(full, catalogue);
    const children = (await createChildren(store).pinned(person, full)) ?? {};
    const seal = sealOf({ definition: full, connections: {}, contracts, children });
    const now = new Date();
    const workflow: WorkflowRow = {
      _id: newId('wf'),
      workspace: person.workspace,
      user: person.user,
      name: full.name,
      description: '',
      definition: full,
      status: 'active',
      version: 1,
      executionCount: 0,
      failuresInARow: 0,
      lastExecutedAt: null,
      createdFromRoom: 'web:thread',
      createdFromDraft: null,
      report: 'every',
      pausedReason: null,
      createdAt: now,
      updatedAt: now,
    };
    const version: VersionRow = {
      _id: `${workflow._id}:1`,
      workspace: person.workspace,
      workflow: workflow._id,
      number: 1,
      definition: full,
      connections: {},
      contracts,
      children,
      seal,
      approval: { user: person.user, name: person.name, at: now, where: 'test', seal, revokedAt: null },
      createdAt: now,
    };
    await store.workflows.create(workflow);
    await store.versions.create(version);
    return { workflow, version };
  }

  return {
    approve,
    async trigger(approved: { workflow: WorkflowRow }, more: Partial<TriggerRow>): Promise<TriggerRow> {
      const row: TriggerRow = {
        _id: newId('trg'),
        workspace: person.workspace,
        workflow: approved.workflow._id,
        user: person.user,
        version: 1,
        type: 'schedule',
        service: null,
        event: null,
        config: {},
        webhookSecret: null,
        webhookUrl: null,
        scheduleCron: null,
        scheduleAt: null,
        scheduleTimezone: 'UTC',
        temporalScheduleId: null,
        isActive: true,
        triggerCount: 0,
        lastTriggeredAt: null,
        skip: [],
        finishedAt: null,
        createdAt: new Date(),
        ...more,
      };
      await store.triggers.create(row);
      return row;
    },
  };
}
