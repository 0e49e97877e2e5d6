import { createHash, randomUUID } from 'node:crypto';
import type { AdapterMemory } from '../../../src/chat/adapter-memory.ts';
import { isRecord, textOf } from './read.ts';
import type { SessionDeps } from './types.ts';

/** What the database keeps of the log-in: one archive, in pieces that fit its documents, sealed where there is a vault. */
export interface KeptLogIn {
  about(): Promise<{ bytes: number; profile: string } | null>;
  /** Replaces what was kept. `profile`: which profile on disk it was made of. */
  save(archive: Buffer, profile: string): Promise<void>;
  /** Null where there is none, or where it cannot be read any more (another key, a piece lost). */
  load(): Promise<Buffer | null>;
  /** Notes which profile goes on from what is kept. */
  handTo(profile: string): Promise<void>;
  remove(): Promise<void>;
}

interface Head {
  /** Names the pieces, so that a new archive never mixes with the one before it. */
  archive: string;
  pieces: number;
  bytes: number;
  sha256: string;
  sealed: boolean;
  profile: string;
}

const HEAD = 'login';
const PIECE_BYTES = 2 * 1024 * 1024;
/** A log-in of a busy account is some tens of megabytes. */
export const MOST_BYTES = 256 * 1024 * 1024;

export function createKeptLogIn(deps: {
  memory: AdapterMemory;
  vault?: SessionDeps['vault'] | undefined;
  mayWrite?: () => boolean;
}): KeptLogIn {
  const { memory, vault } = deps;
  const name = (archive: string, piece: number) => `${HEAD}:${archive}:${piece}`;
  const head = async (): Promise<Head | null> => readHead(await memory.get<unknown>(HEAD));

  async function drop(old: Head | null): Promise<void> {
    for (let piece = 0; old && piece < old.pieces; piece += 1) await memory.remove(name(old.archive, piece));
  }

  return {
    about: head,

    async save(archive, profile) {
      if (archive.length > MOST_BYTES) throw new Error(`the log-in has ${archive.length} bytes, more than is kept`);
      const before = await head();
      const next: Head = {
        archive: randomUUID(),
        pieces: Math.ceil(archive.length / PIECE_BYTES),
        bytes: archive.length,
        sha256: digest(archive),
        sealed: vault !== undefined,
        profile,
      };
      for (let piece = 0; piece < next.pieces; piece += 1) {
        const text = archive.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES).toString('base64');
        const about = name(next.archive, piece);
        await memory.set(about, vault ? vault.seal(text, about) : text);
      }
      if (deps.mayWrite?.() === false) {
        await drop(next);
        throw new Error('another process goes on with the log-in; this copy of it is not kept');
      }
      // The head last: until then the one before it stands, whole.
      await memory.set(HEAD, next);
      await drop(before);
    },

    async load() {
      const found = await head();
      if (!found || (found.sealed && !vault)) return null;
      const pieces: Buffer[] = [];
      for (let piece = 0; piece < found.pieces; piece += 1) {
        const about = name(found.archive, piece);
        const text = textOf(await memory.get<unknown>(about));
        pieces.push(Buffer.from(found.sealed ? opened(text, about) : text, 'base64'));
      }
      const archive = Buffer.concat(pieces);
      return digest(archive) === found.sha256 ? archive : null;
    },

    async handTo(profile) {
      const found = await head();
      if (found) await memory.set(HEAD, { ...found, profile });
    },

    async remove() {
      const found = await head();
      await memory.remove(HEAD);
      await drop(found);
    },
  };

  function opened(text: string, about: string): string {
    try {
      return vault?.open(text, about) ?? '';
    } catch {
      return '';
    }
  }
}

function readHead(value: unknown): Head | null {
  if (!isRecord(value)) return null;
  const { archive, pieces, bytes, sha256, sealed, profile } = value;
  const whole = Number.isInteger(pieces) && Number.isInteger(bytes) && Number(bytes) <= MOST_BYTES;
  if (!whole || typeof archive !== 'string' || typeof sha256 !== 'string') return null;
  return {
    archive,
    pieces: Number(pieces),
    bytes: Number(bytes),
    sha256,
    sealed: sealed === true,
    profile: textOf(profile),
  };
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url');
