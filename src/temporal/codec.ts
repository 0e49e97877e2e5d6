import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
// CommonJS whose names Node cannot see: only the default is there for a compiled import.
import proto from '@temporalio/proto';

const { Payload: PayloadProto } = proto.temporal.api.common.v1;

/** What marks an encrypted payload, as Temporal's own tools know it. */
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEPT = 10_000;

/** Where a payload belongs whose workspace nobody knows: a key of the installation's own. */
const NOBODY = '-';

/** Finds the workspace a Temporal workflow id belongs to; null when there is none. May ask the database. */
export type WorkspaceOf = (temporalWorkflowId: string) => Promise<string | null>;

/**
 * Encrypts what Temporal stores: arguments, results, signals, updates, error messages, summaries. AES-256-GCM, a key per workspace,
 * derived from the installation's secret key. A payload names its key (`encryption-key-id`: which secret key, which workspace, both
 * as opaque marks), so reading needs no look-up; one that is not encrypted is read as it is. `keys`: the present secret key first,
 * then earlier ones, which only read.
 */
export function createPayloadCodec(options: { keys: [Buffer, ...Buffer[]]; workspaceOf?: WorkspaceOf }): PayloadCodec {
  const [first] = options.keys;
  const current = { key: first, mark: keyMark(first), nobody: workspaceMark(first, NOBODY) };
  const secrets = new Map(options.keys.map((key) => [keyMark(key), key]));
  const derived = keptMap<Buffer>(KEPT);
  /** Which workspace's mark each run has; learned from what is read and written. */
  const markOf = keptMap<string>(KEPT);

  function keyOf(id: string): Buffer {
    const found = derived.get(id);
    if (found) return found;
    const secret = secrets.get(id.split('.')[1] ?? '');
    if (!secret) {
      throw new Error(
        `A payload of Temporal was encrypted with a secret key that is not here (${id}). Give it in NOD_SECRET_KEY_PREVIOUS.`,
      );
    }
    const key = Buffer.from(hkdfSync('sha256', secret, '', `nod payload ${id}`, 32));
    derived.set(id, key);
    return key;
  }

  async function markFor(payload: Payload, context: SerializationContext | undefined): Promise<string> {
    const run = context?.workflowId;
    const known = run ? markOf.get(run) : undefined;
    if (known) return known;
    const workspace = workspaceIn(payload) ?? (run ? await look(run) : null);
    if (workspace === null) return current.nobody;
    const mark = workspaceMark(first, workspace);
    if (run && context?.type === 'workflow') markOf.set(run, mark);
    return mark;
  }

  /** A database that is away must not keep a run from going on: the installation's own key serves then. */
  const look = async (run: string): Promise<string | null> =>
    options.workspaceOf ? options.workspaceOf(run).catch(() => null) : null;

  return {
    async encode(payloads, context) {
      return Promise.all(
        payloads.map(async (payload) => {
          const id = `1.${current.mark}.${await markFor(payload, context)}`;
          const nonce = randomBytes(NONCE_BYTES);
          const cipher = createCipheriv('aes-256-gcm', keyOf(id), nonce).setAAD(Buffer.from(id));
          const body = [cipher.update(PayloadProto.encode(payload).finish()), cipher.final()];
          return {
            metadata: { encoding: Buffer.from(ENCODING), [KEY_ID]: Buffer.from(id) },
            data: Buffer.concat([nonce, cipher.getAuthTag(), ...body]),
          };
        }),
      );
    },

    async decode(payloads, context) {
      return payloads.map((payload) => {
        if (textOf(payload.metadata?.encoding) !== ENCODING) return payload;
        const id = textOf(payload.metadata?.[KEY_ID]);
        const bytes = Buffer.from(payload.data ?? []);
        const decipher = createDecipheriv('aes-256-gcm', keyOf(id), bytes.subarray(0, NONCE_BYTES))
          .setAAD(Buffer.from(id))
          .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
        learn(id, context);
        return PayloadProto.decode(text);
      });
    },
  };

  function learn(id: string, context: SerializationContext | undefined): void {
    const [, secret, workspace] = id.split('.');
    const ours = secret === current.mark && workspace !== current.nobody;
    if (ours && workspace && context?.workflowId) markOf.set(context.workflowId, workspace);
  }
}

/** Which secret key it was, without saying anything of it. */
const keyMark = (key: Buffer): string => Buffer.from(hkdfSync('sha256', key, '', 'nod key mark', 4)).toString('hex');

/** Which workspace it is, for whoever has the secret key. */
const workspaceMark = (key: Buffer, workspace: string): string =>
  createHmac('sha256', key).update(`nod workspace ${workspace}`).digest('hex').slice(0, 24);

const textOf = (bytes: Uint8Array | null | undefined): string => (bytes ? Buffer.from(bytes).toString('utf8') : '');

/** Arguments of ours carry their workspace; so does the very first payload of a run, before anything else is known of it. */
function workspaceIn(payload: Payload): string | null {
  if (textOf(payload.metadata?.encoding) !== 'json/plain') return null;
  try {
    const value: unknown = JSON.parse(textOf(payload.data));
    if (value === null || typeof value !== 'object') return null;
    const { workspace, run } = value as { workspace?: unknown; run?: { workspace?: unknown } };
    const found = workspace ?? run?.workspace;
    return typeof found === 'string' && found.length > 0 && found.length <= 200 ? found : null;
  } catch {
    return null;
  }
}

/** The latest so many entries. */
function keptMap<V>(most: number) {
  const map = new Map<string, V>();
  return {
    get: (key: string) => map.get(key),
    set(key: string, value: V): void {
      map.delete(key);
      map.set(key, value);
      if (map.size > most) map.delete(map.keys().next().value as string);
    },
  };
}
