import { createHmac } from 'node:crypto';
import type { Json } from './model.ts';
import type { State } from './state.ts';

/** One thing Slack had to tell the app, and how that went. */
export interface Delivery {
  /** event_id of an event; an id of the fake's own otherwise. */
  id: string;
  kind: 'event' | 'interactive' | 'slash' | 'verification';
  /** `message`, `app_mention`, `block_actions`, `/nod` … */
  type: string;
  team: string;
  payload: Json;
  attempts: Attempt[];
  state: 'sending' | 'acked' | 'waiting' | 'given up';
  /** What the app answered with its ack: JSON where it is, else text. */
  answer: unknown;
}

export interface Attempt {
  via: 'http' | 'socket';
  at: number;
  /** Milliseconds until it was acked or failed. */
  ms: number;
  /** HTTP status; 200 for an ack on the socket, 0 when nothing came. */
  status: number;
  /** Why it failed, in Slack's words: http_timeout, http_error, connection_failed, timeout … */
  reason: string | null;
  answer: unknown;
  noRetry: boolean;
}

/** How an attempt is made: over HTTP or on a socket. */
export type Send = (delivery: Delivery, retry: { num: number; reason: string } | null) => Promise<Attempt>;

export interface Deliveries {
  all: Delivery[];
  /** Sends; resolves when the first attempt is over. Events that were not acked are tried again later. */
  deliver(delivery: Pick<Delivery, 'id' | 'kind' | 'type' | 'team' | 'payload'>): Promise<Delivery>;
  /** Tries at once everything that waits for another attempt. */
  retryNow(): Promise<void>;
  /** One more attempt, whatever came of the earlier ones. */
  again(delivery: Delivery): Promise<Delivery>;
  /** Once nothing is being sent any more. */
  settled(): Promise<void>;
  stop(): void;
}

export function createDeliveries(send: () => Send, delays: readonly number[]): Deliveries {
  const all: Delivery[] = [];
  const timers = new Map<Delivery, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  async function attempt(delivery: Delivery): Promise<void> {
    const before = delivery.attempts.at(-1);
    delivery.state = 'sending';
    const retry = before ? { num: delivery.attempts.length, reason: before.reason ?? 'unknown_error' } : null;
    const made = await send()(delivery, retry);
    delivery.attempts.push(made);
    delivery.answer = made.answer;
    if (made.reason === null) {
      delivery.state = 'acked';
      return;
    }
    const delay = delays[delivery.attempts.length - 1];
    const again = delivery.kind === 'event' && delay !== undefined && !made.noRetry && !stopped;
    delivery.state = again ? 'waiting' : 'given up';
    if (again) timers.set(delivery, setTimeout(() => void later(delivery), delay).unref());
  }

  function later(delivery: Delivery): Promise<void> {
    clearTimeout(timers.get(delivery));
    timers.delete(delivery);
    return track(attempt(delivery));
  }

  function track(work: Promise<void>): Promise<void> {
    running.add(work);
    const done = work.finally(() => running.delete(work));
    return done;
  }

  return {
    all,
    async deliver(given) {
      const delivery: Delivery = { ...given, attempts: [], state: 'sending', answer: null };
      all.push(delivery);
      await track(attempt(delivery));
      return delivery;
    },
    async retryNow() {
      await Promise.all([...timers.keys()].map(later));
    },
    async again(delivery) {
      await later(delivery);
      return delivery;
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
    stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** Slack's signature over a raw body. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** The body and content type of a delivery over HTTP: JSON for events, forms for the rest. */
export function bodyOf(delivery: Pick<Delivery, 'kind' | 'payload'>): { body: string; type: string } {
  const form = 'application/x-www-form-urlencoded';
  if (delivery.kind === 'slash') {
    return { body: new URLSearchParams(delivery.payload as Record<string, string>).toString(), type: form };
  }
  if (delivery.kind === 'interactive') {
    return { body: new URLSearchParams({ payload: JSON.stringify(delivery.payload) }).toString(), type: form };
  }
  return { body: JSON.stringify(delivery.payload), type: 'application/json' };
}

/** Sends by HTTP to the app's Request URL, signed; `ackMs` is how long Slack waits. */
export function httpSend(state: State, url: string, ackMs: number): Send {
  return async (delivery, retry) => {
    const { body, type } = bodyOf(delivery);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const at = Date.now();
    const over = (more: Partial<Attempt>): Attempt => ({
      via: 'http',
      at,
      ms: Date.now() - at,
      status: 0,
      reason: null,
      answer: null,
      noRetry: false,
      ...more,
    });
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(ackMs),
        headers: {
          'content-type': type,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': signatureOf(state.signingSecret, timestamp, body),
          ...(retry ? { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason } : {}),
        },
      });
      const text = await response.text();
      return over({
        status: response.status,
        reason: response.status >= 200 && response.status < 300 ? null : 'http_error',
        answer: parsed(text),
        noRetry: response.headers.get('x-slack-no-retry') === '1',
      });
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      return over({ reason: late ? 'http_timeout' : 'connection_failed' });
    }
  };
}

function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
