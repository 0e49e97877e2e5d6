import { describe, expect, it } from 'vitest';
import { conversation, gist } from './talking.ts';

/** What a change adds: one more who gets it, a case, another place, another amount to compare with. */
const talk = () => conversation({ workflows: [], check: () => [] });
const last = async (...words: string[]) => gist(await talk().says(...words));

describe('One more who gets the same words', () => {
  const SERVICE = 'every saturday at 4pm WhatsApp Mama Grace on +256701222333: "Service starts at 9 tomorrow."';
  const to = (phone: string) => `send_whatsapp(${phone} | Service starts at 9 tomorrow.)`;
  it.each([
    'Pastor John also please, the same words, he is on +256772444555',
    'and Pastor John too, +256772444555',
    'add +256772444555 as well',
    'the same to John, his number is +256772444555',
    'please include Deacon Paul (+256772444555) as well',
    '+256772444555 should get it too',
    "my wife should also get it, she's on +256772444555",
  ])('“%s”', async (words) => {
    expect(await last(SERVICE, words)).toBe(`0 16 * * 6 > ${to('+256701222333')} > ${to('+256772444555')}`);
  });

  it('is posted in a channel that sees it as well', async () => {
    expect(await last(SERVICE, '#choir should see it as well')).toBe(
      `0 16 * * 6 > ${to('+256701222333')} > send_message(#choir | Service starts at 9 tomorrow.)`,
    );
  });

  it.each([
    ["every friday 3pm pay 2,000 KES to +254799123123 and text +254799123123 'Paid'", 'John too, +254700000001'],
    ["every day at 9am text +254700111222 'Hi' and whatsapp +254700111222 'Ho'", 'add +254700111223'],
    ["every day at 9am text +254700111222 'Hi'", 'Ann on +254700111223 as well, but only on fridays'],
  ])('%s > “%s” is asked about', async (request, words) => {
    expect((await talk().says(request, words)).kind).toBe('ask');
  });
});

describe('A name beside its number', () => {
  const MAIL = "10pm every night email close@bistro.com 'Lock up' with subject Closing";
  it.each([
    ['and also sms Ann, +13125550142: Closing list is in your mail', 'Closing list is in your mail'],
    ['text Ann on +13125550142 as well: check your mail', 'check your mail'],
    ["also sms my manager Ben (+13125550142) 'Check your mail'", 'Check your mail'],
  ])('“%s”', async (words, said) => {
    expect(await last(MAIL, words)).toBe(
      `0 22 * * * > send_email(close@bistro.com | Closing | Lock up) > send_sms(+13125550142 | ${said})`,
    );
  });
});

describe('What is done when a step fails', () => {
  const GET = 'every hour on the hour do a GET on https://api.lumen.dev/health';
  it.each([
    "if that call fails text +14155550177 'API is down'",
    "when it doesn't answer text +14155550177 'API is down'",
    "text +14155550177 'API is down' if it fails",
  ])('“%s”', async (words) => {
    expect(await last(GET, words)).toBe(
      '0 * * * * > request(https://api.lumen.dev/health) > send_sms(+14155550177 | API is down) if {{ step_1.status == "failed" }}',
    );
  });

  it.each(['payment', 'payout'])('is of the card’s own %s', async (what) => {
    expect(
      await last(
        'every friday 3pm pay 2,000 KES to +254799123123',
        `if the ${what} fails text +254700111222 'Not paid'`,
      ),
    ).toBe(
      '0 15 * * 5 > withdraw(+254799123123 | 2000) > send_sms(+254700111222 | Not paid) if {{ step_1.status == "failed" }}',
    );
  });
});

describe('Another place in the same message', () => {
  const FORECAST = '5:30am daily get the weather forecast for Nyeri and sms it to +254733123456';
  it.each([
    'Meru as well please, both forecasts in the one sms',
    'add the forecast for Meru to the same sms',
    'and the weather in Meru too, in the same message',
  ])('“%s”', async (words) => {
    expect(await last(FORECAST, words)).toBe(
      '30 5 * * * > forecast(Nyeri) > forecast(Meru) > send_sms(+254733123456 | {{ step_1.text }}\n\n{{ step_2.text }})',
    );
  });

  it('is not made of a bare name', async () => {
    expect((await talk().says(FORECAST, 'also Ann')).kind).toBe('ask');
  });
});

describe('A limit of a card that pays nothing', () => {
  const PAID = "when a payment under 2,000 comes in on IntaSend text +254711909090 'Chase'";
  it.each([
    'sorry, the members voted last week, make the chasing limit 2,500',
    'make the limit 2,500',
    'raise the threshold to 2,500',
    'change the cut-off to 2,500',
  ])('“%s” is what its condition compares', async (words) => {
    expect(await last(PAID, words)).toBe(
      'intasend.payment.confirmed > send_sms(+254711909090 | Chase) if {{ trigger.amount < 2500 }}',
    );
  });
});
