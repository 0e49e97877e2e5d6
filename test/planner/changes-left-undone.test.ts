import { describe, expect, it } from 'vitest';
import { conversation, gist } from './talking.ts';

/** What a change leaves undone, and which rows it is done for. */
const talk = () => conversation({ workflows: [], check: () => [] });
const PAID = 'when a payment comes in on IntaSend post the amount in #sales';
const ROWS = "every Monday at 9am read my Tenants sheet and for each row text the Phone column 'pay'";

describe('Where nothing is to be done', () => {
  it.each([
    "if it's under 500 don't bother posting",
    "don't post if it's below 500",
    'nothing under 500 please',
    "when it's less than 500 leave it",
    "small ones under 500 don't matter, skip them",
    "unless it's under 500",
    "if it is less than 500 there's no need to post it",
    'no need to tell us about those under 500',
    "don't bother with anything under 500",
  ])('“%s”', async (words) => {
    expect(gist(await talk().says(PAID, words))).toBe(
      'intasend.payment.confirmed > send_message(#sales | Amount: {{ trigger.amount }}) if {{ trigger.amount >= 500 }}',
    );
  });

  it('is said of the one message only that it names', async () => {
    const reply = await talk().says(
      PAID,
      "also text +254700321321 'Paid'",
      "don't text if it's under 500",
      "and for anything over 20,000 whatsapp +254700321321 'Big' too",
    );
    expect(gist(reply)).toBe(
      'intasend.payment.confirmed > send_message(#sales | Amount: {{ trigger.amount }}) > send_sms(+254700321321 | Paid) if {{ trigger.amount >= 500 }} > send_whatsapp(+254700321321 | Big) if {{ trigger.amount > 20000 }}',
    );
  });

  it('is asked about where a no stands beside a comparison in other words', async () => {
    expect((await talk().says(PAID, "it isn't worth a post, those under 500")).kind).toBe('ask');
  });
});

describe('Which rows are meant', () => {
  const filtered = async (...words: string[]) => {
    const reply = await talk().says(ROWS, ...words);
    return reply.kind === 'propose' ? reply.definition.steps[1]?.for_each : reply.text;
  };
  const where = (cell: string) => `{{ step_1.rows.filter(row, ${cell}) }}`;

  it.each([
    ['only those whose Paid column says no', 'has(row.Paid) && string(row.Paid) == "no"'],
    ['only where Paid is no', 'has(row.Paid) && string(row.Paid) == "no"'],
    ['skip those where the Paid column says yes', 'has(row.Paid) && string(row.Paid) != "yes"'],
    ['leave out rows where Block is B', 'has(row.Block) && string(row.Block) != "B"'],
    ['only rows with Balance over 500', 'has(row.Balance) && string(row.Balance) != "" && number(row.Balance) > 500'],
    ['just the ones with Status overdue', 'has(row.Status) && string(row.Status) == "overdue"'],
  ])('“%s”', async (words, cell) => {
    expect(await filtered(words)).toBe(where(cell));
  });

  it('said again of the same column, the last counts', async () => {
    expect(await filtered('only where Paid is no', 'sorry, where Paid says unpaid')).toBe(
      where('has(row.Paid) && string(row.Paid) == "unpaid"'),
    );
  });

  it('is asked where no column is named, and the answer tells', async () => {
    expect(await filtered('just the unpaid ones')).toContain('Which column');
    expect(await filtered('just the unpaid ones', 'the Paid column says no')).toBe(
      where('has(row.Paid) && string(row.Paid) == "no"'),
    );
  });
});
