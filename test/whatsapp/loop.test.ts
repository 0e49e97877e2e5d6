import getPort from 'get-port';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage } from '../e2e/browser.ts';
import { browserTestsRun, findBrowser } from '../fakes/whatsapp-web/browser.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from '../fakes/whatsapp-web/fake.ts';
import type { Sent } from '../fakes/whatsapp-web/outbox.ts';
import { type House, openHouse } from '../support/house.ts';
import { logInAgain } from './settings-page.ts';

const WANJIRU = '254712345678@c.us';
const STRANGER = '254700000009@c.us';
const LONG = { timeoutMs: 45_000 };
/** A file for a picture of the chat, for the guide. */
const PICTURE = process.env.NOD_PICTURE;

/** The whole product on WhatsApp: gateway, worker, Temporal, the real library in a real browser. */
describe.skipIf(!browserTestsRun())('the main loop on WhatsApp', { timeout: 120_000 }, () => {
  let fake: FakeWhatsApp;
  let house: House;
  let built: ReturnType<typeof buildPage>;
  let debugging = 0;

  beforeAll(async () => {
    built = buildPage();
    debugging = await getPort();
    fake = await startFakeWhatsApp();
    fake.addContact({ pn: WANJIRU, lid: '77700000001@lid', pushname: 'Wanjiru' });
    fake.addContact({ pn: STRANGER, lid: '77700000002@lid', pushname: 'Somebody' });
    house = await openHouse(
      {
        WHATSAPP_ENABLED: 'true',
        WHATSAPP_ALLOWED: '+254712345678',
        WHATSAPP_BROWSER_ARGS: [
          ...fake.chromiumArgs(),
          ...(PICTURE ? [`--remote-debugging-port=${debugging}`] : []),
        ].join(','),
        PUPPETEER_EXECUTABLE_PATH: findBrowser() ?? '',
      },
      built.assets,
    );
    await fake.scanQr();
    await fake.synced();
  }, 120_000);
  afterAll(async () => {
    await house?.close();
    await fake?.stop();
    built?.remove();
  }, 60_000);

  /** The next message of the bot that reads like this, after `from` of its messages. */
  const reads = (words: RegExp, from: number): Promise<Sent> => fake.sent(words, { ...LONG, after: from });

  /** Says it and gives the card that comes of it. */
  async function proposed(wanted: string, answers: string, title: RegExp): Promise<{ card: Sent; from: number }> {
    const from = fake.outbox.length;
    fake.say(WANJIRU, wanted);
    await reads(/\?/, from);
    const asked = fake.outbox.length;
    fake.say(WANJIRU, answers);
    const card = await fake.sent(
      (sent) => sent.type === 'chat' && title.test(sent.text) && /Reply 1 to Approve/.test(sent.text),
      {
        ...LONG,
        after: asked,
      },
    );
    return { card, from: fake.outbox.length };
  }

  const pollOf = (card: Sent) => fake.sent((sent) => sent.poll !== null && sent.quoted?.id === card.id, LONG);

  async function ran(card: Sent): Promise<void> {
    const from = fake.outbox.length;
    fake.say(WANJIRU, 'run it now');
    const report = await fake.sent((sent) => /✅/.test(sent.text) && sent.quoted?.id === card.id, {
      ...LONG,
      after: from,
    });
    expect(report.chat).toBe(WANJIRU);
  }

  it('goes from words over a question and a vote to a run, whose report quotes the card', async () => {
    const { card } = await proposed(
      'Every Tuesday at 8am email sales@acme.example',
      'subject: Sales of the week; body: Please send me the numbers',
      /sales@acme/,
    );
    const drawing = fake.outbox.find((sent) => sent.type === 'image');
    expect(drawing?.media?.mimetype).toBe('image/png');
    expect(card.text).not.toContain('**');
    const poll = await pollOf(card);
    expect(poll.poll?.options[0]).toBe('Approve');
    const from = fake.outbox.length;
    fake.vote(poll, ['Approve']);
    const outcome = await reads(/✅ Approved by Wanjiru/, from);
    expect(outcome.quoted?.id).toBe(card.id);
    await reads(/is on\./, from);
    await ran(card);
    if (PICTURE) await picture(PICTURE);
  });

  async function picture(path: string): Promise<void> {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${debugging}`);
    const page = browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((one) => one.url().includes('whatsapp'));
    await page?.setViewportSize({ width: 960, height: 2050 });
    await page?.screenshot({ path });
    await browser.close();
  }

  it('is approved by a typed “ndio”', async () => {
    const { card, from } = await proposed(
      'Every Monday at 9am email team@acme.example',
      'subject: Report; body: All is well',
      /team@acme/,
    );
    fake.say(WANJIRU, 'ndio');
    const outcome = await reads(/✅ Approved by Wanjiru/, from);
    expect(outcome.quoted?.id).toBe(card.id);
  });

  it('is approved by its number, quoting the card', async () => {
    const { card, from } = await proposed(
      'Every Friday at 5pm email boss@acme.example',
      'subject: Week; body: Done',
      /boss@acme/,
    );
    fake.say(WANJIRU, '1', { quote: card });
    await reads(/✅ Approved by Wanjiru/, from);
  });

  it('a reaction approves nothing, and a second answer is told what was decided', async () => {
    const { card, from } = await proposed(
      'Every Sunday at 5pm email home@acme.example',
      'subject: Home; body: Soon',
      /home@acme/,
    );
    fake.react(card, '👍');
    fake.vote(await pollOf(card), ['Cancel']);
    const outcome = await reads(/[Cc]ancelled/, from);
    expect(outcome.text).not.toContain('Approved');
    const after = fake.outbox.length;
    fake.vote(await pollOf(card), ['Approve']);
    await reads(/already|cancelled/i, after);
    expect(fake.outbox.slice(from).some((sent) => sent.text.includes('Approved'))).toBe(false);
  });

  it('says nothing to strangers, and leaves no read mark', async () => {
    const from = fake.outbox.length;
    fake.say(STRANGER, 'hello?');
    fake.say(WANJIRU, 'list my workflows');
    await reads(/workflows/, from);
    expect(fake.outbox.filter((sent) => sent.chat === STRANGER)).toEqual([]);
    expect(fake.seen.filter((one) => 'chat' in one && one.chat === STRANGER)).toEqual([]);
  });

  it('shows on the settings page how to log in again once the phone unlinked it, and then that it is connected', async () => {
    await logInAgain(house.address, fake, 'qr');
    const from = fake.outbox.length;
    fake.say(WANJIRU, 'list my workflows');
    await reads(/workflows/, from);
  });
});
