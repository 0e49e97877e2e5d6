import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';
import { isDeeperThan } from '../json-depth.ts';

export const MAX_BODY = 1024 * 1024;
const MAX_DEPTH = 64;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads a whole request body, at most `limit` bytes; `too_large` beyond it. */
export async function readRaw(request: IncomingMessage, limit = MAX_BODY): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const encoding = request.headers['content-encoding'];
  if (encoding && encoding !== 'identity') throw new AppError('bad_request', 'Send the body without compression.');
  const chunks: Buffer[] = [];
  let size = 0;
  // A refusal must still reach its sender: leaving the loop may not tear the connection down.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(limit: number): AppError {
  return new AppError('too_large', `The body may have at most ${Math.floor(limit / 1024)} KB.`);
}

/** Parses JSON without letting it touch prototypes or the stack: forbidden keys and deep nesting are refused. */
export function parseJson(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    throw new AppError('bad_request', 'The body is not UTF-8 text.');
  }
  if (isDeeperThan(text, MAX_DEPTH)) {
    throw new AppError('bad_request', `JSON may be nested at most ${MAX_DEPTH} levels deep.`);
  }
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (FORBIDDEN_KEYS.has(key)) throw new AppError('bad_request', `The key “${key}” is not allowed.`);
      return value;
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('bad_request', 'The body is not valid JSON.');
  }
}
