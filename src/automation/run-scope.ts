import type { UserRow } from '../store/people.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { Json } from './definition.ts';
import { localDay } from './zone.ts';

/** What templates may read besides steps: `trigger.*`, `run.*`, `owner.*`. */
export function scopeOf(
  execution: Pick<ExecutionRow, '_id' | 'user' | 'triggerType' | 'triggerData' | 'workflow' | 'version'>,
  owner: Pick<UserRow, 'name' | 'email' | 'phone' | 'timeZone'> | null,
  startedAt: string,
): { trigger: Json; run: Json; owner: Json } {
  const timeZone = owner?.timeZone ?? 'UTC';
  const started = Date.parse(startedAt);
  return {
    trigger: triggerOf(execution.triggerType, execution.triggerData),
    run: {
      id: execution._id,
      started_at: startedAt,
      date: localDay(Number.isNaN(started) ? 0 : started, timeZone),
      workflow_id: execution.workflow,
      version: execution.version,
    },
    owner: {
      id: execution.user,
      name: owner?.name ?? '',
      email: owner?.email ?? null,
      phone: owner?.phone ?? null,
      time_zone: timeZone,
      timezone: timeZone,
    },
  };
}

/**
 * When a run began, as its templates read it. One that goes on from another is the same pass: with another day it could come to another
 * list than the one of which some was done, or to other words than those that were approved.
 */
export async function beganAt(
  { executions }: Pick<Store, 'executions'>,
  { _id, workspace, rootExecution, startedAt }: Pick<ExecutionRow, '_id' | 'workspace' | 'rootExecution' | 'startedAt'>,
): Promise<string> {
  const root =
    rootExecution === _id
      ? null
      : await executions
          .findOne({ _id: rootExecution, workspace }, { startedAt: 1 })
          .lean<Pick<ExecutionRow, 'startedAt'>>();
  return (root?.startedAt ?? startedAt).toISOString();
}

/** `trigger.*` of a run: a webhook's data with the reserved names winning; what a schedule or a person gave, as it is. */
export function triggerOf(type: ExecutionRow['triggerType'], data: unknown): Record<string, Json> {
  const given = asObject(data);
  if (type !== 'webhook') return { ...given, type };
  const fields = asObject(given.data);
  return { ...fields, type, event: given.event ?? null, body: given.body ?? null, data: given.data ?? {} };
}

function asObject(value: unknown): Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, Json>) : {};
}
