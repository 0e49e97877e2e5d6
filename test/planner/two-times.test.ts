import { describe, expect, it } from 'vitest';
import { conversation, gist } from './talking.ts';

/** Orders that each have a time of their own: never all of them at every time. */
async function both(text: string): Promise<[string, string | null]> {
  const { says } = conversation({ workflows: [], check: () => [] });
  const reply = await says(text);
  return [gist(reply), reply.next ?? null];
}

describe('two orders at two times', () => {
  it.each([
    [
      "post 'Hi' in #ops at 9am and post 'Bye' in #ops at 5pm every day",
      '0 9 * * * > send_message(#ops | Hi)',
      "post 'Bye' in #ops at 5pm every day",
    ],
    [
      "Post 'Hi' in #ops at 9am and 'Bye' at 5pm every day",
      '0 9 * * * > send_message(#ops | Hi)',
      "Post 'Bye' in #ops at 5pm every day",
    ],
    [
      "every weekday, text +254733111222 'Hi' at 9am and whatsapp +254712345678 'Bye' at 5pm",
      '0 9 * * 1-5 > send_sms(+254733111222 | Hi)',
      "every weekday, whatsapp +254712345678 'Bye' at 5pm",
    ],
    [
      "at 9am post 'Hi' in #ops, at 5pm post 'Bye' in #ops, every day",
      '0 9 * * * > send_message(#ops | Hi)',
      "at 5pm post 'Bye' in #ops, every day",
    ],
    [
      'every day remind me at 9am to call Ann and at 3pm to call Bob',
      '0 9 * * * > set_reminder(call Ann)',
      'every day, remind me at 3pm to call Bob',
    ],
    [
      "every Monday at 9am post 'Hi' in #ops, on Tuesday at 5pm post 'Bye' in #ops",
      '0 9 * * 1 > send_message(#ops | Hi)',
      "on Tuesday at 5pm post 'Bye' in #ops",
    ],
    [
      "on Mondays post 'Hi' in #ops and on Fridays post 'Bye' in #ops, both at 9am",
      '0 9 * * 1 > send_message(#ops | Hi)',
      "on Fridays post 'Bye' in #ops, both at 9am",
    ],
  ])('%s', async (text, first, next) => {
    expect(await both(text)).toEqual([first, next]);
  });

  it.each([
    ["text +254733111222 'Pill' at 8am and 8pm every day", '0 8,20 * * * > send_sms(+254733111222 | Pill)'],
    [
      "every day at 9am and 5pm post 'Hi' in #ops and text +254733111222 'Ho'",
      '0 9,17 * * * > send_message(#ops | Hi) > send_sms(+254733111222 | Ho)',
    ],
    [
      "every Monday and Friday at 9am post 'Hi' in #ops and text +254733111222 'Ho'",
      '0 9 * * 1,5 > send_message(#ops | Hi) > send_sms(+254733111222 | Ho)',
    ],
    [
      "every Monday at 8:30am, post 'One' in #ops. After 30 minutes, whatsapp +254712345678 'Two'",
      '30 8 * * 1 > send_message(#ops | One) > wait(30m) > send_whatsapp(+254712345678 | Two)',
    ],
  ])('one automation: %s', async (text, expected) => {
    expect(await both(text)).toEqual([expected, null]);
  });
});

describe('two messages of one order', () => {
  it.each([
    [
      "every day at 9am post 'Hi' in #ops and 'Yo' in #dev",
      '0 9 * * * > send_message(#ops | Hi) > send_message(#dev | Yo)',
    ],
    [
      "every day at 9am text +254733111222 'Hi' and +254744555666 'Yo'",
      '0 9 * * * > send_sms(+254733111222 | Hi) > send_sms(+254744555666 | Yo)',
    ],
    ["every day at 9am post 'Hi' in #ops and in #dev", '0 9 * * * > send_message(#ops | Hi) > send_message(#dev | Hi)'],
    [
      "when I get a payment through IntaSend, first ping https://a.example/x and then, an hour after that, text +254733111222 'Hi'",
      'intasend.payment.confirmed > request(https://a.example/x) > wait(1h) > send_sms(+254733111222 | Hi)',
    ],
    [
      'when our shop posts to a webhook (fields customer and items), make one Trello card per item in the Packing list on the Warehouse board called Pack',
      'custom.* > create_card(Pack | Warehouse | Packing)',
    ],
    [
      "when I get a payment through IntaSend ping https://a.example/x. If it fails, text +254733111222 'Hi'",
      'intasend.payment.confirmed > request(https://a.example/x) > send_sms(+254733111222 | Hi) if {{ step_1.status == "failed" }}',
    ],
  ])('%s', async (text, expected) => {
    expect((await both(text))[0]).toBe(expected);
  });
});
