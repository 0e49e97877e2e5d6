import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { FakeSlack } from '../fakes/slack/fake.ts';
import { startFakeSlack } from '../fakes/slack/fake-slack.ts';
import type { FakeMessage } from '../fakes/slack/model.ts';
import { type House, openHouse } from '../support/house.ts';

const LONG = 30_000;

/** The whole product on the local Slack: what a run asks of people who do not own it. */
describe('other people decide in Slack', { timeout: 180_000 }, () => {
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
    // Known from the first word they write.
    await slack.say('U2', 'dm', 'hello');
    await slack.waitForMessage((one) => one.user === 'UBOT' && one.threadTs !== undefined, LONG);
  });
  afterAll(async () => {
    await house?.close();
    await slack?.close();
  });

  const bot = (words: RegExp) => (one: FakeMessage) => one.user === 'UBOT' && words.test(slack.text(one));

  /** Brings a workflow in as a file, approves it and starts it. */
  async function started(name: string, params: object): Promise<FakeMessage> {
    const mail = { to: 'ann@example.com', subject: name, body: 'Going on' };
    const steps = [
      {
        id: 'decision',
        service: 'flow',
        action: 'approve',
        params: { message: `May ${name} go on?`, guards: 'mail', ...params },
      },
      { id: 'mail', service: 'email', action: 'send_email', params: mail },
    ];
    return brought(name, steps);
  }

  async function brought(name: string, steps: object[]): Promise<FakeMessage> {
    const definition = { name, triggers: [{ type: 'manual' }], steps };
    const root = await slack.say('U1', 'dm', JSON.stringify({ format: 'nod.workflow', version: 1, definition }));
    const card = await slack.waitForMessage((one) => one.threadTs === root.ts && bot(/\[Approve\]/)(one), LONG);
    await slack.click('U1', card, 'Approve');
    await expect.poll(() => slack.text(card), { timeout: LONG }).toMatch(/✅ Approved by Wanjiru/);
    await slack.say('U1', 'dm', `run ${name} now`, { thread_ts: root.ts });
    return root;
  }

  it('asks a named person in their own conversation, and tells the owner how it ended', async () => {
    const root = await started('Payout', { who: 'Otieno' });
    const asked = await slack.waitForMessage(
      bot(/Payout needs you[\s\S]*May Payout go on\?[\s\S]*Email ann@example\.com/),
      LONG,
    );
    expect(asked.channel).not.toBe(root.channel);
    const watched = await slack.waitForMessage(
      (one) => one.threadTs === root.ts && bot(/Payout waits for Otieno[\s\S]*no answer means no/)(one),
      LONG,
    );
    expect(slack.text(watched)).not.toContain('[Go ahead]');
    await slack.click('U2', asked, 'Go ahead');
    await expect.poll(() => slack.text(asked), { timeout: LONG }).toMatch(/✅ Approved by Otieno/);
    expect(slack.text(asked)).not.toContain('[Go ahead]');
    await expect.poll(() => slack.text(watched), { timeout: LONG }).toMatch(/✅ Approved by Otieno/);
    await slack.waitForMessage((one) => one.threadTs === root.ts && bot(/Emailed ann@example\.com/)(one), LONG);
  });

  it('asks a channel, where the first who is in it decides', async () => {
    const root = await started('Release', { who: '#ops', not_requester: true });
    const asked = await slack.waitForMessage(
      (one) => one.channel === 'G1' && bot(/Release needs someone here/)(one),
      LONG,
    );
    await slack.click('U1', asked, 'Go ahead');
    const told = await slack.waitForMessage(bot(/You started this run, so somebody else decides/), LONG);
    expect(told).toBeDefined();
    await slack.click('U2', asked, "Don't");
    await expect.poll(() => slack.text(asked), { timeout: LONG }).toMatch(/✖ Declined by Otieno/);
    await slack.waitForMessage(
      (one) => one.threadTs === root.ts && bot(/Release[\s\S]*(said no|nothing was done|Otieno)/)(one),
      LONG,
    );
  });

  it('asks for a file, which is answered in a form or by sending it, and read by the steps after it', async () => {
    const mail = { to: 'ann@example.com', subject: 'Got {{ paper.answer.name }}', body: 'As asked' };
    const steps = [
      {
        id: 'paper',
        service: 'flow',
        action: 'ask',
        params: { question: 'Where is the receipt?', kind: 'file', to: 'Otieno' },
      },
      { id: 'note', service: 'flow', action: 'ask', params: { question: 'And the list?', kind: 'file' } },
      { id: 'mail', service: 'email', action: 'send_email', params: mail },
    ];
    const root = await brought('Receipts', steps);
    const asked = await slack.waitForMessage(bot(/Where is the receipt\?[\s\S]*\[Answer\]/), LONG);
    await slack.click('U2', asked, 'Answer');
    const [form] = slack.modals('U2');
    if (!form) throw new Error('no form was opened');
    slack.chooseFile('U2', form, 'Where is the receipt?', { name: 'receipt.pdf', bytes: 'paid' });
    expect(await slack.submitView('U2', form)).toMatchObject({ outcome: 'cleared' });
    await expect.poll(() => slack.text(asked), { timeout: LONG }).toMatch(/✅ Otieno answered “receipt\.pdf”/);
    expect(slack.text(asked)).not.toContain('[Answer]');
    await slack.waitForMessage(
      (one) => one.threadTs === root.ts && bot(/asks you[\s\S]*And the list\?[\s\S]*\[Answer\]/)(one),
      LONG,
    );
    await slack.uploadFile('U1', 'dm', { name: 'list.csv', bytes: 'a,b', thread_ts: root.ts });
    await slack.waitForMessage((one) => one.threadTs === root.ts && bot(/Emailed ann@example\.com/)(one), LONG);
    const emails = await house.store.sandbox.find({ workspace: EVERY_WORKSPACE }).lean();
    expect(JSON.stringify(emails)).toContain('Got receipt.pdf');
  });
});
