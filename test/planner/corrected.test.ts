import { expect, it } from 'vitest';
import { plainReplyTo } from './talking.ts';

/** Said and corrected in one breath, and what a message of its own would have been made of. */

const proposed = async (...messages: string[]) => {
  const reply = await plainReplyTo(...messages);
  if (reply.kind !== 'propose') throw new Error(`${reply.kind}: ${reply.text}`);
  return reply.definition;
};

it.each([
  ['remind me every Tuesday at 7am to take out the bins, actually make that Wednesday', '0 7 * * 3'],
  ['every monday at 9am post "hello" in #team. oh sorry, tuesday', '0 9 * * 2'],
  ['every weekday at 8am remind me to stretch, no wait, make it 7:30am', '30 7 * * 1-5'],
  ['every friday at 4pm post "done" in #ops - scratch that, 5pm instead', '0 17 * * 5'],
])('takes the day or the time that was said last: %s', async (text, cron) => {
  const { triggers, steps } = await proposed(text);
  expect(triggers).toMatchObject([{ schedule_cron: cron }]);
  expect(JSON.stringify(steps)).not.toMatch(/actually|sorry|wait|scratch/i);
});

it('leaves a correction in what is quoted to the words', async () => {
  const { triggers, steps } = await proposed('every monday at 9am post "hello, actually make that Friday" in #team');
  expect(triggers).toMatchObject([{ schedule_cron: '0 9 * * 1' }]);
  expect(steps[0]?.params.message).toBe('hello, actually make that Friday');
});

it.each([
  'ping me on whatsapp (0701 222 333) each time a client grabs a slot on my calendly. tell me who it is and when',
  'whatsapp me on +254701222333 when somebody books on calendly. include who it is and what time',
])('says in one message what else was to be told: %s', async (text) => {
  const { steps } = await proposed(text);
  expect(steps).toHaveLength(1);
  expect(steps[0]?.params.message).toMatch(/trigger\.name[\s\S]*trigger\.start_time/);
});

it.each([
  'when an intasend payment is confirmed, email the buyer and ask how the cake was',
  'when a stripe payment comes in, wait five days, then email the customer asking if the saddle is comfy',
])('sends one message that asks: %s', async (text) => {
  const { steps } = await proposed(text, 'subject: How was it?; body: How was it?');
  expect(steps.filter((step) => step.service !== 'flow')).toMatchObject([{ action: 'send_email' }]);
  expect(steps.every((step) => step.condition === undefined)).toBe(true);
});

it('compares the field that was told of, and asks where it may be any of them', async () => {
  const form = 'our form posts to a webhook with a field called hours.';
  const { steps } = await proposed(`${form} over 40: email leads@acme.example saying "big one" subject "x"`);
  expect(steps[0]?.condition).toBe('{{ number(trigger.hours) > 40 }}');
  const several = 'our form posts to a webhook (fields: name, email). over 40: post "big" in #leads';
  expect(await plainReplyTo(several)).toMatchObject({ kind: 'ask', missing: [{ name: 'condition' }] });
});

it('reads no request that is so long that others would wait, but a long text in one', async () => {
  const long = `every monday ${'. , - '.repeat(400)}`;
  const began = performance.now();
  expect(await plainReplyTo(long)).toMatchObject({ kind: 'say', text: expect.stringContaining('in a few sentences') });
  expect(performance.now() - began).toBeLessThan(1_000);
  const body = 'All is well, and so on. '.repeat(150);
  const { steps } = await proposed(`every monday at 9am email ann@acme.example subject "News" saying "${body}"`);
  expect(steps[0]?.params.body).toBe(body);
});

it.each([
  ['every weekday at 9am post "Standup" in #ops, no weekends', '0 9 * * 1-5'],
  ['every day except Sunday at 9am post "Open" in #ops, no Mondays', null],
  ['every monday and wednesday at 9am post "Hi" in #ops, no fridays', '0 9 * * 1,3'],
])('takes a day that is left out for no correction: %s', async (text, cron) => {
  const reply = await plainReplyTo(text);
  const crons =
    reply.kind === 'propose'
      ? reply.definition.triggers.map((one) => (one.type === 'schedule' ? one.schedule_cron : null))
      : [];
  for (const one of crons) expect(one).toMatch(cron === null ? /^0 9 \* \* (?!1$)/ : /./);
  if (cron !== null && crons.length > 0) expect(crons).toEqual([cron]);
});
