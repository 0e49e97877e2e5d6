import { expect, test, vi } from 'vitest';
import { PLATFORMS } from '../../adapters/index.ts';
import type { WebPerson } from '../../adapters/web/session.ts';
import { readConfig } from '../../src/config.ts';
import { panelFor } from '../../src/gateway-panel.ts';

const ADMIN: WebPerson = { workspace: 'w', user: 'u', name: 'Ann', admin: true, timeZone: 'UTC' };

function panel() {
  const logIn = vi.fn();
  const health = () => ({ ok: false, detail: 'nobody took the code', asleep: true as const });
  const none = { find: () => ({ sort: () => ({ limit: () => ({ lean: async () => [] }) }) }) };
  const made = panelFor({
    config: readConfig({}),
    store: { connections: none } as never,
    clock: { now: () => new Date() },
    catalogue: { services: [] } as never,
    pages: {} as never,
    health: { services: {}, platforms: () => ({}), worker: async () => ({ ok: true, detail: 'running' }) },
    platforms: PLATFORMS,
    adapters: [{ platform: 'whatsapp', health, logIn }],
  });
  const shown = async (person: WebPerson) =>
    (await made.settings(person)).platforms.find((one) => one.detail === 'nobody took the code');
  return { ...made, logIn: made.logIn, asked: logIn, shown };
}

test('An admin sees that a platform stopped showing codes, and has it show one again', async () => {
  const { shown, logIn, asked } = panel();
  expect(await shown(ADMIN)).toMatchObject({ asleep: 'whatsapp', on: false });
  logIn(ADMIN, 'whatsapp');
  expect(asked).toHaveBeenCalledOnce();
  logIn(ADMIN, 'nothing of the kind');
  expect(asked).toHaveBeenCalledOnce();
});

test('Nobody else can log a platform in, nor is offered to', async () => {
  const { shown, logIn, asked } = panel();
  expect(await shown({ ...ADMIN, admin: false })).not.toHaveProperty('asleep');
  expect(() => logIn({ ...ADMIN, admin: false }, 'whatsapp')).toThrow(/Only an admin/);
  expect(asked).not.toHaveBeenCalled();
});
