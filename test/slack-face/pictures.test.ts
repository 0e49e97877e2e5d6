import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderContent } from '../../adapters/slack/face/blocks.ts';
import { homeView } from '../../adapters/slack/face/home.ts';
import { formModal } from '../../adapters/slack/face/modal.ts';
import { diagramPng } from '../../src/automation/diagram-png.ts';
import type { Card } from '../../src/chat/types.ts';
import { openBrowser } from '../e2e/browser.ts';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { approval, changeForm, gate, gateWithInputs, overview, question, runs, unconnected } from './engine-cards.ts';
import { messagesPage, viewPage } from './page/page.ts';

/** A folder, to keep the pictures of docs/slack.md: NOD_SLACK_PICTURES=docs/images npx vitest run test/slack-face/pictures */
const FOLDER = process.env.NOD_SLACK_PICTURES;
const guide = readFileSync(new URL('../../docs/slack.md', import.meta.url), 'utf8');
/** Those that no page shows are drawn too, and not kept. */
const isShown = (name: string): boolean => guide.includes(`images/${name}.png`);

const drawing = (card: Card): [string, string] => [
  card.title,
  `data:image/png;base64,${card.image ? diagramPng(card.image.svg).toString('base64') : ''}`,
];
const messages = (...cards: Card[]): string =>
  messagesPage(
    cards.map((card) => renderContent(card, card.image ? { imageFile: card.title } : {})),
    new Map(cards.filter((card) => card.image).map(drawing)),
  );
const meta = { thread: 'slack:T1/D1', messageId: 'D1/1.1', choice: { name: 'draft.change', value: 'drf_1' } };

const PICTURES: Record<string, () => string> = {
  'slack-approval': () => messages(approval),
  'slack-run': () => messages(runs.running, runs.completed),
  'slack-failure': () => messages(runs.failed, gate),
  'slack-question': () => messages(question, gateWithInputs),
  'slack-unconnected': () => messages(unconnected),
  'slack-home': () => viewPage(homeView(overview)),
  'slack-home-empty': () => viewPage(homeView([])),
  'slack-change': () => viewPage(formModal(changeForm, meta)),
};

describe.skipIf(!browserTestsRun())('the cards, drawn', { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
  });

  it.each(Object.entries(PICTURES))('%s: nothing runs out of its column', async (name, html) => {
    const page = await browser.newPage({ viewport: { width: 640, height: 900 }, deviceScaleFactor: 1.5 });
    try {
      await page.setContent(html());
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(640);
      if (FOLDER && isShown(name)) await page.locator('#shot').screenshot({ path: join(FOLDER, `${name}.png`) });
    } finally {
      await page.close();
    }
  });
});
