import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import getPort from 'get-port';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { type House, openHouse } from '../support/house.ts';
import { buildPage, openBrowser } from './browser.ts';
import { personAt } from './person.ts';

// The gateway lives in this process: it must go on while the line waits for its answer.
const shell = promisify(execFile);

describe.skipIf(!browserTestsRun())('what people do with it, in a browser', { timeout: 90_000 }, () => {
  let house: House;
  let built: ReturnType<typeof buildPage>;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let me: ReturnType<typeof personAt>;
  let port: number;
  let server: Server | undefined;

  beforeAll(async () => {
    port = await getPort();
    built = buildPage();
    const env = { HTTP_ALLOW_PRIVATE: `127.0.0.1:${port}` };
    [house, browser] = await Promise.all([openHouse(env, built.assets), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
    built?.remove();
    server?.close();
  });
  beforeEach(async () => {
    context = await browser.newContext({ timezoneId: 'Africa/Nairobi', reducedMotion: 'reduce' });
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
    me = personAt(page);
    await page.goto(house.address);
    await me.begins();
  });
  afterEach(async () => {
    if (process.env.NOD_SHOTS) await page.screenshot({ path: `${process.env.NOD_SHOTS}/journey-${Date.now()}.png` });
    await context.close();
  });

  it('a payment: questions answered, approved, the secret opened once, the line of the thread run as it stands', async () => {
    await me.describes(
      'When a customer pays me through IntaSend, create an invoice in QuickBooks and email them',
      'subject: Thank you; text: Thanks for your payment',
    );
    await me.approves();
    await page.locator('.messages pre').waitFor();
    const line = (await page.locator('.messages pre').innerText()).trim();

    const [once] = await Promise.all([
      context.waitForEvent('page'),
      page
        .locator('.messages')
        .getByRole('link', { name: /\/once\// })
        .click(),
    ]);
    await once.getByRole('button', { name: 'Show it' }).click();
    const secret = (await once.locator('code, pre, output').first().innerText()).trim();
    expect(secret).toMatch(/^\S{32,}$/);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await once.getByRole('button', { name: 'Copy' }).click();
    await once.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await once.evaluate('navigator.clipboard.readText()')).toBe(secret);
    await once.goto(once.url());
    await once.getByText('This page was opened already').waitFor();
    await once.close();
    expect(await me.read()).not.toContain(secret);

    const sent = await shell('sh', ['-c', line], {
      env: { PATH: process.env.PATH, NOD_WEBHOOK_SECRET: secret },
    });
    expect(JSON.parse(sent.stdout)).toMatchObject({ execution_id: expect.any(String) });
    await me.reads(/Acme, KES 15,000 .*Invoice \S+ created in QuickBooks .*Emailed accounts@acme\.example/);
    expect(await me.read()).not.toContain('Message id');
    const forged = await shell('sh', ['-c', line], {
      env: { PATH: process.env.PATH, NOD_WEBHOOK_SECRET: 'not-the-secret' },
    });
    expect(JSON.parse(forged.stdout)).toMatchObject({ error: { code: expect.any(String) } });
  });

  it('a card changed by filling in its form: the new card stands, the old one is done with', async () => {
    await me.describes('Every Monday at 9am email team@acme.example', 'subject: Report; body: All is well');
    const card = page.locator('.card').last();
    await card.getByRole('button', { name: 'Change' }).click();
    const form = card.getByRole('group', { name: /^Change / });
    await form.getByRole('textbox', { name: 'Time of day' }).fill('07:30');
    await form.getByRole('textbox', { name: 'Subject' }).fill('Numbers of the week');
    if (process.env.NOD_SHOTS) await page.screenshot({ path: `${process.env.NOD_SHOTS}/form.png`, fullPage: true });
    await form.getByRole('button', { name: 'Show the new card' }).click();
    await me.reads(/every Monday at 07:30/);
    await me.reads(/Numbers of the week/);
    await me.reads(/Replaced by a newer card/);
    expect(await page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(1);
    await me.approves();
  });

  it('a step that fails: told with what was not done, asked why, tried again once it can work', async () => {
    await me.describes(`every day at 7am call http://127.0.0.1:${port}/status`, 'GET');
    await me.approves();
    await me.says('run it now');
    await page.getByRole('button', { name: 'Try step 1 again' }).waitFor();
    await me.reads(
      `127.0.0.1:${port}: It cannot be reached: it refuses the connection. Done nothing Not done Call http`,
    );
    await me.asks('why did it fail?');
    await me.reads(/failed .* at step 1/);

    server = createServer((_request, response) => response.end('well'));
    await new Promise<void>((done) => server?.listen(port, '127.0.0.1', done));
    expect((server.address() as AddressInfo).port).toBe(port);
    // From the page of the run, which says how it stands and offers the same.
    await page.getByRole('link', { name: 'Each step' }).click();
    await page.getByRole('heading', { name: 'Stopped at step 1' }).waitFor();
    const name = await page.getByRole('heading', { level: 1 }).textContent();
    expect(name).toMatch(/call|http|status/i);
    expect(await page.locator('.run-steps').textContent()).toMatch(/1\. Call http:\S+\/status/);
    await me.taps('Try step 1 again');
    await me.reads('/status answered 200');
    await me.reads('You chose to try again');
    expect(await page.getByRole('button', { name: 'Try step 1 again' }).count()).toBe(0);
  });

  it('a live workflow: changed by a sentence, paused, resumed, deleted after a yes', async () => {
    await me.describes('every Monday at 9am email ann@example.com saying "All systems fine"', 'Health of the week');
    await me.approves();
    await me.says('make it Tuesdays at 10am');
    await page.locator('.messages del').getByText('Monday at 09:00').waitFor();
    await page.locator('.messages strong').getByText('Tuesday at 10:00').first().waitFor();
    await me.reads('Nothing else changes.');
    await me.approves();
    await me.reads(/Every Tuesday at 10:00; next on Tuesday/);

    await me.asks('pause it');
    await me.reads(/is paused\. Nothing starts it until you resume it/);
    await me.asks('resume it');
    await me.reads(/is on again/);
    await me.asks('delete it');
    await me.reads(/It stops for good/);
    await me.taps('No');
    await me.reads(/Left as it was/);
    await me.asks('delete it');
    await me.taps('Yes');
    await me.reads(/is deleted/);
  });
});
