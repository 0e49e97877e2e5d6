import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { openTestStore } from '../support/store.ts';
import { type DevServer, startDevServer } from '../web/dev-server.ts';
import { buildPage, openBrowser } from './browser.ts';

const SHOTS = process.env.NOD_SHOTS;

describe.skipIf(!browserTestsRun())('the page of a run', () => {
  let opened: Awaited<ReturnType<typeof openTestStore>>;
  let built: ReturnType<typeof buildPage>;
  let browser: Browser;
  let server: DevServer;
  beforeAll(async () => {
    built = buildPage();
    [opened, browser] = await Promise.all([openTestStore(), openBrowser()]);
    server = await startDevServer({ store: opened.store, assets: built.assets });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await opened?.drop();
    built?.remove();
  });

  it.each([
    ['wide', 'light', 1360],
    ['on a phone', 'dark', 390],
  ] as const)('shows each step with what went in and came out, %s', async (_, colorScheme, width) => {
    const context = await browser.newContext({
      viewport: { width, height: 860 },
      colorScheme,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${server.url}#/run/run_example`);
    await page.getByRole('heading', { name: 'Invoice on payment' }).waitFor();
    const steps = page.locator('.run-steps > li');
    expect(await steps.count()).toBe(3);
    expect(await steps.nth(0).textContent()).toContain('Approved by Wanjiru');
    expect(await steps.nth(1).textContent()).toContain('2 attempts · 5 s');
    expect(await steps.nth(1).textContent()).toContain('Taken back: Invoice INV-1042 voided');
    const whole = steps.nth(1).getByRole('link', { name: 'All of output.pdf (88 KB)' });
    const [download] = await Promise.all([page.waitForEvent('download'), whole.click()]);
    expect(download.suggestedFilename()).toBe('kept_0.json');
    // The page reads on where there are more steps.
    await page.getByRole('button', { name: 'Show more steps' }).click();
    await expect.poll(() => steps.count()).toBe(4);
    expect(await steps.nth(3).textContent()).toContain('One more');
    expect(await page.getByRole('button', { name: 'Show more steps' }).count()).toBe(0);
    expect(await steps.nth(2).textContent()).toContain('Mailgun refused the address');
    // Folded until it is asked for, bounded, and without secrets.
    const output = steps.nth(1).locator('details', { hasText: 'What came out' });
    expect(await output.locator('pre').isVisible()).toBe(false);
    await output.locator('summary').click();
    expect(await output.locator('pre').isVisible()).toBe(true);
    expect(await output.textContent()).toContain('more characters');
    expect(await page.locator('body').textContent()).not.toContain('sk-hush');
    expect(await page.getByRole('link', { name: 'Its history in Temporal' }).getAttribute('href')).toContain(
      'run-run_example',
    );
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    if (SHOTS) {
      mkdirSync(SHOTS, { recursive: true });
      await output.locator('summary').click();
      await page.screenshot({ path: `${SHOTS}/run-${width}.png` });
    }
    expect(errors).toEqual([]);
    await context.close();
  });
});
