import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { codeOf } from '../chat/people-support.ts';
import { buildPage } from '../e2e/browser.ts';
import { type FakeIntasend, startFakeIntasend } from '../fakes/intasend/intasend.ts';
import { type FakeCloud, startFakeCloud } from '../fakes/whatsapp-cloud/cloud.ts';
import type { Phone } from '../fakes/whatsapp-cloud/phone.ts';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { slackTeller } from '../slack/teller.ts';
import { type House, openHouse } from '../support/house.ts';
import { logInAgain } from '../whatsapp/settings-page.ts';
import { whatsappTeller } from '../whatsapp/teller.ts';
import { inHand } from '../whatsapp-cloud/teller.ts';
import type { Teller } from './teller.ts';

type Hand = Pick<Teller, 'says' | 'reads' | 'offers' | 'taps'>;

const EVERY = { workspace: EVERY_WORKSPACE };
const PATIENT = { timeout: 45_000, interval: 50 };
const KEYS = { public_key: 'test-public', secret_key: 'test-secret' };
/** Who writes to both WhatsApps. */
const WANJIRU = '254712345678';
const IN_A_BROWSER = browserTestsRun();

/** One house that is on Slack and on both WhatsApps at once, through the real SDKs of all three. */
describe('several platforms at once', { timeout: 120_000 }, () => {
  let house: House;
  let bank: FakeIntasend;
  let cloud: FakeCloud;
  let slack: Teller;
  let web: Awaited<ReturnType<typeof whatsappTeller>> | null = null;
  let built: ReturnType<typeof buildPage> | null = null;
  let amina: Phone;
  let phone: Hand;

  beforeAll(async () => {
    [bank, cloud, slack, web] = await Promise.all([
      startFakeIntasend({ public: KEYS.public_key, secret: KEYS.secret_key }),
      startFakeCloud(),
      slackTeller({ socket: false, where: 'dm' }),
      IN_A_BROWSER ? whatsappTeller() : null,
    ]);
    built = IN_A_BROWSER ? buildPage() : null;
    amina = cloud.person({ name: 'Amina' });
    phone = inHand(amina);
    house = await openHouse(
      {
        ...slack.env,
        ...web?.env,
        ...cloud.env(),
        WHATSAPP_ALLOWED: `+${WANJIRU}`,
        WHATSAPP_PAIR_NUMBER: '+15550001111',
        INTASEND_API_URL: bank.url,
        SANDBOX: 'false',
        WORKFLOW_DAILY_SPEND_LIMIT: '900',
        NOD_TEST: 'false',
      },
      built?.assets,
    );
    await cloud.hooks.register(`${house.address}/whatsapp/cloud`);
    await Promise.all([slack.arrive(house.address), web?.arrive(house.address)]);
  }, 240_000);
  afterAll(async () => {
    await house?.close();
    await Promise.all([slack?.close(), web?.close(), cloud?.close(), bank?.close()]);
    built?.remove();
  }, 120_000);

  const text = async (hand: Hand) => (await hand.reads()).join('\n');
  const reads = (hand: Hand, words: RegExp) => expect.poll(() => text(hand), PATIENT).toMatch(words);
  const offers = (hand: Hand, label: string | RegExp) => expect.poll(() => hand.offers(label), PATIENT).toBe(true);
  const live = () => house.store.workflows.find({ ...EVERY, status: 'active' }).lean();

  /** Says something and waits until what is then newest reads like this. */
  async function asks(hand: Hand, said: string, answer: RegExp): Promise<void> {
    const before = (await hand.reads()).length;
    await hand.says(said);
    await expect.poll(async () => (await hand.reads()).slice(before).join('\n'), PATIENT).toMatch(answer);
  }

  describe('one person in Slack and WhatsApp', () => {
    it('describes in Slack and connects an account there; a phone that is not linked gets and decides nothing', async () => {
      await slack.says('Send 500 KES to +254712345678 when I say so, but ask me before you pay');
      await offers(slack, /^Connect/);
      expect(await slack.offers('Approve')).toBe(false);
      await slack.taps(/^Connect/);
      await reads(slack, /\/once\//);
      const page = /https?:\/\/\S+\/once\/[\w-]+/.exec(await text(slack))?.[0] ?? '';
      const form = new URLSearchParams({ ...KEYS });
      expect((await fetch(page, { method: 'POST', body: form })).status).toBe(200);
      await offers(slack, 'Approve');

      for (const words of ['approve', 'yes', 'ndio', '1', 'what waits for me?', 'continue here'])
        await phone.says(words);
      const draft = await house.store.drafts.findOne(EVERY).lean();
      await cloud.hooks.bring(forged(cloud, amina, `draft.approve|${draft?._id}:${draft?.seal?.slice(0, 5)}`));
      // What was said on the phone has been dealt with once all of it is.
      await expect.poll(() => house.store.inbox.countDocuments({ ...EVERY, state: 'new' }), PATIENT).toBe(0);
      expect(await phone.reads()).toEqual([]);
      expect(await live()).toEqual([]);
      expect(await slack.offers('Approve')).toBe(true);
    });

    it('links the phone by a code, and approves on it what was described in Slack', async () => {
      await asks(slack, 'link whatsapp', /link [A-Z2-9]{4}-[A-Z2-9]{4}/);
      await phone.says(`link ${codeOf(await text(slack))}`);
      await reads(phone, /^This account is now linked to Wanjiru/m);
      await reads(slack, /Your WhatsApp \+\d+.* is now linked/);
      await phone.says('what waits for me?');
      await offers(phone, 'Approve');
      const card = amina.shown().findLast((message) => message.choices.some(({ title }) => title === 'Approve'));
      await phone.taps('Approve');
      await reads(phone, /✅ Approved by/);
      await reads(slack, /✅ Approved by/);
      expect(await live()).toHaveLength(1);
      // What changes quotes its card.
      expect(card?.type).toBe('interactive');
      expect(amina.last('✅ Approved by').quotes).toBe(card?.id);
    });

    it('says yes to the payment on the phone; it is made once, and told in the thread it came from', async () => {
      await slack.says('run it now');
      await offers(slack, 'Pay it');
      await phone.says('what waits for me?');
      await offers(phone, 'Pay it');
      expect(bank.moved).toEqual([]);
      await phone.taps('Pay it');
      await reads(slack, /✅ Approved by Wanjiru on WhatsApp/);
      await expect.poll(() => bank.moved.map((one) => one.amount), PATIENT).toEqual([500]);
      await reads(slack, /✅ KES 500 paid out to \+254712345678/);
      expect(await text(phone)).not.toContain('paid out');
    });

    it('has one day’s limit and one connection, wherever it asks and describes', async () => {
      await asks(slack, 'how much is left today?', /500[\s\S]*900/);
      await asks(phone, 'how much is left today?', /500[\s\S]*900/);
      await phone.says('Send 600 KES to +254712345679 when I say so, but ask me before you pay');
      await offers(phone, 'Approve');
      expect(cloud.state.marks.some((mark) => mark.typing)).toBe(true);
      await phone.taps('Approve');
      await expect.poll(async () => (await live()).length, PATIENT).toBe(2);
      const bound = (await house.store.versions.find(EVERY).lean()).map((row) => row.connections.payment);
      expect(bound).toEqual([expect.any(String), bound[0]]);
      await asks(phone, 'run Withdraw money 2 now', /Used today: KES 500 of 900, over all your workflows/);
      await phone.taps('Pay it');
      await reads(phone, /KES 600 does not fit the limit for a day over all your workflows[\s\S]*Nothing was paid/);
      expect(bank.moved).toHaveLength(1);
    });

    it('is somebody else again once unlinked: what it could decide it cannot any more', async () => {
      await slack.says('unlink whatsapp');
      await offers(slack, 'Yes');
      await slack.taps('Yes');
      await reads(slack, /WhatsApp .* is unlinked/);
      const before = (await phone.reads()).length;
      for (const words of ['yes', 'what waits for me?', 'list my workflows', 'run it now']) await phone.says(words);
      await expect.poll(() => house.store.inbox.countDocuments({ ...EVERY, state: 'new' }), PATIENT).toBe(0);
      expect(await phone.reads()).toHaveLength(before);
      expect(bank.moved).toHaveLength(1);
    });
  });

  describe.skipIf(!IN_A_BROWSER)('both WhatsApps at once', () => {
    /** The same number in both chats: with the linked device, and with the business number. */
    let official: Hand | null = null;
    const both = (): { linked: Hand; official: Hand } => {
      official ??= inHand(cloud.person({ phone: WANJIRU, name: 'Wanjiru' }));
      return { linked: web as Teller, official };
    };

    it('are both told of by health', async () => {
      const { platforms } = (await (await fetch(`${house.address}/health`)).json()) as { platforms: unknown };
      expect(platforms).toMatchObject({
        slack: { ok: true },
        whatsapp: { ok: true, detail: expect.stringMatching(/^connected/) },
        'whatsapp-cloud': { ok: true, detail: 'connected as +1 555 078 3881' },
      });
    });

    it('answer each in the chat it was asked in, once, also when both are asked at the same moment', async () => {
      const { linked, official } = both();
      await Promise.all([linked.says('list my workflows'), official.says('what can you do?')]);
      await Promise.all([reads(linked, /no workflows yet/), reads(official, /./)]);
      await expect.poll(() => house.store.inbox.countDocuments({ ...EVERY, state: 'new' }), PATIENT).toBe(0);
      expect(await linked.reads()).toHaveLength(1);
      expect(await official.reads()).toHaveLength(1);
      expect(await text(official)).not.toMatch(/no workflows yet/);
    });

    it('keep a workflow where it was born: card, outcome and result', async () => {
      const { linked, official } = both();
      await official.says('every Friday at 5pm remind me to send the invoices');
      await offers(official, 'Approve');
      expect(await linked.offers('Approve')).toBe(false);
      await official.taps('Approve');
      await reads(official, /✅ Approved by/);
      await asks(official, 'run it now', /✅/);
      expect(await linked.reads()).toHaveLength(1);
      const sent = { ...EVERY, thread: /^whatsapp:/ };
      expect(await house.store.outbox.countDocuments(sent)).toBe(1);
      expect(await house.store.outbox.countDocuments({ ...EVERY, state: 'failed' })).toBe(0);
    });

    it('is logged in again by the code on the settings page, while the other one goes on', async () => {
      const { linked, official } = both();
      if (!web) throw new Error('no browser');
      await logInAgain(house.address, web.fake, 'code');
      await asks(official, 'list my workflows', /You have (?:1|no) workflow/);
      await asks(linked, 'list my workflows', /You have no workflows yet/);
    });
  });
});

/** A tap on a button that never stood anywhere, as somebody who reads the code might send it. */
function forged(cloud: FakeCloud, who: Phone, id: string): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    metadata: { phone_number_id: cloud.phoneNumberId },
    contacts: [{ profile: { name: who.user.name }, wa_id: who.user.phone, user_id: who.user.userId }],
    messages: [
      {
        from: who.user.phone,
        id: `wamid.forged${Math.random()}`,
        timestamp: String(Math.floor(Date.now() / 1000)),
        type: 'interactive',
        context: { id: 'wamid.never-sent' },
        interactive: { type: 'button_reply', button_reply: { id, title: 'Approve' } },
      },
    ],
  };
}
