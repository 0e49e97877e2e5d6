import { describe, expect, it } from 'vitest';
import { draftCard } from '../../src/automation/card.ts';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import type { Definition } from '../../src/automation/definition.ts';
import { diagramOf } from '../../src/automation/diagram.ts';
import { diagramPng } from '../../src/automation/diagram-png.ts';
import { changesInWords } from '../../src/automation/diff.ts';
import { effectsInWords, effectsOf, finalityInWords } from '../../src/automation/effects.ts';
import { rehearse } from '../../src/automation/rehearse.ts';
import { sealOf, shortSeal } from '../../src/automation/seal.ts';
import { stepInWords } from '../../src/automation/step-words.ts';
import { upcomingRuns } from '../../src/automation/upcoming.ts';
import { asText } from '../../src/chat/plain.ts';
import { catalogue, context, invoiceOnPayment } from './catalogue.ts';

const made = (input: unknown): Definition => {
  const { definition, findings } = checkDefinition(input, context);
  expect(findings).toEqual([]);
  return definition as Definition;
};
const ceilings = { withdrawMax: 100_000, dailySpendLimit: 500_000, currency: 'KES' };
const base = {
  draftId: 'drf_1',
  assumptions: ['currency KES'],
  catalogue,
  ceilings,
  now: '2026-11-20T07:42:00Z',
  timeZone: 'Africa/Nairobi',
  sandboxed: [],
};
const weekly = () =>
  made({
    name: 'Weekly payout',
    policy: { max_withdraw_amount: 20_000, requires_user_confirmation: true },
    triggers: [{ type: 'schedule', schedule_cron: '0 9 * * 1', schedule_timezone: 'Africa/Nairobi' }],
    steps: [{ id: 'pay', service: 'payment', action: 'withdraw', params: { amount: 20_000, phone: '+254712345678' } }],
  });

describe('the card', () => {
  it('says what starts it, what it does, and what that means', () => {
    const definition = made(invoiceOnPayment());
    const card = draftCard({ ...base, definition, seal: 'ab'.repeat(32), missing: [] });
    const words = asText(card);
    expect(words).toContain('Starts when a payment is confirmed (IntaSend)');
    expect(words).toContain('1. Create an invoice for the name, the amount, if the amount is over KES 10,000');
    expect(words).toContain('2. Email the payer: “Invoice {{ invoice number }}”');
    expect(words).toContain('moves no money');
    expect(words).toContain('emails the payer');
    expect(words).toContain('Cannot be undone: messages once sent. Invoices can be voided.');
    expect(words).toContain('I assumed:** currency KES');
    expect(card.choices?.map((choice) => choice.name)).toEqual([
      'draft.approve',
      'draft.change',
      'draft.try',
      'draft.cancel',
    ]);
    expect(card.choices?.[0]?.value).toBe(`drf_1:${'ab'.repeat(32)}`);
    expect(card.footer).toBe(`\`${shortSeal('ab'.repeat(32))}\``);
  });

  it('cannot be approved while something is not connected', () => {
    const definition = made(invoiceOnPayment());
    const missing = [{ service: 'email', connectUrl: 'https://nod.example/c/1', sandbox: true }];
    const card = draftCard({ ...base, definition, seal: null, missing });
    expect(card.choices?.map((choice) => choice.name)).toEqual([
      'draft.sandbox',
      'draft.change',
      'draft.try',
      'draft.cancel',
    ]);
    expect(asText(card)).toContain('Not connected yet: Email. **Connect** or **use the sandbox**, then approve.');
    expect(card.body).toContainEqual({ kind: 'link', text: 'Connect Email', url: 'https://nod.example/c/1' });
  });

  it('has no choices once it is decided, and says how', () => {
    const outcome = '✅ Approved by Wanjiru, Friday 20 November, 10:42';
    const card = draftCard({
      ...base,
      definition: made(invoiceOnPayment()),
      seal: 'ab'.repeat(32),
      missing: [],
      outcome,
    });
    expect(card.choices).toBeUndefined();
    expect(card.footer).toMatch(/^✅ Approved by Wanjiru/);
  });

  it('tells money with its ceiling, the policy and the next runs', () => {
    const words = asText(draftCard({ ...base, definition: weekly(), seal: 'cd'.repeat(32), missing: [] }));
    expect(words).toContain('Starts every Monday at 09:00');
    expect(words).toContain(
      'oves money: KES 20,000 to +254712345678; at most KES 20,000 at a time and KES 500,000 a day',
    );
    expect(words).toContain('At most KES 20,000 at a time; asks you before money leaves');
    expect(words).toContain(
      '**Next:** Monday 23 November, 09:00 · Monday 30 November, 09:00 · Monday 7 December, 09:00',
    );
    expect(words).toContain('money once paid');
  });

  it.each([
    [{ daily_spend_limit: 30_000 }, 'at most KES 30,000 at a time and KES 30,000 a day'],
    [{ max_spend_per_run: 25_000 }, 'at most KES 25,000 at a time and KES 500,000 a day'],
    [{ max_withdraw_amount: 20_000, daily_spend_limit: 30_000 }, 'at most KES 20,000 at a time and KES 30,000 a day'],
  ])('tells no more at a time than a run or a day may have: %o', (policy, words) => {
    const definition = { ...made(weekly()), policy };
    expect(asText(draftCard({ ...base, definition, seal: 'cd'.repeat(32), missing: [] }))).toContain(words);
  });

  it('says when the clocks jump over a run', () => {
    const definition = made({
      name: 'x',
      triggers: [{ type: 'schedule', schedule_cron: '30 2 * * *', schedule_timezone: 'Europe/Berlin' }],
      steps: [{ id: 'a', service: 'flow', action: 'set', params: { values: {} } }],
    });
    const words = asText(
      draftCard({
        ...base,
        now: '2027-03-26T12:00:00Z',
        timeZone: 'Europe/Berlin',
        definition,
        seal: 'ab',
        missing: [],
      }),
    );
    expect(words).toContain('Sunday 28 March: no run, the clocks jump over 02:30');
    expect(upcomingRuns(definition, '2027-03-26T12:00:00Z')).toHaveLength(5);
  });

  it('shows in full what the sentence of a step leaves out', () => {
    const steps = [
      {
        id: 'm',
        service: 'email',
        action: 'send_email',
        params: { to: 'a@b.co', subject: 'Hi', body: 'x'.repeat(300) },
      },
    ];
    const words = asText(
      draftCard({ ...base, definition: made(invoiceOnPayment({ steps })), seal: 'ab', missing: [] }),
    );
    expect(words).toContain(`Text: ${'x'.repeat(300)}`);
  });

  it('keeps marks of other people out of its own markup', () => {
    const definition = made(invoiceOnPayment({ description: '**approved** by `boss`' }));
    const [first] = draftCard({ ...base, definition, seal: 'ab', missing: [] }).body;
    expect(first?.kind === 'text' && first.text).not.toMatch(/\*\*|`boss`/);
  });
});

describe('effects', () => {
  it('name who gets words, what is written, and what is final', () => {
    const effects = effectsOf(made(invoiceOnPayment()), catalogue, ceilings);
    expect(effects).toMatchObject({
      ceiling: null,
      messages: [{ service: 'Email', templated: true }],
      writes: [{ service: 'Payments', titles: ['Create an invoice'] }],
      services: ['payment', 'email'],
    });
    expect(effectsInWords(effects)).toMatch(/^Creates an invoice in Payments/);
    expect(
      finalityInWords(
        effectsOf(
          made({ name: 'x', steps: [{ id: 'a', service: 'flow', action: 'set', params: { values: {} } }] }),
          catalogue,
          ceilings,
        ),
      ),
    ).toBeNull();
  });
});

describe('a change in words', () => {
  const words = { catalogue, currency: 'KES', timeZone: 'Africa/Nairobi' };
  it('marks only what differs', () => {
    const before = made(invoiceOnPayment());
    const steps = structuredClone(invoiceOnPayment().steps) as { condition?: string }[];
    (steps[0] as { condition?: string }).condition = '{{ trigger.amount > 20000 }}';
    expect(changesInWords(before, made(invoiceOnPayment({ steps })), words)).toBe(
      'Step 1: Create an invoice for the name, the amount, if the amount is over KES ~~10,000~~ **20,000**.\nNothing else changes.',
    );
    expect(changesInWords(before, before, words)).toBe('Nothing changes.');
  });

  it('tells new and gone steps, times and limits', () => {
    const before = weekly();
    const after = made({
      ...before,
      policy: {},
      triggers: [{ type: 'schedule', schedule_cron: '0 10 * * 1', schedule_timezone: 'Africa/Nairobi' }],
      steps: [...before.steps, { id: 'stop', service: 'flow', action: 'stop', params: {} }],
    });
    const text = changesInWords(before, after, words);
    expect(text).toContain('Starts every Monday at ~~09:00~~ **10:00**.');
    expect(text).toContain('New, step 2: **Stop here**.');
    expect(text).toContain('Limits: ~~at most KES 20,000 at a time~~.');
  });

  it('names a changed parameter that the sentence does not show', () => {
    const before = made(invoiceOnPayment());
    const steps = structuredClone(invoiceOnPayment().steps) as { params: Record<string, unknown> }[];
    (steps[1] as { params: Record<string, unknown> }).params.body = 'Thank you';
    expect(changesInWords(before, made(invoiceOnPayment({ steps })), words)).toContain('Step 2: body **Thank you**.');
  });
});

describe('conditions in words', () => {
  it.each([
    ['trigger.amount > 10000', 'if the amount is over KES 10,000'],
    ["trigger.name == 'Acme' && trigger.amount <= 5", 'if the name is “Acme” and the amount is at most KES 5'],
    ["invoice.status == 'failed'", 'if step 1 failed'],
    ["invoice.status != 'failed'", 'if step 1 did not fail'],
    ['trigger.email.endsWith("@x.co")', "if the payer's email ends with “@x.co”"],
    ['size(trigger.items) > 3', 'if the number of the items is over 3'],
    ['trigger.items.exists(i, i.n > 1)', 'if `trigger.items.exists(i, i.n > 1)`'],
  ])('%s', (condition, words) => {
    const definition = made(
      invoiceOnPayment({
        steps: [invoiceOnPayment().steps[0], { ...invoiceOnPayment().steps[1], condition: `{{ ${condition} }}` }],
      }),
    );
    expect(stepInWords(definition.steps[1] as Definition['steps'][number], definition, catalogue, 'KES')).toContain(
      words,
    );
  });

  it.each([
    ['asked.approved && trigger.amount > 5', 'if step 1 was approved and the amount is over KES 5'],
    ['!asked.approved', 'if step 1 was not approved'],
  ])('%s', (condition, words) => {
    const ask = { id: 'asked', service: 'flow', action: 'approve', params: {} };
    const then = { ...invoiceOnPayment().steps[0], condition: `{{ ${condition} }}` };
    const definition = made(invoiceOnPayment({ steps: [ask, then] }));
    expect(stepInWords(definition.steps[1] as Definition['steps'][number], definition, catalogue, 'KES')).toContain(
      words,
    );
  });

  it('calls nobody’s yes what an answer says of itself', () => {
    const look = { id: 'look', service: 'flow', action: 'set', params: { values: { approved: true } } };
    const definition = made(invoiceOnPayment({ steps: [look, invoiceOnPayment().steps[0]] }));
    const [first, second] = definition.steps as [Definition['steps'][number], Definition['steps'][number]];
    const then = { ...second, condition: '{{ look.approved && !look.approved }}' };
    const said = stepInWords(then, { ...definition, steps: [first, then] }, catalogue, 'KES');
    expect(said).toContain('if look.approved is true and not (look.approved is true)');
  });

  it('calls what lies deeper in the data by all its names', () => {
    const [first] = invoiceOnPayment().steps;
    const definition = made({
      ...invoiceOnPayment(),
      steps: [{ ...first, params: { ...first?.params, client: 'To {{ trigger.body.customer.full_name }}' } }],
    });
    expect(stepInWords(definition.steps[0] as Definition['steps'][number], definition, catalogue, 'KES')).toContain(
      'To {{ full name of the customer of the body }}',
    );
  });
});

describe('trying it', () => {
  it('walks the sample and says what each step would do', () => {
    const { lines, outputs } = rehearse(made(invoiceOnPayment()), catalogue, undefined, {
      now: base.now,
      timeZone: base.timeZone,
      currency: 'KES',
    });
    expect(lines).toEqual([
      '1. would create an invoice for Acme, 15,000',
      '2. would email accounts@acme.example: “Invoice INV-SAMPLE”',
    ]);
    expect(outputs).toMatchObject({ invoice: { status: 'success', invoice_number: 'INV-SAMPLE' } });
  });

  it('leaves out what its condition leaves out', () => {
    const { lines, outputs } = rehearse(
      made(invoiceOnPayment()),
      catalogue,
      { amount: 500 },
      { now: base.now, timeZone: base.timeZone, currency: 'KES' },
    );
    expect(lines[0]).toMatch(/^1\. would leave out: create an invoice/);
    expect(outputs.invoice).toEqual({ invoice_number: null, rows: null, status: 'skipped', error: null });
    expect(lines[1]).toBe('2. would email accounts@acme.example: “Invoice ”');
  });

  it('tries on a sample that its conditions let through, where one can be found', () => {
    const only = (condition: string, more: string[] = []) => {
      const conditions = [condition, ...more];
      const steps = conditions.map((text, index) => ({
        id: `tell_${index}`,
        service: 'email',
        action: 'send_email',
        params: { to: 'ann@example.com', subject: 'Paid', body: '{{ trigger.amount }}' },
        condition: `{{ ${text} }}`,
      }));
      const context = { now: base.now, timeZone: base.timeZone, currency: 'KES' };
      const { lines, data } = rehearse(made({ ...invoiceOnPayment(), steps }), catalogue, undefined, context);
      return { run: lines.map((line) => !/leave out/.test(line)), amount: data.amount, body: data.data };
    };
    expect(only('trigger.amount > 20000')).toMatchObject({ run: [true], amount: 30000, body: { amount: 30000 } });
    expect(only('trigger.amount < 900 && trigger.name == "Juma"')).toMatchObject({ run: [true], amount: 450 });
    expect(only('trigger.amount > 20000', ['trigger.amount <= 20000']).run).toEqual([true, false]);
    expect(only('trigger.amount > 20000', ['trigger.amount > 50000']).run).toEqual([true, true]);
    // What no sample can pass is left out, as it would be.
    expect(only('trigger.amount > 5 && trigger.amount < 5')).toMatchObject({ run: [false], amount: 15000 });
  });

  it('takes failures where they are handled, and stops where they are not', () => {
    const steps = [
      {
        id: 'book',
        service: 'payment',
        action: 'create_invoice',
        params: { amount: '{{ trigger.total }}', client: 'Acme' },
      },
      {
        id: 'sorry',
        service: 'email',
        action: 'send_email',
        params: { to: 'a@b.co', subject: 'failed' },
        condition: "{{ book.status == 'failed' }}",
      },
      {
        id: 'thanks',
        service: 'email',
        action: 'send_email',
        params: { to: 'a@b.co', subject: 'ok' },
        condition: "{{ book.status == 'success' }}",
      },
    ];
    const triggers = [{ type: 'webhook', service: 'custom', event: 'order' }];
    const definition = made({ name: 'x', triggers, steps });
    const tried = (total: unknown) =>
      rehearse(definition, catalogue, { total }, { now: base.now, timeZone: base.timeZone, currency: 'KES' }).lines;
    expect(tried(50)).toEqual([
      expect.stringMatching(/would create/),
      expect.stringMatching(/would leave out/),
      expect.stringMatching(/would email/),
    ]);
    expect(tried('none')).toEqual([
      expect.stringMatching(/would fail/),
      expect.stringMatching(/would email/),
      expect.stringMatching(/would leave out/),
    ]);
  });

  it('goes through a list', () => {
    const steps = [
      {
        id: 'tell',
        service: 'email',
        action: 'send_email',
        for_each: '{{ trigger.items }}',
        params: { to: 'a@b.co', subject: 'No {{ item.n }} of {{ index }}' },
      },
    ];
    const { lines, outputs } = rehearse(made(invoiceOnPayment({ steps })), catalogue, undefined, {
      now: base.now,
      timeZone: base.timeZone,
      currency: 'KES',
    });
    expect(lines).toEqual(['1. would, 2 times: email a@b.co: “No 1 of 0”; email a@b.co: “No 2 of 1”']);
    expect(outputs.tell).toMatchObject({ count: 2, results: [{ message_id: 'sample' }, { message_id: 'sample' }] });
  });
});

describe('the drawing', () => {
  it('is well-formed, named and escaped, with side-by-side steps in one layer', () => {
    const definition = made({
      name: 'A <b> & "c"',
      steps: ['a', 'b'].map((id) => ({
        id,
        service: 'flow',
        action: 'set',
        needs: [],
        params: { values: { [id]: 1 } },
      })),
    });
    const svg = diagramOf(definition, catalogue, 'UTC', 'KES');
    expect(svg).toContain('<title id="t">A &lt;b&gt; &amp; &quot;c&quot;</title>');
    const tops = [...svg.matchAll(/<rect [^>]*x="[\d.]+" y="(\d+)"/g)].map((found) => found[1]);
    expect(tops).toEqual(['20', '116', '116']);
    const png = diagramPng(svg);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
  });

  it('says all that a step does and when, in as many lines as that takes', () => {
    const subject = 'A letter about everything that has happened since the last one was written to you';
    const definition = made(
      invoiceOnPayment({
        steps: [
          {
            id: 'mail',
            service: 'email',
            action: 'send_email',
            params: { to: 'ann@example.com', subject, body: 'x' },
            condition: '{{ trigger.amount > 10000 }}',
          },
          { id: 'stop', service: 'flow', action: 'stop', params: {} },
        ],
      }),
    );
    const svg = diagramOf(definition, catalogue, 'UTC', 'KES');
    const said = [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map((found) => found[1]).join(' ');
    expect(said).toContain(`1. Email ann@example.com: “${subject}” if the amount is over KES 10,000`);
    // A box is as high as what it says, and the next one stands below it.
    const boxes = [...svg.matchAll(/<rect [^>]*y="([\d.]+)" width="\d+" height="([\d.]+)"/g)].map(([, y, high]) => [
      Number(y),
      Number(high),
    ]);
    for (const [index, [y = 0]] of boxes.entries()) {
      const [above = 0, high = 0] = boxes[index - 1] ?? [0, 0];
      expect(y).toBeGreaterThan(above + high);
    }
  });
});

describe('the seal', () => {
  const sealed = {
    definition: made(invoiceOnPayment()),
    connections: { email: 'con_1' },
    contracts: { 'email.send_email': 1 },
    children: {},
  };
  it('is the same for the same and another for anything else', () => {
    const seal = sealOf(sealed);
    expect(seal).toMatch(/^[0-9a-f]{64}$/);
    expect(sealOf(structuredClone(sealed))).toBe(seal);
    expect(sealOf({ ...sealed, connections: { email: 'con_2' } })).not.toBe(seal);
    expect(sealOf({ ...sealed, contracts: { 'email.send_email': 2 } })).not.toBe(seal);
    expect(sealOf({ ...sealed, definition: { ...sealed.definition, name: 'x' } })).not.toBe(seal);
    expect(shortSeal(seal)).toMatch(/^[2-9A-Z]{3}-[2-9A-Z]{2}$/);
  });
});
