import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { DraftRow } from '../store/workflows.ts';
import { liveWorkflow, ownDraft } from './access.ts';
import type { createApproval } from './approve.ts';
import { createApproving } from './approving.ts';
import { accountServices } from './bindings.ts';
import { checkDefinition } from './checks/check.ts';
import type { AutomationDeps } from './deps.ts';
import { createDraftBasis, OPEN, owned } from './draft-basis.ts';
import { changedByForm } from './draft-form.ts';
import { cardOf } from './draft-view.ts';
import { rehearse } from './rehearse.ts';
import type { Automation, Person } from './service.ts';

type Drafting = Pick<
  Automation,
  | 'checker'
  | 'propose'
  | 'draft'
  | 'draftCard'
  | 'approve'
  | 'approved'
  | 'changeDraft'
  | 'cancelDraft'
  | 'useSandbox'
  | 'rehearse'
>;

const MAX_OPEN_DRAFTS = 200;

/** From a proposed definition to an approved one: checked, bound to connections, sealed, shown, decided once. */
export function createDrafts(deps: AutomationDeps, makeLive: ReturnType<typeof createApproval>): Drafting {
  const { store, clock, catalogue, accounts, config } = deps;
  const basis = createDraftBasis(deps);
  const { contextOf, mustPass, sealed, reseal, refuseClosed } = basis;

  async function nameTaken(person: Person, name: string, except: string | null): Promise<boolean> {
    const found = await store.workflows.exists({
      ...owned(person),
      name,
      status: { $in: ['active', 'paused', 'failed'] },
      ...(except ? { _id: { $ne: except } } : {}),
    });
    return found !== null;
  }

  async function freeName(person: Person, name: string): Promise<string> {
    if (!(await nameTaken(person, name, null))) return name;
    for (let number = 2; number < 1000; number++) {
      const candidate = `${name.slice(0, 74)} ${number}`;
      if (!(await nameTaken(person, candidate, null))) return candidate;
    }
    throw new AppError('conflict', `You already have many workflows called “${name}”. Choose another name.`);
  }

  /** Keeps the number of open drafts bounded: the oldest one that nobody decided makes room. */
  async function expireOldest(person: Person): Promise<void> {
    const scope = { ...owned(person), status: OPEN };
    const beyond = await store.drafts
      .find(scope, { _id: 1 })
      .sort({ updatedAt: -1 })
      .skip(MAX_OPEN_DRAFTS - 1)
      .limit(MAX_OPEN_DRAFTS)
      .lean<{ _id: string }[]>();
    if (beyond.length === 0) return;
    await store.drafts.updateMany(
      { ...scope, _id: { $in: beyond.map((row) => row._id) } },
      { $set: { status: 'cancelled', outcome: 'expired', updatedAt: clock.now() } },
    );
  }

  async function propose(person: Person, input: Parameters<Automation['propose']>[1]): Promise<DraftRow> {
    let definition = await mustPass(person, input.definition, input.now, input.workflow?.id);
    if (input.workflow) {
      const live = await liveWorkflow(store, person, input.workflow.id);
      if (live.version !== input.workflow.baseVersion) {
        throw new AppError('conflict', `“${live.name}” was changed meanwhile. Look at it again, then change it.`);
      }
    }
    if (await nameTaken(person, definition.name, input.workflow?.id ?? null)) {
      if (!input.renameRepeats || input.workflow) {
        throw new AppError('conflict', `You already have a workflow called “${definition.name}”. Choose another name.`);
      }
      definition = { ...definition, name: await freeName(person, definition.name) };
    }
    await expireOldest(person);
    const { connections, seal } = await sealed(person, definition);
    const now = clock.now();
    const row: DraftRow = {
      _id: newId('drf'),
      ...owned(person),
      thread: input.thread,
      definition,
      context: input.context.slice(-100),
      status: seal ? 'awaiting_confirmation' : 'draft',
      seal,
      assumptions: input.assumptions.slice(0, 20),
      connections,
      workflow: input.workflow?.id ?? null,
      baseVersion: input.workflow?.baseVersion ?? null,
      outcome: null,
      createdAt: now,
      updatedAt: now,
    };
    if (input.thread) {
      await store.drafts.updateMany(
        { ...owned(person), thread: input.thread, status: OPEN },
        { $set: { status: 'cancelled', outcome: 'replaced', updatedAt: now } },
      );
    }
    await store.drafts.create(row);
    return row;
  }

  /** The draft as it stands: an open one with the bindings and the seal of this moment. */
  async function draft(person: Person, draftId: string): Promise<DraftRow> {
    const row = await ownDraft(store, person, draftId);
    return row.status === 'draft' || row.status === 'awaiting_confirmation' ? reseal(person, row) : row;
  }

  return {
    async checker(person, options = {}) {
      const context = await contextOf(person, options.now);
      return (definition) => checkDefinition(definition, context).findings;
    },
    propose,
    draft,
    draftCard: async (person, draftId) => cardOf(deps, person, await draft(person, draftId)),
    ...createApproving(deps, basis, makeLive),
    async changeDraft(person, draftId, values) {
      const row = await ownDraft(store, person, draftId);
      refuseClosed(row, person);
      if (!row.definition) throw new AppError('conflict', 'There is nothing to change yet.');
      const { assumptions, thread, context, workflow, baseVersion } = row;
      return propose(person, {
        definition: changedByForm(row.definition, catalogue, config.WORKFLOW_CURRENCY, values),
        assumptions,
        thread,
        context,
        ...(workflow && baseVersion !== null ? { workflow: { id: workflow, baseVersion } } : {}),
      });
    },
    async cancelDraft(person, draftId, outcome) {
      const row = await ownDraft(store, person, draftId);
      const after = await store.drafts
        .findOneAndUpdate(
          { _id: draftId, workspace: row.workspace, status: OPEN },
          { $set: { status: 'cancelled', outcome, updatedAt: clock.now() } },
          { returnDocument: 'after' },
        )
        .lean<DraftRow>();
      if (after) return after;
      const now = await ownDraft(store, person, draftId);
      if (now.status === 'cancelled') return now;
      refuseClosed(now, person);
      return now;
    },
    async useSandbox(person, draftId) {
      const row = await ownDraft(store, person, draftId);
      refuseClosed(row, person);
      const services = row.definition ? accountServices(row.definition, catalogue) : [];
      const bindings = await accounts.bindings(person, services);
      for (const service of services) {
        const binding = bindings[service];
        if (binding && 'missing' in binding) await accounts.useSandbox(person, service);
      }
      return reseal(person, row);
    },
    async rehearse(person, draftId, data) {
      const row = await ownDraft(store, person, draftId);
      if (!row.definition) throw new AppError('conflict', 'There is nothing to try yet.');
      return rehearse(row.definition, catalogue, data, {
        now: clock.now().toISOString(),
        timeZone: person.timeZone,
        currency: row.definition.policy.currency ?? config.WORKFLOW_CURRENCY,
      });
    },
  };
}
