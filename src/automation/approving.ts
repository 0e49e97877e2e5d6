import { AppError } from '../errors.ts';
import type { TriggerRow, VersionRow, WorkflowRow } from '../store/workflows.ts';
import { ownDraft } from './access.ts';
import type { createApproval } from './approve.ts';
import type { AutomationDeps } from './deps.ts';
import { type DraftBasis, owned } from './draft-basis.ts';
import { howToUse } from './how-to-use.ts';
import type { Approved, Automation, Person } from './service.ts';
import { secretName } from './webhooks.ts';

/** Approval: exactly what the seal stands for, once; then schedules, the secret's page and how to use it. */
export function createApproving(
  deps: AutomationDeps,
  basis: DraftBasis,
  makeLive: ReturnType<typeof createApproval>,
): Pick<Automation, 'approve' | 'approved'> {
  const { store, clock, catalogue } = deps;
  const { mustPass, sealed, reseal, refuseClosed } = basis;

  async function approve(person: Person, draftId: string, seal: string, where: string): Promise<Approved> {
    const before = await ownDraft(store, person, draftId);
    refuseClosed(before, person);
    const row = await reseal(person, before);
    const definition = row.definition && (await mustPass(person, row.definition, undefined, row.workflow));
    if (!row.definition || !definition || !row.seal) {
      throw new AppError('invalid', 'Something is not connected yet. Connect it or use the sandbox, then approve.');
    }
    if (row.seal !== seal)
      throw new AppError('conflict', 'This card was replaced. Read the newest one, then approve that.');
    const { parts } = await sealed(person, row.definition);
    if (parts?.seal !== seal)
      throw new AppError('conflict', 'Something it uses has just changed. Read the card again, then approve.');
    const made = await makeLive(row, definition, person, where, parts);
    for (const trigger of made.triggers) {
      if (trigger.type !== 'schedule') continue;
      await deps.schedules
        .sync(trigger, made.workflow)
        .catch((error) => deps.log.warn({ err: error, trigger: trigger._id }, 'schedule not registered yet'));
    }
    return told(person, made, made.newSecret);
  }

  async function told(
    person: Person,
    made: { workflow: WorkflowRow; version: VersionRow; triggers: TriggerRow[] },
    secret: string | null,
  ): Promise<Approved> {
    const { workflow, version, triggers } = made;
    const page = secret ? await deps.pages.make(person, 'secret', { title: workflow.name, secret }) : null;
    const lines = howToUse(workflow, triggers, catalogue, person.timeZone, clock.now());
    return { workflow, version, triggers, secretPage: page, howToUse: lines };
  }

  /** What an approval came to, told again: for whoever was cut off before they heard. Null where it was not approved. */
  async function approved(person: Person, draftId: string): Promise<Approved | null> {
    const row = await ownDraft(store, person, draftId);
    if (row.status !== 'confirmed') return null;
    const made = row.workflow ? { _id: row.workflow } : { createdFromDraft: row._id };
    const workflow = await store.workflows.findOne({ ...owned(person), ...made }).lean<WorkflowRow>();
    if (!workflow) return null;
    const scope = { workspace: row.workspace, workflow: workflow._id };
    const version = await store.versions
      .findOne({ ...scope, seal: row.seal ?? '' })
      .sort({ number: -1 })
      .lean<VersionRow>();
    if (!version) return null;
    const triggers = await store.triggers.find({ ...scope, isActive: true }).lean<TriggerRow[]>();
    const sealed = version.number === 1 ? triggers.find((trigger) => trigger.webhookSecret)?.webhookSecret : null;
    const secret = sealed ? deps.vault.open(sealed, secretName(workflow._id)) : null;
    return told(person, { workflow, version, triggers }, secret);
  }

  return { approve, approved };
}
