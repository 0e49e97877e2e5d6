import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { AppError } from '../errors.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { packedRows, partId, unpackedRows } from '../store/upkeep.ts';

/** Steps of a run in the order they began, some at a time. */
export interface StepPage {
  steps: StepRow[];
  /** Where the next page begins; null on the last. */
  next: string | null;
}

/** Most text one packed part may have. */
const MOST_UNPACKED = 256 * 1024 * 1024;
const pack = promisify(gzip);
const unpack = promisify(gunzip);

export const packSteps = (rows: StepRow[]): Promise<Buffer> => pack(packedRows(rows));

/** A page of a run's steps, also of one whose steps were packed away. Throws AppError `bad_request` for a cursor that is none. */
export async function stepPage(
  store: Pick<Store, 'steps' | 'archive'>,
  execution: Pick<ExecutionRow, '_id' | 'workspace' | 'archived'>,
  page: { limit: number; after?: string | undefined },
): Promise<StepPage> {
  if (execution.archived) return archivedPage(store, execution, page);
  const scope = { workspace: execution.workspace, execution: execution._id };
  const rows = await store.steps
    .find({ ...scope, ...afterFilter(page.after) })
    .sort({ startedAt: 1, _id: 1 })
    .limit(page.limit + 1)
    .lean<StepRow[]>();
  const steps = rows.slice(0, page.limit);
  const last = steps.at(-1);
  const more = rows.length > page.limit && last;
  return { steps, next: more ? cursorOf([last.startedAt?.toISOString() ?? null, last._id]) : null };
}

function afterFilter(after: string | undefined): Record<string, unknown> {
  if (after === undefined) return {};
  const [at, id] = read(after);
  if (typeof id !== 'string' || !(at === null || (typeof at === 'string' && !Number.isNaN(Date.parse(at)))))
    throw noCursor();
  if (at === null) return { $or: [{ startedAt: { $ne: null } }, { startedAt: null, _id: { $gt: id } }] };
  const date = new Date(at);
  return { $or: [{ startedAt: { $gt: date } }, { startedAt: date, _id: { $gt: id } }] };
}

/** Parts lie in the order of their steps, so a page is read without the parts before it. */
async function archivedPage(
  store: Pick<Store, 'archive'>,
  { _id, workspace, archived }: Pick<ExecutionRow, '_id' | 'workspace' | 'archived'>,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<StepPage> {
  const [from, skip] = after === undefined ? [0, 0] : read(after);
  if (!Number.isInteger(from) || !Number.isInteger(skip)) throw noCursor();
  const steps: StepRow[] = [];
  const parts = archived?.parts ?? 0;
  for (let part = Number(from), at = Number(skip); part < parts; part += 1, at = 0) {
    const row = await store.archive
      .findOne({ _id: partId({ execution: _id, pack: archived?.pack }, part), workspace })
      .lean();
    const rows = row ? await unpacked(row.data) : [];
    const taken = rows.slice(at, at + limit - steps.length);
    steps.push(...taken);
    const end = at + taken.length;
    if (end < rows.length) return { steps, next: cursorOf([part, end]) };
    if (steps.length >= limit) return { steps, next: part + 1 < parts ? cursorOf([part + 1, 0]) : null };
  }
  return { steps, next: null };
}

async function unpacked(data: Buffer | { buffer: Uint8Array }): Promise<StepRow[]> {
  const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data.buffer);
  return unpackedRows((await unpack(bytes, { maxOutputLength: MOST_UNPACKED })).toString('utf8'));
}

const cursorOf = (place: [string | number | null, string | number]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

function read(cursor: string): unknown[] {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(place) && place.length === 2) return place;
  } catch {
    // Said below.
  }
  throw noCursor();
}

const noCursor = () => new AppError('bad_request', '“after” is what an earlier page gave as its next.');
