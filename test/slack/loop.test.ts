import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeSlack } from '../fakes/slack/fake.ts';
import { startFakeSlack } from '../fakes/slack/fake-slack.ts';
import type { FakeMessage } from '../fakes/slack/model.ts';
import { type House, openHouse } from '../support/house.ts';

const QUESTION = /What should|\?/;
const LONG = 20_000;

/** The whole product on the local Slack: gateway, worker, Temporal, the real SDK. */
describe('the main loop in Slack', { timeout: 120_000 }, () => {
  let slack: FakeSlack;
  let house: House;

  beforeAll(async () => {
    slack = await startFakeSlack();
    house = await openHouse({
      SLACK_BOT_TOKEN: slack.botToken(),
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
    });
    slack.requestUrl = `${house.address}/slack/events`;
  });
  afterAll(async () => {
    await house?.close();
    await slack?.close();
  });

  /** The next message of the bot in a thread that reads like this. */
  const reads = (root: FakeMessage, words: RegExp): Promise<FakeMessage> =>
    slack.waitForMessage(
      (one) =>
        one.user === 'UBOT' && one.threadTs === root.ts && one.onlyFor === undefined && words.test(slack.text(one)),
      LONG,
    );

  /** Describes a report until its card stands in the thread. */
  async function described(
    channel: string,
    call: string,
    place: string,
  ): Promise<{ root: FakeMessage; card: FakeMessage }> {
    const root = await slack.say('U1', channel, `${call}Every Monday at 9am email a report to ${place}@acme.example`);
    await reads(root, QUESTION);
    await slack.say('U1', channel, `subject: News of ${place}; text: All is well`, { thread_ts: root.ts });
    const card = await reads(root, /\[Approve\]/);
    expect(slack.text(card)).toMatch(/Email \S+@acme\.example[\s\S]*\[image: Starts every Monday/);
    expect(card.unfurls).toBe(false);
    return { root, card };
  }

  async function approve(card: FakeMessage): Promise<void> {
    expect(await slack.click('U1', card, 'Approve')).toMatchObject({ state: 'acked' });
    await expect.poll(() => slack.text(card), { timeout: LONG }).toMatch(/✅ Approved by Wanjiru/);
    expect(slack.text(card)).not.toContain('[Approve]');
  }

  async function run(root: FakeMessage, channel: string, place: string): Promise<void> {
    await slack.say('U1', channel, 'run it now', { thread_ts: root.ts });
    await reads(root, new RegExp(`✅[\\s\\S]*Emailed ${place}@acme\\.example`));
  }

  it('goes from words to a run and its report in a direct message', async () => {
    const { root, card } = await described('dm', '', 'sales');
    await approve(card);
    await run(root, 'dm', 'sales');
    const said = slack.messages(root.channel, root.ts).filter((one) => one.user === 'UBOT');
    expect(said.every((one) => one.metadata?.event_type === 'nod_post')).toBe(true);
    expect(new Set(said.map((one) => JSON.stringify(one.metadata?.event_payload))).size).toBe(said.length);
  });

  it.each([
    ['a channel', 'C1', 'support'],
    ['a direct message to several people', 'G3', 'friends'],
  ])('goes the same way in %s after a mention, and only its owner decides', async (_place, channel, to) => {
    const { root, card } = await described(channel, '<@UBOT> ', to);
    await slack.say('U2', channel, 'I would not', { thread_ts: root.ts });
    await slack.click('U2', card, 'Approve');
    const alone = await slack.waitForMessage((one) => one.onlyFor === 'U2' && one.threadTs === root.ts, LONG);
    expect(slack.text(alone)).toMatch(/Wanjiru/);
    expect(slack.text(card)).toContain('[Approve]');
    await approve(card);
    await run(root, channel, to);
    expect(slack.messages(channel).filter((one) => one.threadTs === undefined && one.user === 'UBOT')).toEqual([]);
  });

  it('lets a card be changed in a form', async () => {
    const { root, card } = await described('dm', '', 'press');
    await slack.click('U1', card, 'Change');
    const [form] = slack.modals('U1');
    if (!form) throw new Error('no form was opened');
    const { outcome } = await slack.submitView('U1', form, { Name: 'Report of the week' });
    expect(outcome).toBe('cleared');
    await reads(root, /Report of the week[\s\S]*\[Approve\]/);
    await expect.poll(() => slack.text(card), { timeout: LONG }).not.toContain('[Approve]');
  });

  it('shows a person their workflows on the Home tab, and takes taps there', async () => {
    await slack.openHome('U1', 'home');
    const read = () => {
      const home = slack.home('U1');
      return home ? slack.text(home) : '';
    };
    await expect.poll(read, { timeout: LONG }).toContain('Pause');
    const home = slack.home('U1');
    if (!home) throw new Error('no home');
    await slack.click('U1', home, 'Pause');
    await slack.waitForMessage((one) => one.channel === 'D1' && /paused/i.test(slack.text(one)), LONG);
    await expect.poll(read, { timeout: LONG }).toMatch(/paused/i);
  });

  it('acknowledged everything in time, and called Slack only in ways it takes', async () => {
    await slack.settled();
    const attempts = slack.deliveries.flatMap((one) => one.attempts);
    expect(slack.deliveries.filter((one) => one.state !== 'acked' || one.attempts.length !== 1)).toEqual([]);
    expect(Math.max(...attempts.map((one) => one.ms))).toBeLessThan(3000);
    expect(slack.calls.filter((call) => call.outcome !== 'ok')).toEqual([]);
  });
});
