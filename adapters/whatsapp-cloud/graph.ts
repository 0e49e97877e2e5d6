import { PlatformError } from '../../src/chat/types.ts';
import type { Config } from '../../src/config.ts';
import { GraphError, type GraphFault, meaningOf } from './errors.ts';
import { LIMITS } from './limits.ts';
import type { Outgoing, Recipient } from './wire.ts';
import { words } from './words.ts';

export interface CloudAccess {
  token: string;
  phoneNumberId: string;
  /** `https://graph.facebook.com` */
  apiUrl: string;
  /** `v26.0` */
  version: string;
}

/** Milliseconds. */
export interface Timeouts {
  send: number;
  /** What is nice to have: typing, marks. */
  sign: number;
  media: number;
}

export const TIMEOUTS: Timeouts = { send: 15_000, sign: 5_000, media: 30_000 };

/** The calls of the Cloud API that are used. Every failure is a PlatformError. */
export interface Graph {
  /** Returns the message's id (`wamid.…`). `callback` comes back with its statuses. */
  send(to: Recipient, message: Outgoing, more: { context?: string; callback?: string }): Promise<string>;
  /** Marks a person's message as read and, with `typing`, shows that an answer is being written. */
  read(messageId: string, typing: boolean): Promise<void>;
  upload(bytes: Uint8Array, mediaType: string): Promise<string>;
  /** The bytes of what a person sent, at most `most`. */
  download(mediaId: string, most?: number): Promise<{ bytes: Buffer; mediaType: string }>;
  /** The number that writes, as people see it. */
  number(): Promise<string>;
}

const ANSWER_BYTES = 256 * 1024;
/** Nothing was sent when these happen. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);
/** Hosts of Meta that keep media. */
const MEDIA_HOSTS = /(?:^|\.)(?:fbsbx\.com|facebook\.com|fbcdn\.net|whatsapp\.net)$/;

export const accessOf = (config: Config): CloudAccess => ({
  token: config.WHATSAPP_CLOUD_TOKEN ?? '',
  phoneNumberId: config.WHATSAPP_CLOUD_PHONE_NUMBER_ID ?? '',
  apiUrl: config.WHATSAPP_CLOUD_API_URL.replace(/\/+$/, ''),
  version: config.WHATSAPP_CLOUD_API_VERSION,
});

export function createGraph(access: CloudAccess, timeouts: Timeouts = TIMEOUTS): Graph {
  const root = `${access.apiUrl}/${access.version}`;
  const own = `${root}/${encodeURIComponent(access.phoneNumberId)}`;

  async function call(url: string, init: RequestInit, ms: number): Promise<Record<string, unknown>> {
    const response = await request(url, init, ms);
    const text = (await body(response, ANSWER_BYTES)).toString('utf8');
    const answer = parsed(text);
    if (!response.ok || answer === null || 'error' in answer) throw faultOf(response, answer);
    return answer;
  }

  async function request(url: string, init: RequestInit, ms: number): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${access.token}` };
    try {
      return await fetch(url, { ...init, headers, redirect: 'manual', signal: AbortSignal.timeout(ms) });
    } catch (error) {
      throw lost(error);
    }
  }

  const postJson = (url: string, content: unknown, ms: number) =>
    call(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) }, ms);

  return {
    async send(to, message, { context, callback }) {
      const answer = await postJson(
        `${own}/messages`,
        {
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          ...to,
          ...message,
          ...(context ? { context: { message_id: context } } : {}),
          ...(callback ? { biz_opaque_callback_data: callback } : {}),
        },
        timeouts.send,
      );
      const [first] = Array.isArray(answer.messages) ? (answer.messages as { id?: unknown }[]) : [];
      if (typeof first?.id !== 'string') throw new PlatformError('doubtful', words.errors.doubt);
      return first.id;
    },

    async read(messageId, typing) {
      const sign = typing ? { typing_indicator: { type: 'text' } } : {};
      const mark = { messaging_product: 'whatsapp', status: 'read', message_id: messageId, ...sign };
      await postJson(`${own}/messages`, mark, timeouts.sign);
    },

    async upload(bytes, mediaType) {
      const form = new FormData();
      form.set('messaging_product', 'whatsapp');
      form.set('type', mediaType);
      form.set('file', new Blob([new Uint8Array(bytes)], { type: mediaType }), 'picture.png');
      const answer = await call(`${own}/media`, { method: 'POST', body: form }, timeouts.media);
      if (typeof answer.id !== 'string') throw new PlatformError('unreachable', words.health.away);
      return answer.id;
    },

    async download(mediaId, most = LIMITS.downloadBytes) {
      const about = `${root}/${encodeURIComponent(mediaId)}?phone_number_id=${encodeURIComponent(access.phoneNumberId)}`;
      const info = await call(about, { method: 'GET' }, timeouts.media);
      const size = Number(info.file_size);
      if (size > most) throw new PlatformError('refused', words.errors.tooLarge(size, most));
      const response = await request(mediaAddress(info.url), { method: 'GET' }, timeouts.media);
      if (!response.ok) throw faultOf(response, null);
      const mediaType = typeof info.mime_type === 'string' ? info.mime_type : 'application/octet-stream';
      return { bytes: await body(response, most), mediaType };
    },

    async number() {
      const answer = await call(`${own}?fields=display_phone_number,verified_name`, { method: 'GET' }, timeouts.send);
      return typeof answer.display_phone_number === 'string' ? answer.display_phone_number : access.phoneNumberId;
    },
  };

  /** The token goes to Meta's own hosts only, whatever address an answer names. */
  function mediaAddress(given: unknown): string {
    const url = typeof given === 'string' && URL.canParse(given) ? new URL(given) : null;
    const known = url && (url.origin === new URL(access.apiUrl).origin || isMeta(url));
    if (!known) throw new PlatformError('refused', `no address of WhatsApp's media: ${String(given).slice(0, 100)}`);
    return url.href;
  }
}

const isMeta = (url: URL): boolean => url.protocol === 'https:' && url.port === '' && MEDIA_HOSTS.test(url.hostname);

/** Whether a call that broke may have been heard. */
function lost(error: unknown): PlatformError {
  const cause = (error as { cause?: { code?: unknown } }).cause;
  const code = String(cause?.code ?? '');
  if (NEVER_SENT.has(code)) return new PlatformError('unreachable', words.health.away, { cause: error });
  return new PlatformError('doubtful', words.errors.doubt, { cause: error });
}

function faultOf(response: Response, answer: Record<string, unknown> | null): PlatformError {
  const given = (answer?.error ?? {}) as Record<string, unknown>;
  const details = (given.error_data as { details?: unknown } | undefined)?.details;
  const seconds = Number(response.headers.get('retry-after'));
  const fault: GraphFault = {
    status: response.status,
    code: Number(given.code) || 0,
    subcode: Number(given.error_subcode) || null,
    message: String(details || given.message || `WhatsApp answered ${response.status}`).slice(0, 300),
    retryAfterMs: seconds > 0 ? Math.min(seconds, 86_400) * 1000 : null,
  };
  // A success that cannot be read may well be one.
  if (response.ok && fault.code === 0) return new PlatformError('doubtful', words.errors.doubt);
  return new GraphError(fault, meaningOf(fault));
}

/** A body of at most so many bytes. */
async function body(response: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > most) throw new PlatformError('refused', words.errors.tooLarge(size, most));
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof PlatformError ? error : lost(error);
  }
  return Buffer.concat(chunks);
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
