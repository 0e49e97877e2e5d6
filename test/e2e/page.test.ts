import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { openTestStore } from '../support/store.ts';
import { type DevServer, startDevServer } from '../web/dev-server.ts';
import { buildPage, openBrowser } from './browser.ts';
import { approvalCard, gateCard, runCard, script } from './script.ts';

const SHOTS = process.env.NOD_SHOTS;
const shot = async (page: Page, name: string) => {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
};

describe.skipIf(!browserTestsRun())('the page in a browser', () => {
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
    context.setDefaultTimeout(30_000);
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
  const said = (text: string, where = page) => where.locator('.messages').getByText(text);
  const box = () => page.getByRole('textbox', { name: 'Message to Nod' });
  /** Starts a conversation; returns its thread once it is answered. */
  const open = async (text: string) => {
    await say(text);
    await expect.poll(() => server.engine.messages.length).toBeGreaterThan(0);
    await page.locator('.from-bot').first().waitFor();
    return server.engine.messages[0]?.thread ?? 'web:none';
  };
  const say = async (text: string) => {
    await page.getByRole('textbox', { name: 'Message to Nod' }).fill(text);
    await page.keyboard.press('Enter');
  };

  it('takes a person from an empty page to an approved card, by typing and tapping', async () => {
    await begin();
    await shot(page, '01-welcome-light');
    await page.getByRole('button', { name: /A reminder/ }).click();
    await expect.poll(() => box().inputValue()).toContain('Remind me tomorrow');
    await say('Every Monday at 9am email a weekly report to the team');
    await page.getByRole('button', { name: 'Use my address' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Approved by Wanjiru').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(server.engine.messages[0]).toMatchObject({ timeZone: 'Africa/Nairobi', author: { id: 'usr_wanjiru' } });
    expect(server.engine.actions.map((action) => action.choice.value)).toEqual(['q1:0', 'd1']);
    await page.getByRole('img', { name: 'Monday 09:00, then read the sheet, then send an email' }).waitFor();
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /Weekly report/ })
      .waitFor();
    expect(await box().inputValue()).toBe('');
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('composer');
    await shot(page, '02-card-light');
  });

  it('ticks off the steps of a run in place, and asks once more where a card wants it', async () => {
    await begin();
    const thread = await open('hello');
    const run = await server.adapter.post(thread, runCard('running'), 'run-1');
    await page.getByRole('img', { name: 'running' }).first().waitFor();
    await server.adapter.working(thread, 'Emailing the team');
    await page.getByRole('status').getByText('Emailing the team').waitFor();
    await server.adapter.working(thread, null);
    await server.adapter.update(thread, run, runCard('failed'), 'u-1');
    await page.getByRole('button', { name: 'Try step 2 again' }).waitFor();
    expect(await page.getByRole('heading', { name: /Weekly report/ }).count()).toBe(1);
    await server.adapter.post(thread, gateCard(), 'gate-1');
    await page.getByLabel('A note for the books').fill('for March');
    await page.getByRole('button', { name: 'Pay it' }).click();
    await page.getByRole('alertdialog').getByText('Pay KES 20,000 to Otieno?').waitFor();
    await page.keyboard.press('Escape');
    expect(server.engine.actions).toEqual([]);
    await page.getByRole('button', { name: 'Pay it' }).click();
    await shot(page, '03-confirm-light');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Pay it' }).click();
    await said('Paid. Thank you.').waitFor();
    expect(server.engine.actions).toMatchObject([{ choice: { name: 'gate.approve' }, values: { note: 'for March' } }]);
  });

  it('loses nothing when the gateway goes away and the page is reloaded meanwhile', async () => {
    await begin();
    await open('first');
    await server.stop();
    await page.getByText('Nod does not answer right now').waitFor();
    await say('written while it was away');
    await page.getByText('Not sent yet').waitFor();
    await box().fill('half a thou');
    await shot(page, '04-away-light');
    const port = Number(new URL(server.url).port);
    const kept = await page.evaluate("localStorage.getItem('nod.pending')");
    expect(kept).toContain('written while it was away');
    const before = server;
    server = await startDevServer({ store: opened.store, assets: built.assets, port });
    script(server);
    await page.reload();
    await said('You said: written while it was away').waitFor();
    expect(before.engine.messages.map((message) => message.text)).toEqual(['first']);
    expect(server.engine.messages.map((message) => message.text)).toEqual(['written while it was away']);
    expect(await box().inputValue()).toBe('half a thou');
    await expect.poll(() => page.getByText('written while it was away', { exact: true }).count()).toBe(1);
    expect(await page.getByText('Nod does not answer right now').count()).toBe(0);
  });

  it('gives back what was refused, with the reason', async () => {
    await begin();
    await open('first');
    server.engine.refuse = new AppError('rate_limited', 'That is a lot at once.', { retryAfter: 1 });
    await say('again');
    await said('You said: again').waitFor();
    server.engine.refuse = new AppError('bad_request', 'That does not look like text.');
    await say('odd');
    await page.getByText('That does not look like text.').waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    await expect.poll(() => box().inputValue()).toBe('odd');
  });

  it('shows what another tab does, and what is unread', async () => {
    await begin();
    const thread = await open('shared');
    const other = await context.newPage();
    await other.goto(page.url());
    await said('You said: shared', other).waitFor();
    await page.getByRole('button', { name: 'New conversation' }).click();
    await server.adapter.post(thread, 'news', 'k-news');
    await said('news', other).waitFor();
    await page.getByRole('button', { name: /New conversation/ }).focus();
    await say('second conversation');
    await said('You said: second conversation').waitFor();
    await server.adapter.post(server.engine.messages[1]?.thread ?? 'web:none', 'for the second', 'k-2');
    await other
      .getByRole('navigation')
      .getByRole('button', { name: /second conversation.*new message/ })
      .waitFor();
    await other
      .getByRole('navigation')
      .getByRole('button', { name: /second conversation/ })
      .click();
    await said('for the second', other).waitFor();
  });

  it('can be used with the keyboard alone', async () => {
    await begin();
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await said('You said: one').waitFor();
    expect(server.engine.messages[0]?.text).toBe('one\ntwo');
    await page.keyboard.press('Alt+n');
    await page.getByRole('heading', { name: 'What should happen by itself?' }).waitFor();
    await page.keyboard.type('three');
    await page.keyboard.press('Enter');
    await said('You said: three').waitFor();
    await page.keyboard.press('Alt+ArrowDown');
    await said('You said: one').waitFor();
    await page.keyboard.press('Alt+w');
    await page.getByRole('heading', { name: 'Supplier payout' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('heading', { name: 'Supplier payout' }).count()).toBe(0);
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('composer');
  });

  it('runs and pauses a workflow from the panel, in words a person would use', async () => {
    await begin();
    await open('hello');
    await page.getByRole('button', { name: 'Workflows' }).click();
    await page.getByRole('button', { name: 'Run now: Weekly report' }).click();
    await said('Run Weekly report now').waitFor();
    await page.getByRole('button', { name: 'Resume: Supplier payout' }).click();
    await said('You said: Resume Supplier payout').waitFor();
    expect(server.engine.messages.map((message) => message.text)).toContain('Run Weekly report now');
  });

  it('shows text as text, whatever is in it', async () => {
    await begin();
    const thread = await open('hello');
    const evil = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script> **bold** javascript:alert(1)';
    const image = {
      svg: '<svg xmlns="http://www.w3.org/2000/svg" onload="window.hurt=1"/>',
      alt: 'a drawing in words',
    };
    const link = { kind: 'link' as const, text: 'a trap', url: 'javascript:window.hurt=1' };
    await server.adapter.post(thread, { title: evil, body: [{ kind: 'text', text: evil }, link], image }, 'evil');
    await page.getByText('a drawing in words').waitFor();
    expect(await said('<script>window.hurt=1</script>').count()).toBe(2);
    expect(await page.getByRole('link', { name: 'a trap' }).count()).toBe(0);
    expect(await page.evaluate("'hurt' in window")).toBe(false);
  });

  it('has a platform show a new code once nobody took the others', async () => {
    await begin();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText('nobody took the code for 10 minutes').waitFor();
    await page.getByRole('button', { name: 'Show a new code' }).click();
    await page.getByRole('img', { name: 'QR code to log in with' }).waitFor();
    expect(await page.getByRole('button', { name: 'Show a new code' }).count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('is calm in the dark and fits a phone', async () => {
    await begin({ colorScheme: 'dark' });
    const thread = await open('weekly report, please');
    await server.adapter.post(thread, approvalCard(), 'card');
    await server.adapter.post(thread, runCard('done'), 'run');
    await page.getByRole('button', { name: 'Sandbox' }).click();
    await page.getByText('Email to team@acme.example').waitFor();
    await shot(page, '05-sandbox-dark');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText('Works without a key').waitFor();
    await shot(page, '06-settings-dark');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 390, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await box().waitFor();
    const wider = 'document.documentElement.scrollWidth > window.innerWidth';
    expect(await page.evaluate(wider)).toBe(false);
    await shot(page, '07-phone');
    await page.getByRole('button', { name: 'Conversations' }).click();
    await page.getByRole('navigation').getByRole('button', { name: 'New conversation' }).waitFor();
    await shot(page, '08-phone-drawer');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('navigation').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Workflows' }).click();
    await page.getByRole('heading', { name: 'Supplier payout' }).waitFor();
    await shot(page, '09-phone-panel');
    expect(await page.evaluate(wider)).toBe(false);
  });
});
