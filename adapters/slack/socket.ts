import { setTimeout as after } from 'node:timers/promises';
import { SocketModeReceiver } from '@slack/bolt';
import type { Config } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';
import type { Line } from './connection.ts';
import { boltLog, clientOptions } from './web.ts';

const OPEN_MS = 20_000;
const CLOSE_MS = 3000;
/**
 * How long the line may be silent before it counts as dead. The SDK's five seconds are over when a busy machine lets the process
 * wait, and a tap while the line is opened anew is lost to the person: Slack tries no tap again.
 */
const SILENT_MS = 12_000;

/**
 * Socket Mode, looked after from here: the SDK's own reconnecting gives up in ways that would end the process. What could
 * not be kept gets no ack, and Slack sends it again.
 */
export function createSocket(deps: { config: Pick<Config, 'SLACK_API_URL'>; appToken: string; log: Log }): {
  receiver: SocketModeReceiver;
  line: Line;
} {
  const { log } = deps;
  const receiver = new SocketModeReceiver({
    appToken: deps.appToken,
    autoReconnectEnabled: false,
    clientPingTimeout: SILENT_MS,
    logger: boltLog(log),
    installerOptions: { clientOptions: clientOptions(deps.config, log, 0) },
    async processEventErrorHandler({ error }) {
      log.warn({ err: error }, 'a delivery of Slack was not kept; it will come again');
      return false;
    },
  });
  const { client } = receiver;
  const [deliver] = client.listeners('ws_message');
  if (deliver) {
    // The SDK trips over an envelope without a payload, where nobody would catch it.
    client.off('ws_message', deliver);
    client.on('ws_message', (data: unknown, binary: unknown) => {
      Promise.resolve(deliver(data, binary)).catch((error: unknown) => {
        log.warn({ err: error }, 'something on the socket could not be read');
      });
    });
  }

  let fall: Promise<void> = Promise.resolve();
  let stands = false;
  const within = (ms: number): Promise<never> =>
    after(ms, undefined, { ref: false }).then(() => {
      throw new Error('Slack’s socket did not answer');
    });

  async function close(): Promise<void> {
    await Promise.race([client.disconnect(), after(CLOSE_MS, undefined, { ref: false })]).catch(() => {});
  }

  return {
    receiver,
    line: {
      async open() {
        if (stands) return;
        try {
          await Promise.race([client.start(), within(OPEN_MS)]);
        } catch (error) {
          await close();
          throw error ?? new Error('Slack closed the socket');
        }
        stands = true;
        fall = new Promise((resolve) => {
          client.once('disconnected', () => {
            stands = false;
            resolve();
          });
        });
      },
      fallen: () => fall,
      close,
    },
  };
}
