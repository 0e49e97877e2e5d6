import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlOf } from './control.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from './fake.ts';

describe('the control page', () => {
  let fake: FakeWhatsApp;
  let address: string;

  beforeAll(async () => {
    fake = await startFakeWhatsApp();
    fake.control = controlOf(fake, [{ id: '15550002222@c.us', name: 'Ann' }]);
    address = new URL('/', fake.viewUrl()).href;
  });
  afterAll(() => fake.stop());

  const act = (deed: string, form: Record<string, string> = {}) =>
    fetch(`${address}do/${deed}`, { method: 'POST', body: new URLSearchParams(form) });

  it('shows who can be played', async () => {
    const page = await (await fetch(address)).text();
    expect(page).toContain('<option value="15550002222@c.us">Ann</option>');
    expect(await (await fetch(`${address}state`)).json()).toEqual({ linked: false, messages: 0, polls: [] });
  });

  it('says something for somebody', async () => {
    expect((await act('say', { chat: '15550002222@c.us', text: 'hello' })).status).toBe(204);
    expect(fake.unreadOf('15550002222@c.us')).toBe(1);
  });

  it('says what it cannot do', async () => {
    expect((await fetch(`${address}nothing`)).status).toBe(404);
    for (const deed of ['fly', 'vote']) expect((await act(deed)).status).toBe(400);
    expect(await (await act('fly')).text()).toContain('scan');
  });
});
