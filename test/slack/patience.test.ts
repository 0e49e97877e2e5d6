import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeAnthropic, startFakeAnthropic } from '../fakes/anthropic/server.ts';
import type { FakeSlack } from '../fakes/slack/fake.ts';
import { startFakeSlack } from '../fakes/slack/fake-slack.ts';
import { type House, openHouse } from '../support/house.ts';

const LONG = 30_000;

/** The whole product on the local Slack, with a Claude that takes a question and never answers. */
describe('a planner that thinks for ever', { timeout: 120_000 }, () => {
  let slack: FakeSlack;
  let claude: FakeAnthropic;
  let house: House;

  beforeAll(async () => {
    claude = await startFakeAnthropic();
    claude.script({ hang: true }, { hang: true }, { hang: true });
    slack = await startFakeSlack();
    house = await openHouse({
      PLANNER: 'claude',
      ANTHROPIC_API_KEY: claude.key,
      ANTHROPIC_BASE_URL: claude.url,
      SLACK_BOT_TOKEN: slack.botToken(),
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
    });
    slack.requestUrl = `${house.address}/slack/events`;
  });
  afterAll(async () => {
    await house?.close();
    await slack?.close();
    await claude?.stop();
  });

  it('keeps Slack waiting for no ack, shows that it works, and hears “stop everything”', async () => {
    const root = await slack.say('U1', 'dm', 'every Monday at 9am email a report to ann@acme.example');
    await expect.poll(() => claude.requests.length, { timeout: LONG }).toBeGreaterThan(0);
    expect(slack.status('D1', root.ts)).toMatch(/is working on it/);
    await slack.say('U1', 'dm', 'stop everything', { thread_ts: root.ts });
    await slack.waitForMessage((one) => one.user === 'UBOT' && /stop|pause/i.test(slack.text(one)), LONG);
    await slack.settled();
    const attempts = slack.deliveries.flatMap((one) => one.attempts);
    expect(slack.deliveries.filter((one) => one.state !== 'acked' || one.attempts.length !== 1)).toEqual([]);
    expect(Math.max(...attempts.map((one) => one.ms))).toBeLessThan(3000);
  });
});
