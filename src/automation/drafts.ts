import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { DraftRow, WorkflowRow } from '../store/workflows.ts';
import { liveWorkflow, ownDraft } from './access.ts';
import type { createApproval, Sealed } from './approve.ts';
import { accountServices, contractsOf } from './bindings.ts';
import { cardOf, howToUse } from './draft-view.ts';
import { checkDefinition } from './checks/check.ts';
import type { CheckContext } from './checks/context.ts';
import type { Definition } from './definition.ts';
import type { AutomationDeps } from './deps.ts';
import { rehearse } from './rehearse.ts';
import { sealOf } from './seal.ts';
import type { Approved, Automation, Person } from './service.ts';
import { dayAndTime } from './words.ts';

type Drafting = Pick<
  Automation,
  'checker' | 'propose' | 'draft' | 'draftCard' | 'approve' | 'cancelDraft' | 'useSandbox' | 'rehearse'
>;

const MAX_OPEN_DRAFTS = 200;
const OPEN = { $in: ['draft', 'awaiting_confirmation'] as DraftRow['status'][] };

/** From a proposed definition to an approved one: checked, bound to connections, sealed, shown, decided once. */
export function createDrafts(deps: AutomationDeps, makeLive: ReturnType<typeof createApproval>): Drafting {
  const { store, clock, catalogue, accounts, config } = deps;

  const owned = (person: Person) => ({ workspace: person.workspace, user: person.user });

  /** What checks need to know of the person; `now` may be set by the evaluation. */
  async function contextOf(person: Person): Promise<CheckContext> {
    const rows = await store.workflows
      .find({ ...owned(person), status: { $ne: 'deleted' } }, { name: 1, version: 1 })
      .limit(500)
      .lean<Pick<WorkflowRow, '_id' | 'name' | 'version'>[]>();
    return {
      now: clock.now().toISOString(),
      timeZone: person.timeZone,
      withdrawMax: config.WORKFLOW_WITHDRAW_MAX,
      dailySpendLimit: config.WORKFLOW_DAILY_SPEND_LIMIT,
      currency: config.WORKFLOW_CURRENCY,
      catalogue,
      workflows: rows.map((row) => ({ id: row._id, name: row.name, version: row.version })),
    };
  }

  async function mustPass(person: Person, definition: unknown): Promise<Definition> {
    const checked = checkDefinition(definition, await contextOf(person));
    if (checked.definition && checked.findings.length === 0) return checked.definition;
    throw new AppError('invalid', 'The definition needs changes before it can be approved.', { findings: checked.findings });
  }

  /** Binds what is connected and seals it; no seal while something is missing. */
  async function sealed(person: Person, definition: Definition): Promise<{ connections: Record<string, string>; seal: string | null; parts: Sealed | null }> {
    const bindings = await accounts.bindings(person, accountServices(definition, catalogue));
    const connections: Record<string, string> = {};
    let missing = false;
    for (const [service, binding] of Object.entries(bindings)) {
      if ('missing' in binding) missing = true;
      else connections[service] = binding.id;
    }
    if (missing) return { connections, seal: null, parts: null };
    const contracts = contractsOf(definition, catalogue);
    const seal = sealOf({ definition, connections, contracts, children: {} });
    return { connections, seal, parts: { seal, connections, contracts } };
  }

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

  /** Writes the current bindings and seal to an open draft. */
  async function reseal(person: Person, row: DraftRow): Promise<DraftRow> {
    if (!row.definition) return row;
    const { connections, seal } = await sealed(person, row.definition);
    if (seal === row.seal && JSON.stringify(connections) === JSON.stringify(row.connections)) return row;
    const status = seal ? 'awaiting_confirmation' : 'draft';
    const after = await store.drafts
      .findOneAndUpdate(
        { _id: row._id, workspace: row.workspace, status: OPEN },
        { $set: { connections, seal, status, updatedAt: clock.now() } },
        { returnDocument: 'after' },
      )
      .lean<DraftRow>();
    return after ?? ownDraft(store, person, row._id);
  }

  function refuseClosed(row: DraftRow, person: Person): void {
    if (row.status === 'draft' || row.status === 'awaiting_confirmation') return;
    const when = dayAndTime(row.updatedAt, person.timeZone, clock.now());
    const what = row.status === 'confirmed' ? 'approved' : (row.outcome ?? 'cancelled');
    throw new AppError('conflict', `This card was ${what} ${when}.`);
  }

  async function propose(person: Person, input: Parameters<Automation['propose']>[1]): Promise<DraftRow> {
    let definition = await mustPass(person, input.definition);
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
    const open = await store.drafts.countDocuments({ ...owned(person), status: OPEN }, { limit: MAX_OPEN_DRAFTS });
    if (open >= MAX_OPEN_DRAFTS) throw new AppError('conflict', 'Too many drafts are open. Cancel some, then go on.');
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

  async function approve(person: Person, draftId: string, seal: string, where: string): Promise<Approved> {
    const before = await ownDraft(store, person, draftId);
    refuseClosed(before, person);
    const row = await reseal(person, before);
    if (!row.definition || !row.seal) {
      throw new AppError('invalid', 'Something is not connected yet. Connect it or use the sandbox, then approve.');
    }
    if (row.seal !== seal) throw new AppError('conflict', 'This card was replaced. Read the newest one, then approve that.');
    const definition = await mustPass(person, row.definition);
    const { parts } = await sealed(person, row.definition);
    if (parts?.seal !== seal) throw new AppError('conflict', 'Something it uses has just changed. Read the card again, then approve.');
    const made = await makeLive(row, definition, person, where, parts);
    for (const trigger of made.triggers) {
      if (trigger.type !== 'schedule') continue;
      await deps.schedules
        .sync(trigger, made.workflow)
        .catch((error) => deps.log.warn({ err: error, trigger: trigger._id }, 'schedule not registered yet'));
    }
    const secretPage = made.newSecret ? await deps.pages.make(person, 'secret', { title: made.workflow.name, secret: made.newSecret }) : null;
    return {
      workflow: made.workflow,
      version: made.version,
      triggers: made.triggers,
      secretPage,
      howToUse: howToUse(made.triggers, catalogue, person.timeZone, clock.now()),
    };
  }

  return {
    async checker(person) {
      const context = await contextOf(person);
      return (definition) => checkDefinition(definition, context).findings;
    },
    propose,
    async draft(person, draftId) {
      const row = await ownDraft(store, person, draftId);
      return row.status === 'draft' || row.status === 'awaiting_confirmation' ? reseal(person, row) : row;
    },
    async draftCard(person, draftId) {
      const row = await this.draft(person, draftId);
      return cardOf(deps, person, row);
    },
    approve,
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
      return rehearse(row.definition, catalogue, data, { now: clock.now().toISOString(), timeZone: person.timeZone, currency: row.definition.policy.currency ?? config.WORKFLOW_CURRENCY });
    },
  };
}
