import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const ROUNDS = 6;
const PATIENCE = { timeout: 20_000 };

/** What a person does on the page, and what they read there. */
export function personAt(page: Page) {
  const answers = () => page.locator('.from-bot').count();
  const button = (name: string | RegExp) =>
    page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  const approve = () => button('Approve');

  const me = {
    /** Everything Nod has said in this conversation. */
    read: async () => (await page.locator('.messages').innerText()).replace(/\s+/g, ' '),
    reads: (words: string | RegExp) =>
      expect.poll(me.read, PATIENCE).toMatch(typeof words === 'string' ? new RegExp(plain(words)) : words),
    answers,

    async says(text: string): Promise<void> {
      await page.getByRole('textbox', { name: 'Message to Nod' }).fill(text);
      await page.keyboard.press('Enter');
    },
    /** Says something and waits for a new answer. */
    async asks(text: string): Promise<void> {
      const before = await answers();
      await me.says(text);
      await expect.poll(answers, PATIENCE).toBeGreaterThan(before);
    },
    taps: (name: string | RegExp) => button(name).last().click(),
    begins: () => button('New conversation').first().click(),

    /** Describes an automation and answers what is asked, until there is a card to approve. */
    async describes(text: string, answer: string): Promise<void> {
      await me.asks(text);
      for (let round = 0; round < ROUNDS && (await approve().count()) === 0; round += 1) {
        const sandbox = button('Use the sandbox');
        if ((await sandbox.count()) > 0) {
          await sandbox.last().click();
          break;
        }
        await me.asks(answer);
      }
      await approve().waitFor();
    },
    async approves(): Promise<void> {
      await approve().last().click();
      await expect.poll(() => approve().count(), PATIENCE).toBe(0);
      await me.reads(/Approved by/);
    },
  };
  return me;
}

const plain = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
