import { vi } from 'vitest';
import { findBrowser, NO_BROWSER } from '../fakes/whatsapp-web/browser.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from '../fakes/whatsapp-web/fake.ts';
import type { Sent } from '../fakes/whatsapp-web/outbox.ts';
import { isLabel, type Teller } from '../stories/teller.ts';

const WANJIRU = '254712345678@c.us';
const LONG = { timeoutMs: 60_000 };
const CONNECTED = /"whatsapp":\{"ok":true,"detail":"connected"/;

/** Someone with a phone: says, reads, and votes in the polls that stand below cards. */
export async function whatsappTeller(): Promise<Teller & { fake: FakeWhatsApp }> {
  const browser = findBrowser();
  if (browser === null) throw new Error(NO_BROWSER);
  const fake = await startFakeWhatsApp();
  fake.addContact({ pn: WANJIRU, lid: '77700000001@lid', pushname: 'Wanjiru' });
  const voted = new Set<string>();
  let linked = false;
  /** How much had been read when the person last spoke. */
  let spoken = 0;

  const sent = () => fake.outbox.filter((one) => one.chat === WANJIRU);

  /** The newest message since the person last spoke that offers something, with its words. */
  function offered(): { poll: Sent | null; labels: string[] } | null {
    const all = sent();
    for (let at = all.length - 1; at >= spoken; at -= 1) {
      const one = all[at];
      if (!one) continue;
      if (one.poll) return voted.has(one.id) ? null : { poll: one, labels: one.poll.options };
      const single = /^Reply 1 to ([^,]+)\.$/m.exec(one.text)?.[1];
      if (single) return { poll: null, labels: [single] };
    }
    return null;
  }

  return {
    fake,
    name: 'WhatsApp Web',
    env: {
      WHATSAPP_ENABLED: 'true',
      WHATSAPP_ALLOWED: '+254712345678',
      WHATSAPP_BROWSER_ARGS: fake.chromiumArgs().join(','),
      PUPPETEER_EXECUTABLE_PATH: browser,
    },
    async arrive(address) {
      if (!linked) await fake.scanQr();
      linked = true;
      // Whoever was killed leaves a browser behind that looks alive, and a lease that runs out.
      await vi.waitFor(
        async () => {
          const health = await (await fetch(`${address}/health`)).text();
          if (!CONNECTED.test(health)) throw new Error(`WhatsApp is not back: ${health}`);
        },
        { timeout: 90_000, interval: 200 },
      );
    },
    async says(text) {
      spoken = sent().length;
      fake.say(WANJIRU, text);
    },
    reads: async () => sent().map((one) => one.text),
    offers: async (label) => offered()?.labels.some((one) => isLabel(one, label)) ?? false,
    async taps(label) {
      const found = await fake.waitFor(() => {
        const open = offered();
        return open?.labels.some((one) => isLabel(one, label)) && open;
      }, LONG);
      const option = found.labels.find((one) => isLabel(one, label)) ?? '';
      if (!found.poll) return void fake.say(WANJIRU, '1');
      voted.add(found.poll.id);
      fake.vote(found.poll, [option]);
    },
    close: () => fake.stop(),
  };
}
