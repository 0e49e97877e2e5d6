import { setTimeout as wait } from 'node:timers/promises';
import { App, type Receiver, type webApi } from '@slack/bolt';
import { PlatformError } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import { boltLog } from './web.ts';

type ReceiverEvent = Parameters<App['processEvent']>[0];

/** What came of a delivery once it was kept. */
export interface Kept {
  /** What the ack says, where Slack takes something: errors of a form, a line for who typed a command. */
  reply?: Record<string, unknown> | string;
  /** What is done once Slack heard the ack. */
  after?: () => Promise<void>;
}

/** Slack waits three seconds for an ack; what could not be kept by then it sends again. */
const KEEP_MS = 2400;

/**
 * Bolt behind a gate: what arrives is kept first, and only then does Bolt see it and say yes. What could not be kept is
 * not acknowledged. What nobody knows is acknowledged and dropped.
 */
export function createGate(deps: {
  receiver: Receiver;
  clientOptions: webApi.WebClientOptions;
  authorize: () => { botToken: string; botId?: string; botUserId?: string };
  keep: (body: Record<string, unknown>) => Promise<Kept>;
  log: Log;
}): App {
  const { log } = deps;
  const app = new App({
    receiver: deps.receiver,
    clientOptions: deps.clientOptions,
    authorize: async () => deps.authorize(),
    convoStore: false,
    logger: boltLog(log),
  });
  const process = app.processEvent.bind(app);

  app.processEvent = async (event: ReceiverEvent) => {
    const kept = await inTime(deps.keep(event.body));
    let acked = false;
    const ack: ReceiverEvent['ack'] = async (answer) => {
      acked = true;
      await event.ack(answer);
    };
    await process({ ...event, ack, customProperties: { ...event.customProperties, kept } });
    if (!acked) await event.ack();
  };

  app.use(async (args) => {
    const kept = (args.context.kept ?? {}) as Kept;
    if ('ack' in args && typeof args.ack === 'function')
      await (args.ack as (answer?: unknown) => Promise<void>)(kept.reply);
    await args.next();
    await kept.after?.();
  });
  app.error(async (error) => {
    log.warn({ err: error }, 'something Slack sent was kept, but what follows it failed');
  });
  return app;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = wait(KEEP_MS, undefined, { signal: stop.signal, ref: false }).then(() => {
    throw new PlatformError('unreachable', 'a delivery could not be kept in time');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
    late.catch(() => {});
    work.catch(() => {});
  }
}
