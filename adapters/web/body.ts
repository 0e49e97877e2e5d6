import type { Context } from 'koa';
import type { z } from 'zod';
import { AppError } from '../../src/errors.ts';
import { parseJson, readRaw } from '../../src/http/body.ts';
import { words } from './words.ts';

/**
 * The JSON body of a request in the shape asked for. Throws `too_large` over 1 MB, `bad_request` for anything that is
 * not JSON of that shape; the first thing that is wrong is named.
 */
export async function readBody<T>(ctx: Context, schema: z.ZodType<T>): Promise<T> {
  if (!ctx.is('application/json')) throw new AppError('bad_request', words.jsonType);
  const parsed = schema.safeParse(parseJson(await readRaw(ctx.req)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  throw new AppError('bad_request', issue ? `${where}${issue.message}` : words.notJson);
}
