import { AppError } from '../errors.ts';
import type { DraftRow, WorkflowRow } from '../store/workflows.ts';
import { ownDraft } from './access.ts';
import type { Sealed } from './approve.ts';
import { knownPeople } from './audience.ts';
import { accountServices, contractsOf } from './bindings.ts';
import { checkDefinition } from './checks/check.ts';
import type { CheckContext } from './checks/context.ts';
import { createChildren } from './children.ts';
import type { Definition } from './definition.ts';
import type { AutomationDeps } from './deps.ts';
import { sealOf } from './seal.ts';
import type { Person } from './service.ts';
import { dayAndTime } from './words.ts';

/** A draft that can still be decided. */
export const OPEN = { $in: ['draft', 'awaiting_confirmation'] as DraftRow['status'][] };

export const owned = (person: Person) => ({ workspace: person.workspace, user: person.user });

export type DraftBasis = ReturnType<typeof createDraftBasis>;

/** What proposing and approving stand on: the check, the bindings, the seal. */
export function createDraftBasis(deps: AutomationDeps) {
  const { store, clock, catalogue, accounts, config } = deps;
  const children = createChildren(store);

  /** What checks need to know of the person; `now` may be set by the evaluation, `self` is the workflow that is changed. */
  async function contextOf(person: Person, now?: string, self: string | null = null): Promise<CheckContext> {
    const rows = await store.workflows
      .find({ ...owned(person), status: { $ne: 'deleted' } }, { name: 1, version: 1 })
      .limit(500)
      .lean<Pick<WorkflowRow, '_id' | 'name' | 'version'>[]>();
    const live = rows.map((row) => ({ id: row._id, name: row.name, version: row.version }));
    const below = await children.below(person.workspace, live);
    return {
      now: now ?? clock.now().toISOString(),
      timeZone: person.timeZone,
      withdrawMax: config.WORKFLOW_WITHDRAW_MAX,
      dailySpendLimit: config.WORKFLOW_DAILY_SPEND_LIMIT,
      currency: config.WORKFLOW_CURRENCY,
      catalogue,
      workflows: live.map((one) => ({ ...one, ...below.get(one.id) })),
      self,
      people: await knownPeople(store, person.workspace),
    };
  }

  async function mustPass(
    person: Person,
    definition: unknown,
    now?: string,
    self: string | null = null,
  ): Promise<Definition> {
    const checked = checkDefinition(definition, await contextOf(person, now, self));
    if (checked.definition && checked.findings.length === 0) return checked.definition;
    throw new AppError('invalid', 'The definition needs changes before it can be approved.', {
      findings: checked.findings,
    });
  }

  /** Binds what is connected and seals it; no seal while something is missing. */
  async function sealed(
    person: Person,
    definition: Definition,
  ): Promise<{ connections: Record<string, string>; seal: string | null; parts: Sealed | null }> {
    const bindings = await accounts.bindings(person, accountServices(definition, catalogue));
    const connections: Record<string, string> = {};
    let missing = false;
    for (const [service, binding] of Object.entries(bindings)) {
      if ('missing' in binding) missing = true;
      else connections[service] = binding.id;
    }
    const pins = await children.pinned(person, definition);
    if (missing || pins === null) return { connections, seal: null, parts: null };
    const contracts = contractsOf(definition, catalogue);
    const seal = sealOf({ definition, connections, contracts, children: pins });
    return { connections, seal, parts: { seal, connections, contracts, children: pins } };
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

  return { contextOf, mustPass, sealed, reseal, refuseClosed, children };
}
