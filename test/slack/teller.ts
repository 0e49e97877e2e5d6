import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { filledManifest, readManifest } from '../../adapters/slack/face/manifest.ts';
import { elementsOf, labelOf } from '../fakes/slack/elements.ts';
import type { FakeSlack } from '../fakes/slack/fake.ts';
import { startFakeSlack } from '../fakes/slack/fake-slack.ts';
import type { FakeMessage } from '../fakes/slack/model.ts';
import { isLabel, type Teller } from '../stories/teller.ts';

const PERSON = 'U1';
const BOT = 'UBOT';
/** What a message draws or lets one press, as the fake writes it: not words. */
const DRAWN = /\[image: [^\]]*\]|\[[^\]\n]+\]/g;
/** Slack has three attempts for an event, minutes apart: here they come as soon as the product is back. */
const PATIENCE = { timeout: 30_000, interval: 2_000 };

/** A Slack in which the app is installed with its manifest: it may do and hears of nothing else. */
export async function slackWithManifest(): Promise<FakeSlack> {
  const template = readFileSync(join(import.meta.dirname, '../../adapters/slack/manifest.yaml'), 'utf8');
  const { oauth_config, settings } = readManifest(filledManifest(template, { socket: true }));
  const scopes = oauth_config?.scopes?.bot ?? [];
  const events = settings?.event_subscriptions?.bot_events ?? [];
  return startFakeSlack({ scopes, events });
}

/** Somebody in Slack: the first thing they say opens a thread, with a mention where it is a channel; they go on in it. */
export async function slackTeller(
  how: { socket: boolean; where: 'dm' | 'channel' },
  given?: FakeSlack,
): Promise<Teller> {
  const slack = given ?? (await slackWithManifest());
  const channel = how.where === 'dm' ? 'dm' : 'C1';
  let root: FakeMessage | null = null;
  let arrivals = 0;

  const thread = () => (root ? slack.messages(root.channel, root.ts) : []);
  const isSeen = (one: FakeMessage) => one.onlyFor === undefined || one.onlyFor === PERSON;
  const shown = () => thread().filter((one) => one.user === BOT && isSeen(one));

  /** The newest message since the person last spoke that has such a button. */
  function offer(label: string | RegExp): { message: FakeMessage; button: string } | null {
    const all = thread();
    const since = all.slice(all.findLastIndex((one) => one.user === PERSON) + 1);
    for (const message of since.filter(isSeen).reverse()) {
      const buttons = elementsOf(message.blocks).filter((one) => one.element.type === 'button');
      const found = buttons.find((one) => isLabel(labelOf(one), label));
      if (found) return { message, button: `${found.blockId}|${String(found.element.action_id)}` };
    }
    return null;
  }

  /** Slack tries an event again that was not acked, until it is. */
  async function acked(): Promise<void> {
    const unheard = () => slack.deliveries.filter((one) => one.kind === 'event' && one.state !== 'acked');
    await slack.settled();
    await vi.waitFor(async () => {
      await slack.retryNow();
      await slack.settled();
      const left = unheard().map((one) => `${one.type} ${one.state}: ${one.attempts.at(-1)?.reason}`);
      if (left.length > 0) throw new Error(`not acked: ${left.join(', ')}`);
    }, PATIENCE);
  }

  return {
    name: `Slack, ${how.socket ? 'Socket Mode' : 'HTTP'}, ${how.where}`,
    env: {
      SLACK_BOT_TOKEN: slack.botToken(),
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      ...(how.socket ? { SLACK_APP_TOKEN: slack.appToken } : {}),
    },
    async arrive(address) {
      arrivals += 1;
      if (how.socket) {
        slack.requestUrl = null;
        await slack.sockets.connected();
      } else slack.requestUrl = `${address}/slack/events`;
      await acked();
    },
    async says(text) {
      if (root) await slack.say(PERSON, channel, text, { thread_ts: root.ts });
      else root = await slack.say(PERSON, channel, channel === 'dm' ? text : `<@${BOT}> ${text}`);
    },
    reads: async () => shown().map((one) => slack.text(one).replace(DRAWN, '').trim()),
    offers: async (label) => offer(label) !== null,
    async taps(label) {
      const meant = offer(label)?.message.ts;
      if (!meant) throw new Error(`nothing offers ${label}`);
      const tap = async () => {
        const found = offer(label);
        if (found?.message.ts !== meant) return;
        const told = await slack.click(PERSON, found.message, found.button);
        if (told?.state !== 'acked')
          throw new Error(`the tap on ${label} was not taken: ${told?.attempts.at(-1)?.reason}`);
      };
      // Slack tries no tap again, but says that it was not taken: where things were killed, the person taps once more.
      await (arrivals > 1 ? vi.waitFor(tap, PATIENCE) : tap());
    },
    async close() {
      await slack.settled();
      await slack.close();
      // Where nothing was killed Slack is called only in ways it takes, and everything is acknowledged in the end.
      if (arrivals > 1) return;
      expect(slack.deliveries.filter((one) => one.state !== 'acked')).toEqual([]);
      expect(slack.calls.filter((call) => call.outcome !== 'ok')).toEqual([]);
    },
  };
}
