import { createHmac } from 'node:crypto';

/** Something Meta tells: the inside of a `messages` change. */
export type Value = Record<string, unknown>;

const FIRST_WAIT_MS = 10;
const MOST_WAIT_MS = 500;
/** Meta goes on for a week. */
const PATIENT = 1_000_000;

/**
 * Brings webhooks as Meta does: signed over the bytes, several in one body when held back, again and again until 200.
 * Whoever waits for one learns whether it arrived.
 */
export function createWebhooks(given: { appSecret: string; verifyToken: string; wabaId: string }) {
  let address: string | null = null;
  let held: Value[] | null = null;
  let closed = false;
  const underWay = new Set<Promise<unknown>>();
  const timers = new Set<{ end(): void }>();

  const payload = (values: Value[]): string =>
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: values.map((value) => ({ id: given.wabaId, changes: [{ value, field: 'messages' }] })),
    });

  const sign = (body: string): string => `sha256=${createHmac('sha256', given.appSecret).update(body).digest('hex')}`;

  /** One attempt; the status it was answered with, 0 for none. */
  async function attempt(body: string, headers: Record<string, string> = {}): Promise<number> {
    if (!address) return 0;
    const signed = { 'content-type': 'application/json', 'x-hub-signature-256': sign(body), ...headers };
    try {
      const response = await fetch(address, { method: 'POST', headers: signed, body });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms);
      const entry = { end: done };
      function done(): void {
        clearTimeout(timer);
        timers.delete(entry);
        resolve();
      }
      timers.add(entry);
    });

  async function bring(values: Value[], attempts: number): Promise<void> {
    const body = payload(values);
    let status = 0;
    for (let count = 0; count < attempts && !closed; count++) {
      if (count > 0) await pause(Math.min(FIRST_WAIT_MS * 2 ** count, MOST_WAIT_MS));
      status = await attempt(body);
      if (status === 200) return;
    }
    throw new Error(`the webhook was answered with ${status}`);
  }

  function track(work: Promise<void>): Promise<void> {
    const tracked = work.catch(() => {}).finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return work;
  }

  return {
    payload,
    sign,
    attempt,

    /** Sets the address, which must prove itself first as Meta asks. */
    async register(url: string): Promise<void> {
      const challenge = String(Math.floor(Math.random() * 1e9));
      const asked = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.verify_token': given.verifyToken,
        'hub.challenge': challenge,
      });
      const response = await fetch(`${url}?${asked}`);
      const text = await response.text();
      if (response.status !== 200 || text !== challenge) throw new Error(`not verified: ${response.status} ${text}`);
      address = url;
    },

    /** Brings one now, or later with others while they are held. `attempts`: how often at most. */
    bring(value: Value, attempts = PATIENT): Promise<void> {
      if (held) {
        held.push(value);
        return Promise.resolve();
      }
      return track(bring([value], attempts));
    },

    hold(): void {
      held ??= [];
    },

    /** Brings what was held, in one body unless `apart`, in the order made of it. */
    async release(order: (values: Value[]) => Value[] = (values) => values, apart = false): Promise<void> {
      const values = order(held ?? []);
      held = null;
      if (apart) for (const value of values) await track(bring([value], PATIENT));
      else if (values.length > 0) await track(bring(values, PATIENT));
    },

    /** Waits until nothing is under way. */
    async settled(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },

    async close(): Promise<void> {
      closed = true;
      for (const timer of timers) timer.end();
      await Promise.all(underWay);
    },
  };
}

export type Webhooks = ReturnType<typeof createWebhooks>;
