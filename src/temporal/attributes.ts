import type { Connection } from '@temporalio/client';
import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  SearchAttributeType,
  type TypedSearchAttributes,
} from '@temporalio/common';

/** What runs can be listed by in Temporal's own pages. Not encrypted there, so ids only. */
const OWNER = defineSearchAttributeKey('NodOwner', SearchAttributeType.KEYWORD);
const WORKFLOW = defineSearchAttributeKey('NodWorkflow', SearchAttributeType.KEYWORD);
const ORIGIN = defineSearchAttributeKey('NodOrigin', SearchAttributeType.KEYWORD);

/** The protocol's number for a keyword. */
const KEYWORD = 2;
const ALREADY_EXISTS = 6;

export type Origin = 'manual' | 'webhook' | 'schedule' | 'workflow';

export function attributesOf(run: { user: string; workflow: string; origin: Origin }): SearchAttributePair[] {
  return [
    { key: OWNER, value: run.user },
    { key: WORKFLOW, value: run.workflow },
    { key: ORIGIN, value: run.origin },
  ];
}

/** Whether a run carries them: where the server refused them, its children do without as well. */
export const isLabelled = (attributes: TypedSearchAttributes): boolean => attributes.get(OWNER) !== undefined;

/** Registers the attributes that are missing. Throws where Temporal does not allow it. */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = [OWNER, WORKFLOW, ORIGIN]
    .map((key) => key.name)
    .filter((name) => !(name in (customAttributes ?? {})));
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
    });
  } catch (error) {
    if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
  }
}

/** True when a start was refused because the server does not know (or not yet see) our attributes. */
export function refusesAttributes(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (/search attribute/i.test(at.message)) return true;
  }
  return false;
}
