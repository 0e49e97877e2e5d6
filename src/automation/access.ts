import { AppError } from '../errors.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { DraftRow, WorkflowRow } from '../store/workflows.ts';
import type { Person } from './service.ts';

const NAMES = { workflow: 'workflow', execution: 'run', draft: 'draft' } as const;

/** Says why a row is not there for this person: unknown to everybody (404) or another's (403). */
async function refuse(store: Store, kind: keyof typeof NAMES, id: string): Promise<never> {
  if (await store.ownerOf(kind, id)) throw new AppError('forbidden', `This ${NAMES[kind]} belongs to someone else.`);
  throw new AppError('not_found', `There is no ${NAMES[kind]} with this id.`);
}

/** The person's own workflow, deleted ones included. Admins reach everyone's in their workspace where `admins` is set (D25). */
export async function ownWorkflow(
  store: Store,
  person: Person,
  id: string,
  options: { admins?: boolean } = {},
): Promise<WorkflowRow> {
  const owner = options.admins && person.admin ? {} : { user: person.user };
  const row = await store.workflows.findOne({ _id: id, workspace: person.workspace, ...owner }).lean<WorkflowRow>();
  return row ?? refuse(store, 'workflow', id);
}

/** The same, and still alive. */
export async function liveWorkflow(
  store: Store,
  person: Person,
  id: string,
  options: { admins?: boolean } = {},
): Promise<WorkflowRow> {
  const row = await ownWorkflow(store, person, id, options);
  if (row.status === 'deleted') throw new AppError('gone', `“${row.name}” was deleted.`);
  return row;
}

export async function ownDraft(store: Store, person: Person, id: string): Promise<DraftRow> {
  const row = await store.drafts.findOne({ _id: id, workspace: person.workspace, user: person.user }).lean<DraftRow>();
  return row ?? refuse(store, 'draft', id);
}

export async function ownExecution(store: Store, person: Person, id: string): Promise<ExecutionRow> {
  const row = await store.executions
    .findOne({ _id: id, workspace: person.workspace, user: person.user })
    .lean<ExecutionRow>();
  return row ?? refuse(store, 'execution', id);
}

/** Of a run whose steps were packed away. */
export const tooOld = (): AppError =>
  new AppError('conflict', 'This run ended too long ago to go on from it. Run it from the start.');
