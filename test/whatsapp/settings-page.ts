import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser } from '../e2e/browser.ts';
import type { FakeWhatsApp } from '../fakes/whatsapp-web/fake.ts';

const LONG = 60_000;

/**
 * Somebody at the settings of a house whose phone unlinks it: they see how to log in again, follow it as WhatsApp shows the
 * next one, log in, and see that it is connected.
 */
export async function logInAgain(address: string, fake: FakeWhatsApp, kind: 'qr' | 'code'): Promise<void> {
  const browser: Browser = await openBrowser();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(LONG);
    await page.goto(address);
    await page.getByRole('button', { name: 'Settings' }).click();
    const platform = page.getByRole('listitem').filter({ hasText: 'WhatsApp' }).filter({ hasText: 'connected' });
    await platform.first().waitFor();
    const drawn = page.getByRole('img', { name: 'QR code to log in with' });
    const typed = page.getByText('Type this code on your phone');
    expect([await drawn.count(), await typed.count()]).toEqual([0, 0]);

    fake.unlinkFromPhone();
    if (kind === 'qr') {
      await drawn.waitFor();
      const first = await drawn.getAttribute('src');
      expect(decodeURIComponent(first ?? '')).toMatch(/^data:image\/svg\+xml,<svg/);
      await fake.nextQr();
      await expect.poll(() => drawn.getAttribute('src'), { timeout: LONG }).not.toBe(first);
      await fake.scanQr();
    } else {
      await typed.waitFor();
      const code = /: ([A-Z0-9-]+)$/.exec((await typed.textContent()) ?? '')?.[1] ?? '';
      await fake.enterPairingCode(code);
    }
    await (kind === 'qr' ? drawn : typed).waitFor({ state: 'detached' });
    await platform.first().waitFor();
  } finally {
    await browser.close();
  }
}
