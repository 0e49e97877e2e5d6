import { expect, test } from 'vitest';
import { PLATFORMS } from '../../adapters/index.ts';
import { createPlatformNotices } from '../../src/gateway-notices.ts';

function watching() {
  const state = { ok: false, detail: 'starting' };
  const told: string[] = [];
  const adapters = [
    { platform: 'web' as const, health: () => ({ ok: false, detail: 'the page is never told of' }) },
    { platform: 'slack' as const, health: () => ({ ...state }) },
  ];
  const notices = createPlatformNotices(PLATFORMS, adapters, (line) => told.push(line));
  const say = (ok: boolean, detail: string, looks = 3) => {
    Object.assign(state, { ok, detail });
    for (let look = 0; look < looks; look += 1) notices.look();
  };
  return { told, say };
}

test('a platform that connects is told once, and what only passes by is not', () => {
  const { told, say } = watching();
  say(false, 'starting', 2);
  say(true, 'connected', 5);
  expect(told).toEqual(['✅ Slack: connected']);
});

test('lasting trouble is told once, whatever the seconds it waits, and again after it was fine', () => {
  const { told, say } = watching();
  say(false, 'no answer; trying again in 2 s');
  say(false, 'no answer; trying again in 15 s');
  say(true, 'connected', 1);
  say(false, 'no answer; trying again in 2 s');
  expect(told).toEqual([
    '⚠️ Slack: no answer; trying again in 2 s',
    '✅ Slack: connected',
    '⚠️ Slack: no answer; trying again in 2 s',
  ]);
});
