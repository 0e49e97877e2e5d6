import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import wwebjs from 'whatsapp-web.js';
import { BROWSER_ARGS, browserTestsRun, findBrowser } from './browser.ts';
import { type Driven, linked } from './client.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from './fake.ts';

const ANN = '15550002222@c.us';
const DRAWING = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="120"><rect width="320" height="120" fill="#cde"/></svg>',
);

// Browsers start slowly where much else runs.
vi.setConfig({ testTimeout: 60_000 });

describe.skipIf(!browserTestsRun())('the chats to look at', () => {
  let fake: FakeWhatsApp;
  let driven: Driven;
  let browser: Browser;

  beforeAll(async () => {
    fake = await startFakeWhatsApp({ acks: 3 });
    fake.addContact({ pn: ANN, pushname: 'Ann' });
    driven = await linked(fake);
    browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: BROWSER_ARGS });
  });
  afterAll(async () => {
    await browser?.close();
    await driven?.close();
    await fake?.stop();
  });

  it('show what was said, with quotes, pictures, polls, votes and reactions', async () => {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    const asked = fake.say(ANN, 'Every Friday, pay *everybody* <b>please</b>');
    await page.goto(fake.viewUrl(ANN));
    await page.locator('.theirs').getByText('Every Friday').waitFor();
    expect(await page.locator('.theirs b').allTextContents()).toEqual(['everybody']);

    const picture = new wwebjs.MessageMedia('image/svg+xml', DRAWING.toString('base64'), 'plan.svg');
    await driven.client.sendMessage(ANN, picture, { caption: 'Your plan', quotedMessageId: asked.key });
    await driven.client.sendMessage(ANN, new wwebjs.Poll('Go ahead?', ['Approve', 'Cancel']));
    await page.locator('.mine img').waitFor();
    expect(await page.locator('blockquote').textContent()).toContain('everybody');
    const poll = await fake.sent('Go ahead?');
    fake.vote(poll, ['Approve']);
    await page.locator('.poll li.chosen', { hasText: 'Approve' }).waitFor();
    fake.react(poll, '👍');
    await page.locator('.mine .reactions').getByText('👍').waitFor();
    await expect.poll(() => page.locator('.ticks.read').count()).toBe(2);
    const image = await page.evaluate('document.querySelector("img").naturalWidth');
    expect(image).toBe(320);

    const mine = await driven.client.sendMessage(ANN, 'done');
    await mine.edit('all done');
    await page.locator('.foot', { hasText: 'Edited' }).waitFor();
    await mine.delete(true);
    await page.locator('.deleted').waitFor();
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  });
});
