import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { hash } from '../ids.ts';
import type { KeptRow } from '../store/kept.ts';
import type { Store } from '../store/store.ts';
import type { Json } from './definition.ts';
import { isRef, MAX_INLINE, MAX_KEPT, type Ref } from './reference.ts';

/** Whose values: those of a root execution, which its retries share. */
export interface KeptFor {
  workspace: string;
  root: string;
}

/** Values that are too large to go from step to step: kept packed in the database, each once for a run, and read by reference. */
export interface Kept {
  /** Throws AppError `too_large` beyond 32 MB. */
  keep(of: KeptFor, value: Json, how?: { nested?: boolean }): Promise<Ref>;
  /** Throws AppError `not_found` where it is not (any more). */
  load(of: KeptFor, ref: Pick<Ref, '$ref' | 'at'>): Promise<Json>;
  /** An object whose JSON fits the way from step to step: its largest fields by reference. */
  compact(of: KeptFor, value: Record<string, Json>, most?: number): Promise<Record<string, Json>>;
  /** The same with every field of it at hand. */
  expand(of: KeptFor, value: Record<string, Json>): Promise<Record<string, Json>>;
  /** Says that a run has ended, or goes on: how long its values are kept from now. */
  until(of: KeptFor, days: number): Promise<void>;
  /** Whether this process has kept something for a run. */
  knows(root: string): boolean;
}

/** Longer than a run may wait for anything. */
export const RUNNING_DAYS = 400;
/** Within this time an ended run can be tried again. */
export const ENDED_DAYS = 90;
const DAY_MS = 86_400_000;
/** Packed bytes of one row; MongoDB takes 16 MB. */
const PART = 8 * 1024 * 1024;
/** JSON bytes of values at hand in this process. */
const AT_HAND = 64 * 1024 * 1024;
const KNOWN = 10_000;
/** Smaller fields are not worth a look-up. */
const WORTH = 512;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

export function createKept({ store, clock }: { store: Store; clock: Clock }): Kept {
  const rows = () => store.connection.collection<KeptRow>('kept_values');
  const recent = createRecent();
  const known = new Set<string>();
  const later = (days: number) => new Date(clock.now().getTime() + days * DAY_MS);

  async function keep(of: KeptFor, value: Json, how: { nested?: boolean } = {}): Promise<Ref> {
    const json = JSON.stringify(value);
    const bytes = Buffer.byteLength(json);
    if (bytes > MAX_KEPT) throw tooLarge(bytes);
    const id = `kept_${hash(`${of.workspace} ${of.root} ${json}`).slice(0, 32)}`;
    if (known.size > KNOWN) known.clear();
    known.add(of.root);
    const there = await rows().updateOne(
      { _id: id, workspace: of.workspace },
      { $max: { expiresAt: later(RUNNING_DAYS) } },
    );
    if (there.matchedCount === 0) await write(of, id, await pack(json, { level: 1 }), how.nested ?? false);
    return { $ref: id, bytes, ...shapeOf(value) };
  }

  /** The first part comes last: with it, all are there. */
  async function write(of: KeptFor, id: string, data: Buffer, nested: boolean): Promise<void> {
    const parts = Math.max(1, Math.ceil(data.length / PART));
    for (let part = parts - 1; part >= 0; part -= 1) {
      const row = {
        workspace: of.workspace,
        execution: of.root,
        parts,
        nested,
        data: data.subarray(part * PART, (part + 1) * PART),
        expiresAt: later(RUNNING_DAYS),
      };
      const _id = part === 0 ? id : `${id}:${part}`;
      await rows().updateOne({ _id, workspace: of.workspace }, { $setOnInsert: row }, { upsert: true });
    }
  }

  async function read(of: KeptFor, id: string): Promise<{ value: Json; bytes: number }> {
    const scope = { workspace: of.workspace, execution: of.root };
    const first = await rows().findOne({ _id: id, ...scope });
    if (!first) throw new AppError('not_found', 'A large value of this run is not kept any more.');
    const ids = Array.from({ length: first.parts - 1 }, (_, at) => `${id}:${at + 1}`);
    const rest =
      ids.length === 0
        ? []
        : await rows()
            .find({ _id: { $in: ids }, ...scope })
            .toArray();
    const parts = [first, ...ids.map((one) => rest.find((row) => row._id === one))];
    if (parts.includes(undefined)) throw new AppError('not_found', 'A large value of this run is not kept any more.');
    const json = await unpack(Buffer.concat(parts.map((row) => bytesOf(row?.data))), { maxOutputLength: MAX_KEPT + 1 });
    const value = JSON.parse(json.toString('utf8')) as Json;
    return first.nested ? unfold(of, value, json.length) : { value, bytes: json.length };
  }

  /** The results of a loop with what stands in them by reference: `results[i].field`, `results[i].step.field`. */
  async function unfold(of: KeptFor, value: Json, size: number): Promise<{ value: Json; bytes: number }> {
    let bytes = size;
    async function fill(inner: Json, depth: number): Promise<Json> {
      if (isRef(inner)) {
        bytes += inner.bytes;
        if (bytes > MAX_KEPT) throw tooLarge(bytes);
        return load(of, inner);
      }
      if (depth === 0 || inner === null || typeof inner !== 'object') return inner;
      if (Array.isArray(inner)) {
        const filled: Json[] = [];
        for (const one of inner) filled.push(await fill(one, depth - 1));
        return filled;
      }
      const filled: Record<string, Json> = {};
      for (const [key, one] of Object.entries(inner)) filled[key] = await fill(one, depth - 1);
      return filled;
    }
    return { value: await fill(value, 3), bytes };
  }

  async function load(of: KeptFor, ref: Pick<Ref, '$ref' | 'at'>): Promise<Json> {
    const value = await recent(`${of.workspace} ${of.root} ${ref.$ref}`, () => read(of, ref.$ref));
    if (ref.at === undefined) return value;
    return Array.isArray(value) ? (value[ref.at] ?? null) : null;
  }

  return {
    keep,
    load,
    knows: (root) => known.has(root),

    async compact(of, value, most = MAX_INLINE) {
      const size = JSON.stringify(value).length;
      if (size <= most) return value;
      const sizes = Object.entries(value).map(([key, field]) => ({ key, size: JSON.stringify(field)?.length ?? 0 }));
      const compacted = { ...value };
      let left = size;
      for (const one of sizes.sort((a, b) => b.size - a.size)) {
        const field = value[one.key];
        if (left <= most || one.size < WORTH || field === undefined || isRef(field)) break;
        const ref = await keep(of, field);
        compacted[one.key] = { ...ref } as unknown as Json;
        left -= one.size - JSON.stringify(ref).length;
      }
      if (left > most) throw new AppError('too_large', 'It has too many fields to be kept.');
      return compacted;
    },

    async expand(of, value) {
      const expanded = { ...value };
      for (const [key, field] of Object.entries(value)) if (isRef(field)) expanded[key] = await load(of, field);
      return expanded;
    },

    async until(of, days) {
      await rows().updateMany({ workspace: of.workspace, execution: of.root }, { $set: { expiresAt: later(days) } });
    },
  };
}

const bytesOf = (data: unknown): Buffer =>
  Buffer.isBuffer(data) ? data : Buffer.from((data as { buffer: Uint8Array }).buffer);

const MB = 1024 * 1024;
const tooLarge = (bytes: number) =>
  new AppError(
    'too_large',
    `it is too large to keep: ${Math.ceil(bytes / MB)} MB, and I keep up to ${MAX_KEPT / MB} MB`,
  );

function shapeOf(value: Json): Pick<Ref, 'type' | 'preview'> {
  if (Array.isArray(value)) return { type: 'list', preview: `${value.length} items` };
  if (value !== null && typeof value === 'object')
    return { type: 'object', preview: Object.keys(value).slice(0, 10).join(', ').slice(0, 200) };
  return { type: 'text', preview: String(value).slice(0, 200) };
}

/** Values read lately, each read once however many ask at the same time. They must not be changed. */
function createRecent() {
  const values = new Map<string, { value: Promise<Json>; bytes: number }>();
  let total = 0;

  function drop(key: string): void {
    total -= values.get(key)?.bytes ?? 0;
    values.delete(key);
  }

  return async (key: string, read: () => Promise<{ value: Json; bytes: number }>): Promise<Json> => {
    const there = values.get(key);
    if (there) {
      values.delete(key);
      values.set(key, there);
      return there.value;
    }
    const entry = { value: Promise.resolve<Json>(null), bytes: 0 };
    entry.value = read().then(
      ({ value, bytes }) => {
        entry.bytes = bytes;
        if (values.get(key) === entry) total += bytes;
        for (const oldest of values.keys()) {
          if (total <= AT_HAND) break;
          drop(oldest);
        }
        return value;
      },
      (error: unknown) => {
        if (values.get(key) === entry) values.delete(key);
        throw error;
      },
    );
    values.set(key, entry);
    return entry.value;
  };
}
