import type { Keys } from './wire.ts';

export interface FakeWhatsAppOptions {
  /** How the page keeps message keys; `today` unless told. */
  keys?: Keys;
  /** How far messages of the bot come by themselves: 0 stays pending, 1 server, 2 device, 3 read. 1 unless told. */
  acks?: 0 | 1 | 2 | 3;
  /** What a page that was closed hears of messages said meanwhile: nothing but the unread count, or each as new. */
  offline?: 'silent' | 'emitted';
  /** Whether votes cast meanwhile are in its table afterwards. */
  offlineVotes?: 'kept' | 'lost';
  /**
   * The page loads anew after it was linked, as the real one may: `synced`, once it is in step; a number of
   * milliseconds, this soon after the scan. That may fall into the library's start, where it can get stuck for good.
   */
  reloadAfterPairing?: 'synced' | number;
  /** The page loads anew this often while it is not linked. The real one does every 20 seconds. */
  reloadUnlinkedMs?: number;
  /** The build the page says it is. */
  version?: string;
  /** The account of the bot. */
  me?: { pn?: string; lid?: string; pushname?: string };
}

/**
 * What may become of a message the bot sends.
 * - `stuck`: it never leaves the page; ack stays 0, the call resolves.
 * - `refused`: it never leaves the page; ack -1, the call resolves.
 * - `unreported`: it arrives, and the call resolves with nothing.
 * - `hanging`: it arrives, and the call never comes back.
 */
export type SendFailure = 'stuck' | 'refused' | 'unreported' | 'hanging';
