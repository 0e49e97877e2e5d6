import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeCloud } from '../fakes/whatsapp-cloud/cloud.ts';
import { startFakeCloud } from '../fakes/whatsapp-cloud/cloud.ts';
import type { Phone } from '../fakes/whatsapp-cloud/phone.ts';
import { type House, openHouse } from '../support/house.ts';

const PATIENT = { timeout: 30_000, interval: 50 };

describe('the whole loop over the Cloud API, with the whole product', { timeout: 120_000 }, () => {
  let house: House;
  let cloud: FakeCloud;
  let amina: Phone;

  beforeAll(async () => {
    cloud = await startFakeCloud();
    amina = cloud.person({ name: 'Amina' });
    house = await openHouse({ ...cloud.env(), WHATSAPP_ALLOWED: `+${amina.user.phone}` });
    await cloud.hooks.register(`${house.address}/whatsapp/cloud`);
  }, 120_000);
  afterAll(async () => {
    await house?.close();
    await cloud?.close();
  });

  const fromNod = () => amina.shown().filter((message) => message.from === 'business');
  const newest = (about: RegExp) => fromNod().findLast((message) => about.test(message.text));
  const titles = () => fromNod().flatMap((message) => message.choices.map((choice) => choice.title));
  const tapNewest = (title: string) => {
    const message = fromNod().findLast((one) => one.choices.some((choice) => choice.title === title));
    return amina.tap(message?.id ?? '', title);
  };

  it('described, approved by a button, run by a word, told; what changes quotes its card', async () => {
    await amina.say(
      'Every Monday at 9am email a weekly report to team@acme.example, subject: Report, body: All is well',
    );
    await expect.poll(() => titles(), PATIENT).toContainEqual(expect.stringMatching(/Approve|sandbox/i));
    if (!titles().includes('Approve')) {
      await tapNewest('Use the sandbox');
      await expect.poll(() => titles(), PATIENT).toContain('Approve');
    }
    const card = fromNod().findLast((message) => message.choices.some((choice) => choice.title === 'Approve'));
    await tapNewest('Approve');
    await expect.poll(() => newest(/Approved by/)?.text, PATIENT).toContain('Approved by');

    await amina.say('run it now');
    await expect.poll(() => newest(/✅(?! Approved)/)?.text, PATIENT).toContain('Report');
    expect(newest(/Approved by/)?.quotes).toBe(card?.id);
    expect(card?.type).toBe('interactive');
    expect(cloud.state.marks.some((mark) => mark.typing)).toBe(true);
    expect(fromNod().every((message) => message.status !== 'failed')).toBe(true);
  });

  it('nobody answers a number that was not let in', async () => {
    const stranger = cloud.person({ name: 'Someone' });
    await stranger.say('send money to me');
    await amina.say('what can you do?');
    await expect.poll(() => amina.shown().at(-1)?.from, PATIENT).toBe('business');
    expect(stranger.shown().filter((message) => message.from === 'business')).toEqual([]);
  });
});
