import { afterAll, beforeAll, expect, it } from 'vitest';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { FakeSlack } from '../fakes/slack/fake.ts';
import { startFakeSlack } from '../fakes/slack/fake-slack.ts';
import type { FakeMessage } from '../fakes/slack/model.ts';
import { webTeller } from '../stories/web.ts';
import { type House, openHouse } from '../support/house.ts';
import { codeOf } from './people-support.ts';

const LONG = 30_000;
let slack: FakeSlack;
let house: House;
const page = webTeller();

beforeAll(async () => {
  slack = await startFakeSlack();
  house = await openHouse({
    SLACK_BOT_TOKEN: slack.botToken(),
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
  });
  slack.requestUrl = `${house.address}/slack/events`;
  await page.arrive(house.address);
});
afterAll(async () => {
  await house?.close();
  await slack?.close();
});

const reads = (words: RegExp, root?: FakeMessage): Promise<FakeMessage> =>
  slack.waitForMessage(
    (one) => one.user === 'UBOT' && (!root || one.threadTs === root.ts) && words.test(slack.text(one)),
    LONG,
  );
const shows = (words: RegExp) =>
  expect.poll(async () => (await page.reads()).join('\n'), { timeout: LONG }).toMatch(words);

it('is one person in Slack and on the page: started in one, approved in the other, and apart again', async () => {
  const asked = await slack.say('U1', 'dm', 'link another account');
  const code = codeOf(slack.text(await reads(/link [A-Z2-9]{4}-/, asked)));
  await page.says(`link ${code}`);
  // The page's person is an admin, and so will be whoever gave the code.
  await expect.poll(() => page.offers('Yes'), { timeout: LONG }).toBe(true);
  await page.taps('Yes');
  await shows(/This account is now linked to Wanjiru/);
  await reads(/the web chat is now linked/i, asked);

  const root = await slack.say('U1', 'dm', 'Every Monday at 9am email a report to sales@acme.example');
  await reads(/\?/, root);
  await slack.say('U1', 'dm', 'subject: News; text: All is well', { thread_ts: root.ts });
  const card = await reads(/\[Approve\]/, root);
  await page.says('what waits for me?');
  await expect.poll(() => page.offers('Approve'), { timeout: LONG }).toBe(true);
  await page.taps('Approve');
  await shows(/✅ Approved by Wanjiru/);
  await expect.poll(() => slack.text(card), { timeout: LONG }).toMatch(/✅ Approved by Wanjiru/);
  expect(slack.text(card)).not.toContain('[Approve]');

  await page.says('also tell me here');
  await shows(/I tell you about “.+” here as well/);
  await slack.say('U1', 'dm', 'run it now', { thread_ts: root.ts });
  await reads(/✅[\s\S]*Emailed sales@acme\.example/, root);
  await shows(/✅[\s\S]*Emailed sales@acme\.example/);

  const leave = await slack.say('U1', 'dm', 'unlink web');
  const confirm = await reads(/Unlink the web chat/, leave);
  await slack.click('U1', confirm, 'Yes');
  await reads(/The web chat is unlinked/i);
  const [workflow] = await house.store.workflows.find({ workspace: EVERY_WORKSPACE }).lean();
  expect(workflow?.alsoTell).toEqual([]);
  const again = webTeller();
  await again.arrive(house.address);
  await again.says('list my workflows');
  await expect
    .poll(async () => (await again.reads()).join('\n'), { timeout: LONG })
    .toMatch(/You have no workflows yet/);
}, 120_000);
