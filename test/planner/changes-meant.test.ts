import { describe, expect, it } from 'vitest';
import { plainReplyTo } from './talking.ts';

/** Changes of a card that name, or fail to name, what they are of: nothing else becomes another; where it is open, it is asked. */

const MESSAGES = "every day at 9am post 'Hello' in #ops and text +254733111222 'Ho'";
const MAILED =
  "every day at 9am post 'Hello' in #ops and email jo@acme.example with the subject 'Note' and the text 'Hi'";
const ALIKE = "every day at 9am post 'Hi' in #ops and text +254733111222 'Hi'";
const MAILS =
  "every day at 9am email jo@acme.example with the subject 'Note' and the text 'Hi' and email mia@acme.example with the subject 'Two' and the text 'Ho'";
const ALONE = "every day at 9am text +254733111222 'Ho'";
const PAID = "every friday at 9am pay 500 KES to +254700123456 and text +254733111222 'Paid'";
const GUARDED =
  "every friday at 9am ask Anna to approve, then pay 500 KES to +254700123456 and text +254733111222 'Ho'";
const TWICE = 'every friday at 9am pay 500 KES to +254700123456 and pay 900 KES to +254711000222';
const COMES =
  "when an IntaSend payment comes in, email jo@acme.example with the subject 'Note' and the text 'Hi' and post 'Paid' in #ops";

/** What the card does: its times, then each step with what it was given. */
async function after(draft: string, change: string): Promise<string> {
  const reply = await plainReplyTo(draft, change);
  if (reply.kind !== 'propose') return `${reply.kind}: ${'text' in reply ? reply.text : ''}`;
  const { triggers, steps } = reply.definition;
  const times = triggers.map((one) => (one.type === 'schedule' ? one.schedule_cron : one.type));
  const done = steps.map(({ action, params }) => `${action} ${Object.values(params).join(' ')}`);
  return [...times, ...done].join(' | ');
}

const slack = (message = 'Hello', channel = '#ops') => `send_message ${channel} ${message}`;
const sms = (message = 'Ho', phone = '+254733111222') => `send_sms ${phone} ${message}`;
const mail = (body = 'Hi', to = 'jo@acme.example', subject = 'Note') => `send_email ${to} ${subject} ${body}`;
const pay = (amount = 500, phone = '+254700123456') => `withdraw ${phone} ${amount}`;
const daily = (...steps: string[]) => ['0 9 * * *', ...steps].join(' | ');
const friday = (...steps: string[]) => ['0 9 * * 5', ...steps].join(' | ');

const becomes = (rows: [string, string, string][]) =>
  it.each(rows)('%s > %s', async (draft, change, card) => expect(await after(draft, change)).toBe(card));
const asks = (rows: [string, string, RegExp][]) =>
  it.each(rows)('%s > %s', async (draft, change, question) => expect(await after(draft, change)).toMatch(question));

describe('which amount or number is meant', () => {
  const AMOUNT = /^ask: More than one amount is in it: 500 and 900\. Say which, for example “make the second one 700”/;
  const NUMBER = /^ask: More than one is in it: \+254700123456 and .*“use \+254799888777 instead of/;
  asks([
    [TWICE, 'change the amount to 700', AMOUNT],
    [TWICE, 'make it 700', AMOUNT],
    [TWICE, 'pay 700 instead', AMOUNT],
    [TWICE, "it's 700 now", AMOUNT],
    [TWICE, 'change the phone to +254799888777', NUMBER],
    [TWICE, 'send it to +254799888777 instead', NUMBER],
    [GUARDED, 'change the phone to +254799888777', NUMBER],
    [MAILS, 'send it to bo@acme.example instead', /^ask: More than one is in it: jo@acme.example and mia/],
    [MAILS, "change the subject to 'X'", /^ask/],
  ]);
  becomes([
    [TWICE, 'make the second one 700', friday(pay(), pay(700, '+254711000222'))],
    [TWICE, 'change the 900 to 1000', friday(pay(), pay(1000, '+254711000222'))],
    [TWICE, 'use 700 instead of 900', friday(pay(), pay(700, '+254711000222'))],
    [TWICE, 'change step 2 to 1000', friday(pay(), pay(1000, '+254711000222'))],
    [TWICE, 'make the payment to +254711000222 1000', friday(pay(), pay(1000, '+254711000222'))],
    [TWICE, 'the first payment should be 700', friday(pay(700), pay(900, '+254711000222'))],
    [TWICE, 'change the amount of the second payment to 700', friday(pay(), pay(700, '+254711000222'))],
    [TWICE, 'make both 700', friday(pay(700), pay(700, '+254711000222'))],
    [TWICE, 'use +254799888777 instead of +254711000222', friday(pay(), pay(900, '+254799888777'))],
    [PAID, 'make it 700', friday(pay(700), sms('Paid'))],
  ]);
});

describe('what a text says ends with its quotation mark', () => {
  becomes([
    [MESSAGES, "make the text message say 'X' and the slack post say 'Y'", daily(slack('Y'), sms('X'))],
    [MESSAGES, 'let the sms read "Bye" and drop the slack message', daily(sms('Bye'))],
    [MESSAGES, "make the slack message say 'X' and move it to 10am", `0 10 * * * | ${slack('X')} | ${sms()}`],
    [MESSAGES, "change the slack post to 'Y' and the sms to 'Z'", daily(slack('Y'), sms('Z'))],
    [MESSAGES, "make the slack message say 'X', please", daily(slack('X'), sms())],
    [
      MESSAGES,
      "the slack message should say 'salt and pepper, drop by'",
      daily(slack('salt and pepper, drop by'), sms()),
    ],
    [MESSAGES, 'the slack message should say hello, and the sms should say bye', daily(slack('hello'), sms('bye'))],
    [MESSAGES, 'have the sms say what the slack message says', daily(slack(), sms('Hello'))],
    [MESSAGES, "say 'Y' instead of 'Hello' in slack", daily(slack('Y'), sms())],
    [MESSAGES, "the sms should say 'X', not 'Ho'", daily(slack(), sms('X'))],
    [ALONE, "change 'Ho' to 'Hu'", daily(sms('Hu'))],
    [PAID, "the message should say 'Done' and pay 600", friday(pay(600), sms('Done'))],
    [ALIKE, "change the text to 'X'", daily(slack('X'), sms('X'))],
    [MAILS, "the first email should say 'X'", daily(mail('X'), mail('Ho', 'mia@acme.example', 'Two'))],
  ]);
  asks([
    [
      MESSAGES,
      "say 'Y' instead of 'X' in slack",
      /^ask: More than one message goes out: the Slack message and the SMS/,
    ],
    [MESSAGES, "the sms should read 'X' or 'Y'", /^ask: .*“the SMS should say …”/],
    [MESSAGES, "the slack message should say 'X' in #dev", /^ask/],
    [MAILS, "change the text to 'X'", /“the second email should say …” or “say … in both”/],
    [MESSAGES, 'drop the idea of a text', /^ask: I can’t tell what to change/],
    [MESSAGES, 'leave the text as it is', /^say: Then I leave it as it is/],
  ]);
});

describe('where it goes, and when, is never what it says', () => {
  becomes([
    [MAILED, "change the slack post to '#dev'", daily(slack('Hello', '#dev'), mail())],
    [MAILED, "change the email to 'mia@acme.example'", daily(slack(), mail('Hi', 'mia@acme.example'))],
    [MESSAGES, 'set the sms to "+254799888777"', daily(slack(), sms('Ho', '+254799888777'))],
    [ALONE, "change the text to '+254799888777'", daily(sms('Ho', '+254799888777'))],
    [ALONE, "change the sms to '18:00'", `0 18 * * * | ${sms()}`],
    [MESSAGES, "change the time to '18:00'", `0 18 * * * | ${slack()} | ${sms()}`],
    [ALONE, 'the message should be sent at 10am', `0 10 * * * | ${sms()}`],
    [ALONE, "the sms should say '18:00'", daily(sms('18:00'))],
    [MAILED, "the email should say 'mia@acme.example'", daily(slack(), mail('mia@acme.example'))],
  ]);
  asks([
    [MESSAGES, "change the sms to '18:00'", /^ask/],
    [MESSAGES, "change the slack post to '+254799888777'", /^ask/],
  ]);
});

describe('what goes is what is named', () => {
  becomes([
    [GUARDED, 'leave the payment message out', friday('approve Anna step_2', pay())],
    [GUARDED, 'no need to ask for the payment', friday(pay(), sms())],
    [GUARDED, 'leave out the approval of the payment', friday(pay(), sms())],
    [PAID, 'drop the payment text', friday(pay())],
    [PAID, 'no need for the message about the payment', friday(pay())],
    [PAID, 'drop the payment', friday(sms('Paid'))],
    [MAILS, 'drop the second email', daily(mail())],
    [ALONE, 'skip the sms on Fridays', `0 9 * * 0,1,2,3,4,6 | ${sms()}`],
    [ALONE, 'no texts on Sundays', `0 9 * * 1-6 | ${sms()}`],
    [MESSAGES, 'no messages on weekends', `0 9 * * 1-5 | ${slack()} | ${sms()}`],
  ]);
  const SOMETIMES = /^ask: All of it runs at the same times/;
  asks([
    [MESSAGES, 'leave the text message out on Fridays', SOMETIMES],
    [MESSAGES, 'no slack message on Fridays', SOMETIMES],
    [MESSAGES, 'skip the sms today', SOMETIMES],
    [MESSAGES, 'drop the slack message after 10am', SOMETIMES],
    [MESSAGES, 'drop everything after the slack message', /^ask/],
    [COMES, 'no email if the amount is odd', /^ask/],
  ]);
});
