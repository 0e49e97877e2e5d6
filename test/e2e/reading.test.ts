import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Card, ThreadId } from '../../src/chat/types.ts';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { openTestStore } from '../support/store.ts';
import { type DevServer, startDevServer } from '../web/dev-server.ts';
import { buildPage, openBrowser } from './browser.ts';
import { approvalCard, gateCard } from './script.ts';

/** A card that no window here holds. */
function tallCard(title: string): Card {
  const lines = Array.from({ length: 24 }, (_one, index) => ({ text: `Step number ${index + 1} of a long one` }));
  const card = approvalCard();
  return { ...card, title, body: [...card.body.slice(0, 1), { kind: 'steps', steps: lines }, ...card.body.slice(2)] };
}

describe.skipIf(!browserTestsRun())('what is in sight when something new comes', () => {
  let opened: Awaited<ReturnType<typeof openTestStore>>;
  let built: ReturnType<typeof buildPage>;
  let browser: Browser;
  let server: DevServer;
  let context: BrowserContext;
  let page: Page;
  let keys = 0;

  beforeAll(async () => {
    built = buildPage();
    [opened, browser] = await Promise.all([openTestStore(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await opened?.drop();
    built?.remove();
  });
  beforeEach(async () => {
    await opened.store.webThreads.deleteMany({ workspace: 'ws_home' });
    await opened.store.webMessages.deleteMany({ workspace: 'ws_home' });
    server = await startDevServer({ store: opened.store, assets: built.assets });
    server.engine.onMessage = (message) => void server.adapter.post(message.thread, 'I hear you.', `said-${++keys}`);
  });
  afterEach(async () => {
    await context?.close();
    await server.stop();
  });

  const begin = async (width: number, height: number): Promise<ThreadId> => {
    context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
    await page.goto(server.url);
    await say('hello');
    await said('I hear you.').waitFor();
    return server.engine.messages[0]?.thread ?? 'web:none';
  };
  const said = (text: string) => page.locator('.messages').getByText(text);
  const card = (title: string) => page.locator('.card').getByRole('heading', { name: title });
  const say = async (text: string) => {
    await page.getByRole('textbox', { name: 'Message to Nod' }).fill(text);
    await page.keyboard.press('Enter');
  };
  const post = (thread: ThreadId, content: Card | string) => server.adapter.post(thread, content, `k-${++keys}`);
  /** Where the last card is within the room of the conversation: pixels of its top below the room's, of its bottom above. */
  const place = async () => {
    const [room, card] = await Promise.all(
      [page.locator('.scroller'), page.locator('.card').last()].map((one) => one.boundingBox()),
    );
    if (!room || !card) throw new Error('nothing there');
    return { above: card.y - room.y, below: room.y + room.height - card.y - card.height };
  };

  const fromTop = async () => {
    const { above } = await place();
    return above >= 0 && above < 24;
  };

  it.each([
    [1280, 800],
    [390, 844],
  ])('a card taller than a window of %d × %d from its top, a shorter one whole', async (width, height) => {
    const thread = await begin(width, height);
    await post(thread, tallCard('A long one'));
    await card('A long one').waitFor();
    await expect.poll(fromTop).toBe(true);
    expect((await place()).below).toBeLessThan(0);

    // The rest is a tap away; whoever answers goes on from the end, and sees what comes.
    await page.getByRole('button', { name: 'The rest of it' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'The rest of it' }).count()).toBe(0);
    await post(thread, { ...gateCard(), title: 'A short one' });
    await card('A short one').waitFor();
    await expect.poll(async () => (await place()).below).toBeGreaterThanOrEqual(0);
    expect((await place()).above).toBeGreaterThanOrEqual(0);

    // Opened anew, what waits for an answer is shown from its top again.
    await post(thread, tallCard('Another long one'));
    await page.reload();
    await card('Another long one').waitFor();
    await expect.poll(fromTop).toBe(true);
  });

  it('nobody is moved who has scrolled up; who taps the newest card sees the answer', async () => {
    const thread = await begin(1280, 800);
    await post(thread, tallCard('First'));
    await card('First').waitFor();
    await page.locator('.scroller').hover();
    await page.mouse.wheel(0, -60);
    const scrolled = () => page.locator('.scroller').evaluate((element: { scrollTop: number }) => element.scrollTop);
    const top = await scrolled();
    await post(thread, tallCard('Second'));
    await page.getByRole('button', { name: 'New messages below' }).waitFor();
    expect(await scrolled()).toBe(top);

    await page.getByRole('button', { name: 'New messages below' }).click();
    server.engine.onAction = () => void post(thread, 'Dropped.');
    // Above the end by more than what counts as being there.
    await page.mouse.wheel(0, -100);
    await page.getByRole('button', { name: 'Cancel' }).last().click();
    await said('Dropped.').waitFor();
    await expect.poll(() => said('Dropped.').isVisible()).toBe(true);
    await expect.poll(() => page.getByRole('button', { name: 'New messages below' }).count()).toBe(0);
  });

  it('nothing scrolls the app out of its frame, and the message box has the focus after the button that sends', async () => {
    const thread = await begin(390, 844);
    for (let count = 0; count < 3; count += 1) await post(thread, tallCard(`Number ${count}`));
    await card('Number 2').waitFor();
    const frames = await page.evaluate(`(() => {
      const all = document.querySelectorAll('.hidden, .message, footer, button');
      for (const one of all) { one.scrollIntoView({ block: 'start' }); one.scrollIntoView({ block: 'end' }); one.focus?.(); }
      const frames = ['html', 'body', '#app', '.app', 'main', '.conversation'];
      return frames.map((name) => document.querySelector(name)).map((one) => { one.scrollTop = 60; return one.scrollTop; });
    })()`);
    expect(frames).toEqual([0, 0, 0, 0, 0, 0]);
    await page.getByRole('textbox', { name: 'Message to Nod' }).fill('sent by the button');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('composer');
    // What can be chosen stands in one row, and what the box asks is not cut.
    const rows =
      '[...document.querySelectorAll(".message:nth-last-child(3) .choices button")].map((one) => one.offsetTop)';
    expect(new Set((await page.evaluate(rows)) as number[]).size).toBe(1);
    await page.getByRole('button', { name: 'Conversations' }).click();
    await page.getByRole('navigation').getByRole('button', { name: 'New conversation' }).first().click();
    const box = page.locator('#composer');
    const sizes = 'const e = document.getElementById("composer"); [e.scrollHeight <= e.clientHeight, e.placeholder]';
    await expect.poll(() => page.evaluate(sizes)).toEqual([true, 'What should happen, and when?']);
    expect(await box.isVisible()).toBe(true);
  });
});
