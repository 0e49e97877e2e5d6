import type Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Clock } from '../../src/clock.ts';
import { AppError } from '../../src/errors.ts';
import type { WebAdapter } from './adapter.ts';
import { readBody } from './body.ts';
import type { Scope, WebPerson } from './session.ts';
import { threadId, toWireMessage, toWireThread } from './view.ts';
import { LIMITS } from './wire.ts';
import { words } from './words.ts';

const clientId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, '8 to 64 letters, digits, - or _');
const place = z.coerce.number().int().min(0).max(1_000_000_000);

const newThread = z.strictObject({ clientId });
const newMessage = z.strictObject({
  text: z.string(),
  clientId,
  timeZone: z.string().max(60).optional(),
  locale: z.string().max(35).optional(),
});
const newAction = z.strictObject({
  messageId: z.string().min(1).max(64),
  choice: z.strictObject({ name: z.string().regex(/^[A-Za-z0-9._-]{1,80}$/), value: z.string().max(200) }),
  values: z
    .record(z.string().max(80), z.string().max(LIMITS.value))
    .refine((values) => Object.keys(values).length <= LIMITS.values, `at most ${LIMITS.values} fields`)
    .optional(),
  clientId,
});

interface ChatRouteDeps {
  adapter: WebAdapter;
  person: (ctx: Context, scope?: Scope) => Promise<WebPerson>;
  clock: Clock;
}

/** Threads, messages and taps. A resend of the same `clientId` is the same thing once. */
export function chatRoutes(app: Router, { adapter, person, clock }: ChatRouteDeps): void {
  const { threads, feed } = adapter;

  /** The live thread of the address: 403 for another's, 404 for none, 410 for one that was removed. */
  async function threadOf(ctx: Context, who: WebPerson): Promise<`web:${string}`> {
    const thread = threadId(String(ctx.params.id));
    const owner = await threads.owner(thread);
    if (!owner) throw new AppError('not_found', words.noThread);
    if (owner.user !== who.user || owner.workspace !== who.workspace) throw new AppError('forbidden', words.noThread);
    if (!(await threads.get(who, thread))) throw new AppError('gone', words.closed);
    return thread;
  }

  app.get('/threads', async (ctx) => {
    const who = await person(ctx);
    const rev = await feed.rev(who);
    ctx.body = { rev, threads: (await threads.list(who)).map(toWireThread) };
  });

  app.post('/threads', async (ctx) => {
    const who = await person(ctx, 'write');
    const body = await readBody(ctx, newThread);
    const thread = await threads.open(who, body.clientId);
    const row = await threads.get(who, thread);
    if (!row) throw new AppError('gone', words.closed);
    ctx.status = 201;
    ctx.body = { thread: toWireThread(row) };
  });

  app.patch('/threads/:id', async (ctx) => {
    const who = await person(ctx, 'write');
    const thread = await threadOf(ctx, who);
    const { title } = await readBody(ctx, z.strictObject({ title: z.string().trim().min(1).max(LIMITS.title) }));
    if (!(await threads.rename(who, thread, title))) throw new AppError('gone', words.closed);
    ctx.status = 204;
  });

  app.delete('/threads/:id', async (ctx) => {
    const who = await person(ctx, 'write');
    await threads.remove(who, await threadOf(ctx, who));
    ctx.status = 204;
  });

  app.post('/threads/:id/read', async (ctx) => {
    const who = await person(ctx);
    const thread = await threadOf(ctx, who);
    const { seq } = await readBody(ctx, z.strictObject({ seq: z.int().min(0) }));
    await threads.read(who, thread, seq);
    ctx.status = 204;
  });

  app.get('/threads/:id/messages', async (ctx) => {
    const who = await person(ctx);
    const thread = await threadOf(ctx, who);
    const page = z.object({ before: place.optional(), after: place.optional() }).safeParse(ctx.query);
    if (!page.success) throw new AppError('bad_request', 'before and after: whole numbers');
    const { before, after } = page.data;
    const { rows, more } = await threads.messages(who, thread, {
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
    ctx.body = { messages: rows.map(toWireMessage), more };
  });

  app.post('/threads/:id/messages', async (ctx) => {
    const who = await person(ctx, 'write');
    const thread = await threadOf(ctx, who);
    const body = await readBody(ctx, newMessage);
    const text = cleanText(body.text);
    const timeZone = body.timeZone !== undefined && isZone(body.timeZone) ? body.timeZone : null;
    await feed.seen(who, { timeZone, locale: body.locale ?? null });
    const inbox = adapter.inbox();
    const row = await threads.say(who, thread, {
      key: `in:${body.clientId}`,
      from: 'user',
      content: text,
      only: null,
    });
    await inbox.message({
      id: `${thread.slice('web:'.length)}.${body.clientId}`,
      thread,
      author: { id: who.user, name: who.name },
      text,
      attachments: [],
      sentAt: row.at.toISOString(),
      ...(timeZone === null ? {} : { timeZone }),
    });
    ctx.status = 202;
    ctx.body = { message: toWireMessage(row) };
  });

  app.post('/threads/:id/actions', async (ctx) => {
    const who = await person(ctx, 'approve');
    const thread = await threadOf(ctx, who);
    const body = await readBody(ctx, newAction);
    const message = await threads.message(who, thread, body.messageId);
    if (message?.from !== 'bot') throw new AppError('not_found', words.noMessage);
    await adapter.inbox().action({
      id: `${thread.slice('web:'.length)}.${body.clientId}`,
      thread,
      messageId: body.messageId,
      author: { id: who.user, name: who.name },
      choice: body.choice,
      ...(body.values ? { values: body.values } : {}),
      sentAt: clock.now().toISOString(),
    });
    ctx.status = 202;
    ctx.body = { accepted: true };
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what does not belong in a message
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text as it is kept: line ends made one kind, what cannot be shown left out. Throws for nothing, too much, or no text. */
export function cleanText(raw: string): string {
  if (raw.length > LIMITS.text) throw new AppError('too_large', words.tooLong(LIMITS.text));
  const text = raw.replace(/\r\n?/g, '\n').replace(LONE_SURROGATES, '').replace(CONTROLS, '').trim();
  if (text === '') throw new AppError('bad_request', raw.trim() === '' ? words.empty : words.notText);
  if (raw.length - text.length > raw.length / 2 && raw.trim().length > raw.length / 2) {
    throw new AppError('bad_request', words.notText);
  }
  return text;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
