import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { type House, openHouse } from '../support/house.ts';
import { buildPage, openBrowser } from './browser.ts';

const PICTURE = process.env.NOD_PICTURE;
const REPORT = 'Every Monday at 9am email a weekly report to team@acme.example';
const ROUNDS = 6;

describe.skipIf(!browserTestsRun())('the whole loop, by clicking and typing', { timeout: 90_000 }, () => {
  let house: House;
  let built: ReturnType<typeof buildPage>;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    built = buildPage();
    [house, browser] = await Promise.all([openHouse({}, built.assets), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
    built?.remove();
  });
  beforeEach(async () => {
    context = await browser.newContext({
      viewport: { width: 1360, height: 860 },
      timezoneId: 'Africa/Nairobi',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
    await page.goto(house.address);
    await page.getByRole('textbox', { name: 'Message to Nod' }).waitFor();
  });
  afterEach(async () => {
    if (process.env.NOD_SHOTS) await page.screenshot({ path: `${process.env.NOD_SHOTS}/loop-${Date.now()}.png` });
    await context.close();
  });

  const said = (text: string | RegExp) => page.locator('.messages').getByText(text);
  const say = async (text: string) => {
    await page.getByRole('textbox', { name: 'Message to Nod' }).fill(text);
    await page.keyboard.press('Enter');
  };
  const answers = () => page.locator('.from-bot').count();
  const approve = () => page.getByRole('button', { name: 'Approve', exact: true });

  /** Describes an automation and answers what is asked, until there is a card to approve. */
  async function describeUntilCard(text: string, answer: string): Promise<void> {
    let before = await answers();
    await say(text);
    for (let round = 0; round < ROUNDS; round += 1) {
      await expect.poll(answers, { timeout: 20_000 }).toBeGreaterThan(before);
      const sandbox = page.getByRole('button', { name: 'Use the sandbox' });
      if ((await approve().count()) > 0) return;
      before = await answers();
      if ((await sandbox.count()) > 0) {
        await sandbox.last().click();
        await approve().waitFor();
        return;
      }
      await say(answer);
    }
    await approve().waitFor();
  }

  it('a weekly email report: described, asked, approved, run, told, paused, resumed, deleted', async () => {
    await describeUntilCard(REPORT, 'subject: Report of the week; body: All is well');
    await approve().last().click();
    await said(/Approved by/)
      .first()
      .waitFor();
    expect(await approve().count()).toBe(0);

    await page.getByRole('button', { name: 'Workflows' }).click();
    const row = page.getByRole('complementary').getByRole('listitem').first();
    await row.getByText('Every Monday at 09:00').waitFor();
    await row.getByText('Next').waitFor();
    await row.getByRole('button', { name: /^Run now/ }).click();
    await row.getByText(/Went well/).waitFor();
    await expect.poll(() => page.locator('.card-done').count(), { timeout: 20_000 }).toBeGreaterThan(0);

    await page.getByRole('button', { name: 'Sandbox' }).click();
    await page.getByRole('complementary').getByText('team@acme.example').first().waitFor();
    if (PICTURE) {
      await page.getByRole('button', { name: 'Workflows' }).click();
      await row.getByText(/Went well/).waitFor();
      await page.setViewportSize({ width: 1360, height: 1180 });
      await page.screenshot({ path: PICTURE });
    }

    await page.getByRole('button', { name: 'Workflows' }).click();
    const open = page.getByRole('complementary').getByRole('listitem').first();
    if ((await open.count()) === 0) await page.getByRole('button', { name: 'Workflows' }).click();
    await open.getByRole('button', { name: /^Pause/ }).click();
    await open.getByText('Paused', { exact: true }).waitFor();
    await open.getByRole('button', { name: /^Resume/ }).click();
    await open.getByText('On', { exact: true }).waitFor();

    const name = (await open.getByRole('heading').textContent()) ?? '';
    await say(`delete ${name}`);
    const yes = page.getByRole('button', { name: /^(Delete|Yes)/ }).last();
    await yes.click();
    const sure = page.getByRole('alertdialog').getByRole('button').first();
    if (await sure.isVisible()) await sure.click();
    await page.getByText('No workflows yet').waitFor();
  });

  it('a conversation is still there after a reload, at the same address', async () => {
    await page.getByRole('button', { name: 'New conversation' }).click();
    await say('Remind me tomorrow at 10am to call the landlord');
    await expect.poll(answers, { timeout: 20_000 }).toBeGreaterThan(0);
    await expect.poll(() => page.url()).toContain('#/t/');
    const before = await page.locator('.from-bot').first().textContent();
    await page.reload();
    await said('Remind me tomorrow at 10am to call the landlord').first().waitFor();
    expect(await page.locator('.from-bot').first().textContent()).toBe(before);
  });
});
