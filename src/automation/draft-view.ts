import type { Card, CardChoice } from '../chat/types.ts';
import type { DraftRow, VersionRow, WorkflowRow } from '../store/workflows.ts';
import { accountServices } from './bindings.ts';
import { draftCard } from './card.ts';
import { createChildren } from './children.ts';
import type { AutomationDeps } from './deps.ts';
import { draftForm } from './draft-form.ts';
import type { Person } from './service.ts';
import { createUsedToday } from './used-today.ts';
import { dayAndTime } from './words.ts';

const EMPTY: Card = { title: 'Nothing yet', body: [{ kind: 'text', text: 'Tell me what should happen.' }] };

/** The card of a draft as it stands: what is bound, what is missing, what it changes, how it was decided. */
export async function cardOf(deps: AutomationDeps, person: Person, row: DraftRow): Promise<Card> {
  const { catalogue, accounts, clock, config } = deps;
  if (!row.definition) return EMPTY;
  const bindings = Object.values(await accounts.bindings(person, accountServices(row.definition, catalogue)));
  const missing = bindings.flatMap((one) =>
    'missing' in one
      ? [{ service: one.service, sandbox: accounts.sandboxes, connect: one.missing === 'not_connected' }]
      : [],
  );
  const sandboxed = bindings.flatMap((one) => ('missing' in one || one.kind !== 'sandbox' ? [] : [one.service]));
  const real = bindings.flatMap((one) => ('missing' in one || one.kind === 'sandbox' ? [] : [one.service]));
  const outcome = outcomeOf(row, person, clock.now());
  const before = row.workflow ? await changedDefinition(deps, row) : null;
  const children = createChildren(deps.store);
  const pins = (await approvedPins(deps, row)) ?? (await children.pinned(person, row.definition));
  const used = outcome
    ? null
    : await createUsedToday(deps).line(person, row.workflow, row.definition, { always: false });
  const card = draftCard({
    draftId: row._id,
    definition: row.definition,
    seal: row.seal,
    assumptions: row.assumptions,
    catalogue,
    ceilings: {
      withdrawMax: config.WORKFLOW_WITHDRAW_MAX,
      dailySpendLimit: config.WORKFLOW_DAILY_SPEND_LIMIT,
      currency: config.WORKFLOW_CURRENCY,
    },
    now: clock.now().toISOString(),
    timeZone: person.timeZone,
    missing,
    sandboxed,
    real,
    children: await children.views(person.workspace, pins ?? {}),
    ...(before ? { changes: before } : {}),
    ...(used ? { used } : {}),
    ...(outcome ? { outcome } : {}),
  });
  if (outcome || !card.choices) return card;
  const connect: CardChoice[] = missing
    .filter((one) => one.connect)
    .map(({ service }) => ({
      name: 'draft.connect',
      value: `${row._id}:${service}`,
      label: `Connect ${catalogue.service(service)?.title ?? service}`,
      style: 'plain',
    }));
  const form = draftForm(row.definition, catalogue, config.WORKFLOW_CURRENCY);
  const choices = card.choices.map((choice) => (choice.name === 'draft.change' ? { ...choice, form } : choice));
  return { ...card, choices: [...connect, ...choices] };
}

/** What an approval holds; null while there is none. */
async function approvedPins({ store }: AutomationDeps, row: DraftRow): Promise<VersionRow['children'] | null> {
  if (row.status !== 'confirmed' || row.seal === null) return null;
  const version = await store.versions
    .findOne({ workspace: row.workspace, seal: row.seal, 'approval.user': row.user }, { children: 1 })
    .sort({ number: -1 })
    .lean<Pick<VersionRow, '_id' | 'children'>>();
  return version?.children ?? null;
}

/** The definition that was live when the change was proposed. */
async function changedDefinition({ store }: AutomationDeps, row: DraftRow): Promise<WorkflowRow['definition'] | null> {
  const version = await store.versions
    .findOne({ _id: `${row.workflow}:${row.baseVersion}`, workspace: row.workspace }, { definition: 1 })
    .lean<Pick<VersionRow, '_id' | 'definition'>>();
  return version?.definition ?? null;
}

function outcomeOf(row: DraftRow, person: Person, now: Date): string | null {
  if (row.status !== 'confirmed' && row.status !== 'cancelled') return null;
  const when = dayAndTime(row.updatedAt, person.timeZone, now);
  if (row.status === 'confirmed') return `✅ Approved by ${person.name === 'You' ? 'you' : person.name}, ${when}`;
  return row.outcome === 'replaced' ? `Replaced by a newer card, ${when}` : `✖ Cancelled, ${when}`;
}
