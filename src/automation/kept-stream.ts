import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '../errors.ts';
import type { KeptRow } from '../store/kept.ts';
import type { Store } from '../store/store.ts';
import type { Kept, KeptFor } from './kept.ts';

const gone = () => new AppError('not_found', 'This value is not kept any more.');

/** The JSON of a kept value as a stream: part by part, none of it whole in memory, unless there are references in it or one item is asked for. */
export async function keptStream(
  { store, kept }: { store: Pick<Store, 'kept'>; kept: Pick<Kept, 'load'> },
  of: KeptFor,
  id: string,
  item?: number,
): Promise<Readable> {
  if (!/^kept_[0-9a-f]{32}$/.test(id)) throw gone();
  const where = { workspace: of.workspace, execution: of.root };
  const first = await store.kept.findOne({ _id: id, ...where }).lean<KeptRow>();
  if (!first) throw gone();
  if (first.nested || item !== undefined) {
    const value = await kept.load(of, { $ref: id, ...(item !== undefined && { at: item }) });
    return Readable.from([Buffer.from(JSON.stringify(value))]);
  }
  async function* parts(): AsyncGenerator<Buffer> {
    for (let part = 0; part < (first?.parts ?? 0); part += 1) {
      const row = part === 0 ? first : await store.kept.findOne({ _id: `${id}:${part}`, ...where }).lean<KeptRow>();
      if (!row) throw gone();
      yield bytesOf(row.data);
    }
  }
  const source = Readable.from(parts());
  const json = createGunzip();
  source.once('error', (error) => json.destroy(error));
  json.once('close', () => source.destroy());
  return source.pipe(json);
}

const bytesOf = (data: Buffer | { buffer: Uint8Array }): Buffer =>
  Buffer.isBuffer(data) ? data : Buffer.from(data.buffer);
