import { startFakeCloud } from '../fakes/whatsapp-cloud/cloud.ts';
import type { Choice } from '../fakes/whatsapp-cloud/model.ts';
import type { Phone } from '../fakes/whatsapp-cloud/phone.ts';
import { isLabel, type Teller } from '../stories/teller.ts';

/** Somebody on WhatsApp who writes to a business number: Meta's Cloud API, its buttons and lists. */
export async function whatsAppCloudTeller(): Promise<Teller> {
  const cloud = await startFakeCloud();
  const phone = cloud.person({ name: 'Amina' });
  return {
    name: 'WhatsApp, Cloud API',
    env: { ...cloud.env(), WHATSAPP_ALLOWED: `+${phone.user.phone}` },
    arrive: (address) => cloud.hooks.register(`${address}/whatsapp/cloud`),
    ...inHand(phone),
    close: () => cloud.close(),
  };
}

/** A phone as the stories use it: what is said, read and tapped on it. */
export function inHand(phone: Phone): Pick<Teller, 'says' | 'reads' | 'offers' | 'taps'> {
  const isOn = (choice: Choice, label: string | RegExp) => {
    const cut = choice.title.endsWith('…') ? choice.title.slice(0, -1) : null;
    const short = cut !== null && typeof label === 'string' && label.startsWith(cut);
    return short || isLabel(choice.title, label) || isLabel(choice.description ?? '', label);
  };
  /** The newest thing to tap of what was said since the person last spoke. */
  function offer(label: string | RegExp): { id: string; choice: Choice } | null {
    const shown = phone.shown();
    const since = shown.slice(shown.findLastIndex((message) => message.from === 'user') + 1);
    for (const message of since.reverse()) {
      const choice = message.choices.find((one) => isOn(one, label));
      if (choice) return { id: message.id, choice };
    }
    return null;
  }

  return {
    says: async (text) => void (await phone.say(text)),
    reads: async () =>
      phone
        .shown()
        .filter((message) => message.from === 'business')
        .map((message) => message.text),
    offers: async (label) => offer(label) !== null,
    async taps(label) {
      const found = offer(label);
      if (!found) throw new Error(`nothing offers ${label}`);
      await phone.tap(found.id, found.choice.id);
    },
  };
}
