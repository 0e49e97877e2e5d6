import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSlackWeb, tokens } from '../../adapters/slack/web.ts';
import { createLog } from '../../src/log.ts';
import type { FakeSlack } from '../fakes/slack/fake.ts';
import { startFakeSlack } from '../fakes/slack/fake-slack.ts';

/** A channel of the second team. */
const ELSEWHERE = 'C21';

let slack: FakeSlack;
beforeAll(async () => {
  slack = await startFakeSlack();
});
afterAll(() => slack.close());

test('Each team is spoken to with its own token: one function tells which', async () => {
  const asked: string[] = [];
  const web = createSlackWeb({
    config: { SLACK_API_URL: slack.apiUrl },
    log: createLog('silent', 'test'),
    tokenOf(team) {
      asked.push(team);
      return slack.botToken(team);
    },
  });
  for (const team of ['T1', 'T2', 'T1']) {
    for (const client of [web.once(team), web.again(team)]) {
      expect(await client.auth.test()).toMatchObject({ ok: true, team_id: team });
    }
  }
  expect(new Set(asked)).toEqual(new Set(['T1', 'T2']));
  await Promise.all([
    web.once('T1').chat.postMessage({ channel: 'C1', text: 'to Acme' }),
    web.once('T2').chat.postMessage({ channel: ELSEWHERE, text: 'to the other' }),
  ]);
  expect(slack.messages('C1').at(-1)?.text).toBe('to Acme');
  expect(slack.messages(ELSEWHERE).at(-1)?.text).toBe('to the other');
  // With the other's token there is no such channel.
  await expect(web.once('T1').chat.postMessage({ channel: ELSEWHERE, text: 'astray' })).rejects.toThrow(
    /channel_not_found/,
  );
  expect(slack.messages(ELSEWHERE).map((one) => one.text)).not.toContain('astray');
});

test('A token that is exchanged is used from then on', async () => {
  let token = 'xoxb-old';
  const config = { SLACK_API_URL: slack.apiUrl };
  const web = createSlackWeb({ config, log: createLog('silent', 'test'), tokenOf: () => token });
  await expect(web.once('T1').auth.test()).rejects.toThrow(/invalid_auth/);
  token = slack.botToken('T1');
  expect(await web.once('T1').auth.test()).toMatchObject({ team_id: 'T1' });
});

test('Nothing but that function knows where the token is from', () => {
  const folder = join(import.meta.dirname, '../../adapters/slack');
  const naming = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /config\.SLACK_BOT_TOKEN/.test(readFileSync(join(folder, file), 'utf8')));
  // Besides that function, only what says whether Slack is on.
  expect(naming).toEqual(['platform.ts', 'web.ts']);
  expect(tokens({ SLACK_BOT_TOKEN: 'xoxb-one' })('T1')).toBe('xoxb-one');
});
