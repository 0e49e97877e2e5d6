import { PlatformError } from '../../../src/chat/types.ts';
import { whyOf } from './read.ts';

/** WhatsApp knows nobody and nothing there. */
const NOBODY = /No LID for user|invalid wid|wid error|chat not found/i;

/**
 * What a call that failed means. Once a send is under way nothing tells whether it arrived: a page that goes away, a
 * call that hangs and an error inside the page may all come after it.
 */
export function failureOf(error: unknown, call: { what: string; sends: boolean }): PlatformError {
  if (error instanceof PlatformError) return error;
  const why = whyOf(error);
  const told = `WhatsApp: ${call.what}: ${why}`;
  if (NOBODY.test(why)) return new PlatformError('gone', told, { cause: error });
  return new PlatformError(call.sends ? 'doubtful' : 'unreachable', told, { cause: error });
}
