import { describe, expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { gist, plainReplyTo } from './talking.ts';

const loops = (reply: PlannerReply) =>
  reply.kind === 'propose'
    ? reply.definition.steps.slice(1).map((step) => `${step.for_each} ${Object.values(step.params).join(' | ')}`)
    : reply.kind;
const WHERE = (column: string, sign: string) =>
  `{{ step_1.rows.filter(row, has(row.${column}) && string(row.${column}) != "" && number(row.${column}) ${sign}) }}`;

const SHEET = 'every sunday at 7am read my Members sheet';
/** What is said of the rows of a sheet, and what is done for which of them. */
const ROWS: [string, string][] = [
  [
    `${SHEET} and, for each row, send an SMS to the number in the Phone column saying 'At 10'`,
    '{{ step_1.rows }} At 10 | {{ item.Phone }}',
  ],
  [
    `${SHEET} and for every row email the address in the Email column 'At 10' with subject 'Hi'`,
    '{{ step_1.rows }} Hi | At 10 | {{ item.Email }}',
  ],
  [`${SHEET} and for each row whatsapp the number under Mobile 'At 10'`, '{{ step_1.rows }} At 10 | {{ item.Mobile }}'],
  [
    "every sunday at 7am for each row of my Members sheet send an SMS to the Phone column saying 'At 10'",
    '{{ step_1.rows }} At 10 | {{ item.Phone }}',
  ],
  [
    `${SHEET} and, for every row where the Balance column is above 0, text the number in the Phone column 'Due'`,
    `${WHERE('Balance', '> 0')} Due | {{ item.Phone }}`,
  ],
  [
    `${SHEET} and for each row with a Balance over 1,000 text the number in the Phone column 'Due'`,
    `${WHERE('Balance', '> 1000')} Due | {{ item.Phone }}`,
  ],
  [
    `${SHEET} and for each row where Visits is below 5 text the number in the Phone column 'Come'`,
    `${WHERE('Visits', '< 5')} Come | {{ item.Phone }}`,
  ],
  [
    `${SHEET} and for each row whose Hours column is at least 40 text the number in the Phone column 'Rest'`,
    `${WHERE('Hours', '>= 40')} Rest | {{ item.Phone }}`,
  ],
];

const LINK = 'manual > create_payment_link(25000 | Logo) > send_sms(+254722000111 | {{ step_1.url }})';
/** Started by hand, in so many words. */
const BY_HAND: [string, string][] = [
  ['Something I can run myself whenever I need it:', 'manual > send_message(#ops | Hi)'],
  ['I want to run this myself whenever I need to:', 'manual > send_message(#ops | Hi)'],
  ['Something I can start when needed:', 'manual > send_message(#ops | Hi)'],
  ['A button for me to press whenever I feel like it:', 'manual > send_message(#ops | Hi)'],
  ['not on a schedule, I start it:', 'manual > send_message(#ops | Hi)'],
  ["no schedule please, I'll press run:", 'manual > send_message(#ops | Hi)'],
];

describe('rows of a sheet', () => {
  it.each(ROWS)('%s', async (text, expected) => {
    expect(loops(await plainReplyTo(text))).toEqual([expected]);
  });
});

describe('what is started by hand', () => {
  it.each(BY_HAND)('%s', async (lead, expected) => {
    expect(gist(await plainReplyTo(`${lead} post 'Hi' in #ops`))).toBe(expected);
  });

  it.each(["described as 'Logo'", "labelled 'Logo'", "with the description 'Logo'"])(
    'makes a payment link %s',
    async (named) => {
      expect(
        gist(await plainReplyTo(`on demand make a payment link for 25,000 ${named} and text it to +254722000111`)),
      ).toBe(LINK);
    },
  );
});

const OVERDUE = (not = '==') => `{{ step_1.rows.filter(row, has(row.Status) && string(row.Status) ${not} "overdue") }}`;
const DUE = "the number in the Phone column saying 'Due'";

describe('rows told by a word in a column', () => {
  it.each([
    `${SHEET} and for every row where Status is overdue send an SMS to ${DUE}`,
    `${SHEET}, and for each row where the Status is overdue send an SMS to ${DUE}`,
    `${SHEET} and for every row where Status says overdue, send an SMS to ${DUE}`,
    `${SHEET} and for each row where Status = overdue, send an SMS to ${DUE}`,
    `${SHEET} and for each member where Status is overdue send an SMS to ${DUE}`,
    `every sunday at 7am go through the rows of my Members sheet, and for every row where Status is overdue send an SMS to ${DUE}`,
    `every sunday at 7am go through the rows of my Members sheet. For each row where Status is overdue, please send an SMS to ${DUE}`,
  ])('%s', async (text) => {
    expect(loops(await plainReplyTo(text))).toEqual([`${OVERDUE()} Due | {{ item.Phone }}`]);
  });

  it('tells them by what is not there too', async () => {
    const text = `${SHEET} and for every row where Status is not overdue send an SMS to ${DUE}`;
    expect(loops(await plainReplyTo(text))).toEqual([`${OVERDUE('!=')} Due | {{ item.Phone }}`]);
  });

  it.each([
    'where Due is today',
    'where Status is overdue or late',
    'where Status is overdue and Balance is over 100',
    'where Paid is no',
    'where Status is past due',
  ])('are asked about where more is said: %s', async (which) => {
    expect(loops(await plainReplyTo(`${SHEET} and for every row ${which} send an SMS to ${DUE}`))).toBe('ask');
  });
});
