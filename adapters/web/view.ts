import type { WebMessageRow, WebThreadRow } from '../../src/store/web.ts';
import type { WireMessage, WireThread } from './wire.ts';

const PREFIX = 'web:';

/** `web:<id>` of an id as the page knows it. */
export const threadId = (id: string): `web:${string}` => `${PREFIX}${id}`;

/** Key of a message that was posted under `key`: what people say has keys of its own. */
export const postKey = (key: string): string => `out:${key}`;

export const bareId = (thread: string): string => thread.slice(PREFIX.length);

export function toWireThread(row: WebThreadRow): WireThread {
  return {
    id: bareId(row._id),
    title: row.title,
    lastSeq: row.lastSeq,
    readSeq: row.readSeq,
    rev: row.rev,
    working: row.working,
    gone: row.goneAt !== null,
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function toWireMessage(row: WebMessageRow): WireMessage {
  return {
    id: row._id,
    thread: bareId(row.thread),
    seq: row.seq,
    rev: row.rev,
    from: row.from,
    content: row.content,
    private: row.only !== null,
    clientId: row.key.startsWith('in:') ? row.key.slice('in:'.length) : null,
    at: row.at.toISOString(),
    edited: row.updateKey !== null,
  };
}
