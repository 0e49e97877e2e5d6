import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestStore } from '../support/store.ts';
import { type DevServer, startDevServer } from '../web/dev-server.ts';
import { buildPage, findChromium, openBrowser } from './browser.ts';
import { approvalCard, gateCard, runCard, script } from './script.ts';

const SHOTS = process.env.NOD_SHOTS;
const shot = async (page: Page, name: string) => {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
};

describe.skipIf(findChromium() === null)('the page in a browser', () => {
  let opened: Awaited<ReturnType<typeof openTestStore>>;
  let built: ReturnType<typeof buildPage>;
  let browser: Browser;
  let server: DevServer;
  let context: BrowserContext;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    built = buildPage();
    [opened, browser] = await Promise.all([openTestStore(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await opened?.drop();
    built?.remove();
  });

  const begin = async (options: Parameters<Browser['newContext']>[0] = {}) => {
    context = await browser.newContext({
      viewport: { width: 1360, height: 860 },
      timezoneId: 'Africa/Nairobi',
      reducedMotion: 'reduce',
      ...options,
    });
    page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error' && !line.text().includes('Failed to load resource')) errors.push(line.text());
    });
    await page.goto(server.url);
    await page.getByRole('textbox', { name: 'Message to Nod' }).waitFor();
  };
  beforeEach(async () => {
    errors.length = 0;
    await opened.store.webThreads.deleteMany({ workspace: 'ws_home' });
    await opened.store.webMessages.deleteMany({ workspace: 'ws_home' });
    server = await startDevServer({ store: opened.store, assets: built.assets });
    script(server);
  });
  afterEach(async () => {
    await context?.close();
    await server.stop();
    expect(errors).toEqual([]);
  });
  const say = async (text: string) => {
    await page.getByRole('textbox', { name: 'Message to Nod' }).fill(text);
    await page.keyboard.press('Enter');
  };

  it('shows every kind of card, light, dark and on a phone', async () => {
    await begin();
    await shot(page, '01-welcome-light');
    await say('Every Monday at 9am email a weekly report to the team');
    await page.getByRole('button', { name: 'Use my address' }).click();
    await page.getByRole('heading', { name: 'Weekly report' }).waitFor();
    await shot(page, '02-card-light');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Approved by Wanjiru').waitFor();
    const thread = server.engine.actions[0]?.thread ?? 'web:none';
    await server.adapter.post(thread, runCard('running'), 'run-1');
    await server.adapter.post(thread, gateCard(), 'gate-1');
    await server.adapter.working(thread, 'Emailing team@acme.example');
    await page.getByText('Emailing team@acme.example').first().waitFor();
    await page.getByRole('button', { name: 'Workflows' }).click();
    await page.getByRole('heading', { name: 'Supplier payout' }).first().waitFor();
    await shot(page, '03-run-workflows-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Sandbox' }).click();
    await page.getByText('Email to team@acme.example').waitFor();
    await shot(page, '04-sandbox-dark');
    await page.keyboard.press('Escape');
    await page.locator('.scroller').evaluate((element) => element.scrollTo(0, 300));
    await shot(page, '05-card-dark');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText('Works without a key').waitFor();
    await shot(page, '06-settings-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /Weekly report/ })
      .click();
    await page.setViewportSize({ width: 390, height: 800 });
    await shot(page, '07-phone');
    await page.getByRole('button', { name: 'Conversations' }).click();
    await expect.poll(() => page.getByRole('navigation').isVisible()).toBe(true);
    await shot(page, '08-phone-drawer');
    expect(approvalCard().title).toBe('Weekly report');
  });
});
