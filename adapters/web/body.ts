import type { Context } from 'koa';
import type { z } from 'zod';
import { AppError } from '../../src/errors.ts';
import { words } from './words.ts';

const LARGEST = 1_048_576;

/**
 * The JSON body of a request in the shape asked for. Throws `too_large` over 1 MB, `bad_request` for anything that is
 * not JSON of that shape; the first thing that is wrong is named.
 */
export async function readBody<T>(ctx: Context, schema: z.ZodType<T>): Promise<T> {
  if (!ctx.is('application/json')) throw new AppError('bad_request', words.jsonType);
  const text = await readText(ctx);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError('bad_request', words.notJson, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  throw new AppError('bad_request', issue ? `${where}${issue.message}` : words.notJson);
}

async function readText(ctx: Context): Promise<string> {
  if (Number(ctx.get('content-length')) > LARGEST) throw new AppError('too_large', words.tooBig);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST) throw new AppError('too_large', words.tooBig);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
