import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import Router from '@koa/router';
import type { Context } from 'koa';
import { AppError } from '../errors.ts';
import type { MessageRow } from '../store/conversations.ts';
import type { Store } from '../store/store.ts';
import type { Caller } from './api.ts';
import { createEditedLines } from './edited-lines.ts';
import type { ChatPort } from './routes/chat.ts';
import { asFarAsStanding } from './standing.ts';
import { messageView } from './views.ts';

const LOOK_MS = 300;
const HEARTBEAT_MS = 15_000;
const LIFETIME_MS = 10 * 60_000;
const MAX_STREAMS = 200;
const AT_ONCE = 100;

/**
 * `GET /api/workflows/chat/:id/events`: what is said and changed in a conversation, as server-sent events. It goes on
 * after `Last-Event-ID` (or `?after=`), and ends after ten minutes: the client connects again, as event sources do.
 */
export function chatStream(deps: { store: Store; chat: ChatPort; caller(ctx: Context): Promise<Caller> }): {
  router: Router;
  close(): void;
} {
  const router = new Router();
  const open = new Set<PassThrough>();

  router.get('/api/workflows/chat/:id/events', async (ctx) => {
    const { person, scopes } = await deps.caller(ctx);
    if (!scopes.includes('read')) throw new AppError('forbidden', 'This token may not read.');
    const thread = await deps.chat.own(person, ctx.params.id ?? '');
    if (open.size >= MAX_STREAMS) {
      throw new AppError('rate_limited', 'Too many listeners at once. Come back in a moment.', { retryAfter: 10 });
    }
    const after = Number(ctx.get('last-event-id') || ctx.query.after || 0);
    if (!Number.isSafeInteger(after) || after < 0) throw new AppError('bad_request', 'after: a whole number.');
    const stream = new PassThrough();
    open.add(stream);
    stream.once('close', () => open.delete(stream));
    ctx.req.once('close', () => stream.destroy());
    ctx.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
    ctx.status = 200;
    ctx.body = stream;
    stream.write(': listening\n\n');
    follow(stream, { workspace: person.workspace, thread, after }).catch(() => stream.destroy());
  });

  async function follow(
    stream: PassThrough,
    from: { workspace: string; thread: string; after: number },
  ): Promise<void> {
    const until = Date.now() + LIFETIME_MS;
    let { after } = from;
    const of = { workspace: from.workspace, thread: from.thread };
    const edited = createEditedLines(deps.store, of);
    const send = (row: MessageRow) => {
      after = Math.max(after, row.seq);
      edited.keep(row);
      stream.write(`id: ${after}\nevent: message\ndata: ${JSON.stringify(messageView(row))}\n\n`);
    };
    const standing = (rows: MessageRow[]) => asFarAsStanding(deps.store, 'web', new Date(), rows);
    let beat = Date.now();
    while (!stream.destroyed && Date.now() < until) {
      const changed = await edited.look(after);
      const stand = await standing(changed);
      const found = await deps.store.messages
        .find({ ...of, seq: { $gt: after } })
        .sort({ seq: 1 })
        .limit(AT_ONCE)
        .lean<MessageRow[]>();
      for (const row of [...stand, ...(await standing(found))]) send(row);
      if (stand.length === changed.length) edited.settle();
      if (Date.now() - beat > HEARTBEAT_MS) {
        stream.write(': still here\n\n');
        beat = Date.now();
      }
      await pause(LOOK_MS);
    }
    stream.end();
  }

  return {
    router,
    close() {
      for (const stream of open) stream.destroy();
    },
  };
}
