import type { History } from './history.ts';
import { keyText, type WireMessage } from './wire.ts';

/** A message of the bot as it arrived at the phone. Later acks, edits and reactions show on it. */
export interface Sent {
  /** The stanza's id. */
  id: string;
  /** The whole key as text. */
  key: string;
  chat: string;
  /** WhatsApp's: `chat`, `image`, `poll_creation`, … */
  type: string;
  /** The words: body, caption or a poll's question, as they are after edits. */
  text: string;
  quoted: { id: string; text: string; participant: string } | null;
  media: { bytes: Buffer; mimetype: string; filename: string | undefined } | null;
  poll: { name: string; options: string[]; multiple: boolean } | null;
  mentions: string[];
  ack: number;
  /** What it said before each edit. */
  before: string[];
  revoked: boolean;
  message: WireMessage;
}

/** What else the phone saw of the bot. */
export type Seen =
  | { type: 'sent'; sent: Sent }
  | { type: 'edit' | 'reaction'; chat: string; id: string; text: string }
  | { type: 'revoke' | 'delete'; chat: string; id: string }
  | { type: 'vote'; chat: string; id: string; options: number[] }
  | { type: 'typing'; chat: string; state: 'composing' | 'recording' | 'paused' }
  | { type: 'read'; chat: string }
  | { type: 'pairingCode'; phone: string; code: string; showNotification: boolean }
  | { type: 'qr'; ref: string }
  | { type: 'synced' | 'logout' | 'takeover' | 'connected' | 'closed' }
  /** A module of WhatsApp Web the page does not have was asked for. */
  | { type: 'missing'; name: string };

export interface WaitOptions {
  /** What is waited for, for the error. */
  what?: string;
  timeoutMs?: number;
}

interface Waiting {
  check(): void;
}

const WAIT_MS = 15_000;

/** All that came from the page, and waiting for it without sleeping. */
export class Outbox {
  readonly sent: Sent[] = [];
  readonly seen: Seen[] = [];
  readonly #waiting = new Set<Waiting>();

  note(seen: Seen): void {
    if (seen.type === 'sent') this.sent.push(seen.sent);
    this.seen.push(seen);
    this.changed();
  }

  /** Looks again at everything waited for. */
  changed(): void {
    for (const one of [...this.#waiting]) one.check();
  }

  /** What `find` gives, as soon as it gives something; it is asked again whenever anything changed. */
  waitFor<T>(find: () => T | undefined | null | false, options: WaitOptions = {}): Promise<T> {
    const { what = String(find), timeoutMs = WAIT_MS } = options;
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(waiting);
        settle();
      };
      const waiting: Waiting = {
        check: () => {
          try {
            const found = find();
            if (found !== undefined && found !== null && found !== false) finish(() => resolve(found));
          } catch (error) {
            finish(() => reject(error));
          }
        },
      };
      const timer = setTimeout(() => {
        const last = this.seen.slice(-8).map((one) => (one.type === 'sent' ? `sent "${one.sent.text}"` : one.type));
        finish(() =>
          reject(new Error(`Not within ${timeoutMs} ms: ${what}. Seen last: ${last.join(', ') || 'nothing'}`)),
        );
      }, timeoutMs);
      this.#waiting.add(waiting);
      waiting.check();
    });
  }
}

export function sentOf(message: WireMessage, history: History): Sent {
  const { more } = message;
  const file = typeof more.directPath === 'string' ? history.files.get(more.directPath) : undefined;
  const quoted = more.quotedMsg as { body?: string } | undefined;
  const options = more.pollOptions as { name: string }[] | undefined;
  return {
    id: message.key.id,
    key: keyText(message.key),
    chat: message.key.remote,
    type: message.type,
    text: textOf(message),
    quoted: quoted
      ? { id: String(more.quotedStanzaID), text: quoted.body ?? '', participant: String(more.quotedParticipant) }
      : null,
    media: file
      ? { bytes: file.bytes, mimetype: String(more.mimetype), filename: more.filename as string | undefined }
      : null,
    poll: options
      ? {
          name: String(more.pollName),
          options: options.map(({ name }) => name),
          multiple: more.pollSelectableOptionsCount === 0,
        }
      : null,
    mentions: ((more.mentionedJidList as unknown[] | undefined) ?? []).map(String),
    ack: message.ack,
    before: [],
    revoked: false,
    message,
  };
}

/** The words of a message, as WhatsApp shows them. */
export function textOf({ body, more }: WireMessage): string {
  const caption = typeof more.directPath === 'string' ? (more.caption ?? '') : undefined;
  return String(caption ?? (body || more.pollName) ?? '');
}
