import { describe, expect, it } from 'vitest';
import { draft, email, isRight, paid, type RawStep, step, weekly } from './judge-support.ts';

describe('triggers', () => {
  const wants = (triggers: unknown[], got: unknown[], more = {}) =>
    isRight({ triggers }, draft({ triggers: got, steps: [email()] }), more);

  it('compares only the fields given, in any order, and lets a manual one stand beside', () => {
    expect(wants([{ type: 'webhook', service: 'intasend' }], [paid])).toBe(true);
    expect(wants([weekly, paid], [paid, weekly, { type: 'manual' }])).toBe(true);
    expect(wants([weekly], [weekly, paid])).toBe(false);
    expect(wants([weekly, paid], [weekly])).toBe(false);
    expect(wants([{ type: 'manual' }], [])).toBe(true);
    expect(wants([{ type: 'manual' }], [weekly])).toBe(false);
  });

  it('takes canonical service names only', () => {
    expect(wants([paid], [{ ...paid, service: 'intersend' }])).toBe(false);
  });

  it('normalises cron lines and zones', () => {
    const cron = (wanted: unknown, got: string, zone = 'Africa/Nairobi') =>
      wants(
        [{ type: 'schedule', schedule_cron: wanted, schedule_timezone: 'Africa/Nairobi' }],
        [{ type: 'schedule', schedule_cron: got, schedule_timezone: zone }],
      );
    expect(cron('0 9 * * 1-5', '0 9 ? * MON-FRI')).toBe(true);
    expect(cron('0 9 * * 1-5', '0 0 9 ? * 2-6')).toBe(true);
    expect(cron('*/15 * * * *', '0,15,30,45 * * * *')).toBe(true);
    expect(cron('0 9 * * 0', '0 9 * * 7')).toBe(true);
    expect(cron('0 9 * * 1-5', '0 9 * * 1-6')).toBe(false);
    expect(cron({ cron_any: ['0 17 * * 5L', '0 17 22-31 * 5'] }, '0 0 17 ? * 6L')).toBe(true);
    expect(cron('0 9 * * 1', '0 9 * * 1', 'UTC')).toBe(false);
    expect(
      wants([{ type: 'schedule', schedule_timezone: 'UTC' }], [{ type: 'schedule', schedule_cron: '0 9 * * 1' }]),
    ).toBe(true);
    expect(wants([{ type: 'schedule', schedule_timezone: 'UTC' }], [{ ...weekly, schedule_timezone: 'Etc/UTC' }])).toBe(
      true,
    );
  });

  it('compares one-time moments to the minute, and relative ones from the clock of the case', () => {
    const at = { type: 'schedule', schedule_at: '2027-03-03T14:00', schedule_timezone: 'Africa/Nairobi' };
    expect(wants([at], [{ ...at, schedule_at: '2027-03-03T14:00:00' }])).toBe(true);
    expect(wants([at], [{ ...at, schedule_at: '2027-03-03T14:01' }])).toBe(false);
    const inTwoHours = [{ type: 'schedule', schedule_at_in_minutes: 120 }];
    const noon = { type: 'schedule', schedule_at: '2026-11-20T12:00', schedule_timezone: 'Africa/Nairobi' };
    expect(wants(inTwoHours, [noon])).toBe(true);
    expect(wants(inTwoHours, [{ ...noon, schedule_timezone: 'UTC' }])).toBe(false);
    expect(wants(inTwoHours, [{ ...noon, schedule_at: '2026-11-20T09:01', schedule_timezone: 'UTC' }])).toBe(true);
  });

  it('takes one of several lists', () => {
    const expectation = {
      triggers_any_of: [
        [{ type: 'schedule', schedule_cron: '0 6,18 * * *' }],
        [
          { type: 'schedule', schedule_cron: '0 6 * * *' },
          { type: 'schedule', schedule_cron: '0 18 * * *' },
        ],
      ],
    };
    const of = (...crons: string[]) =>
      draft({ triggers: crons.map((schedule_cron) => ({ type: 'schedule', schedule_cron })), steps: [email()] });
    expect(isRight(expectation, of('0 6,18 * * *'))).toBe(true);
    expect(isRight(expectation, of('0 18 * * *', '0 6 * * *'))).toBe(true);
    expect(isRight(expectation, of('0 6 * * *'))).toBe(false);
  });
});

describe('parameters', () => {
  const wants = (wanted: Record<string, unknown>, params: Record<string, unknown>) =>
    isRight(
      { steps: [{ service: 'http', action: 'request', params: wanted }] },
      draft({ steps: [step('http.request', params)] }),
    );

  it.each([
    [{ to: 'Ann@B.co' }, { to: 'ann@b.co' }, true],
    [{ to: 'a@b.co' }, { recipient: 'a@b.co' }, true],
    [{ channel: '#Sales' }, { channel: 'sales' }, true],
    [{ phone: '+254712345678' }, { phone_number: '+254 712-345 678' }, true],
    [{ phone: '+254712345678' }, { phone: '254712345678' }, false],
    [{ amount: 1200 }, { amount: '1200' }, true],
    [{ amount: 1200 }, { total: 1200 }, true],
    [{ amount: 1200 }, { amount: 12_000 }, false],
    [{ url: 'https://a.co/x' }, { url: 'https://a.co/x/' }, true],
    [{ url: 'https://a.co/x' }, { url: 'https://a.co/y' }, false],
    [{ body: ' two   words ' }, { body: 'two words' }, true],
    [{ body: 'two words' }, { body: 'Two words' }, false],
    [{ message: { contains: "it's “on”" } }, { message: 'Yes: It’s "ON" now' }, true],
    [{ message: { not_contains: 'off' } }, { message: 'it is OFF' }, false],
    [{ phone: { any_of: ['+254722000111', '0722000111'] } }, { phone: '0722 000 111' }, true],
    [{ body: { all_of: [{ contains: 'a' }, { contains: 'b' }] } }, { body: 'ab' }, true],
    [{ body: { all_of: [{ contains: 'a' }, { contains: 'c' }] } }, { body: 'ab' }, false],
    [{ body: { any: true } }, { body: 'x' }, true],
    [{ body: { any: true } }, {}, false],
    [{ body: { template: true } }, { body: 'Hi {{ trigger.name }}' }, true],
    [{ body: { template: true } }, { body: 'Hi' }, false],
    [{ '*': [{ contains: 'bicycle' }] }, { json: { deep: ['A red bicycle'] } }, true],
    [{ '*': [{ contains: 'bicycle' }, { contains: 'car' }] }, { prompt: 'A red bicycle' }, false],
    [{ '*': [{ duration_minutes: 4320 }] }, { duration: '3 days' }, true],
    [{ '*': [{ duration_minutes: 4320 }] }, { duration: '72h' }, true],
    [{ '*': [{ duration_minutes: 4320 }] }, { duration: 'P3D' }, true],
    [{ '*': [{ duration_minutes: 4320 }] }, { days: 3 }, true],
    [{ '*': [{ duration_minutes: 4320 }] }, { wait: { amount: 3, unit: 'days' } }, true],
    [{ '*': [{ duration_minutes: 4320 }] }, { duration: '3h' }, false],
    [{ '*': [{ duration_minutes: 90 }] }, { duration: '1 hour 30 minutes' }, true],
  ])('%j against %j is %s', (wanted, params, right) => {
    expect(wants(wanted, params)).toBe(right);
  });
});

describe('steps', () => {
  const set = step('flow.set', { values: { x: 'y' } }, { id: 'set_1' });
  const slack = step('slack.send_message', { channel: '#a', message: 'x' });
  const two = { steps: [{ service: 'email' }, { service: 'slack' }] };

  it('match one for one in order, with set, stop and transform between', () => {
    expect(isRight(two, draft({ steps: [email(), slack] }))).toBe(true);
    expect(isRight(two, draft({ steps: [email(), set, slack] }))).toBe(true);
    expect(isRight(two, draft({ steps: [slack, email()] }))).toBe(false);
    expect(isRight({ ...two, step_order: 'free' }, draft({ steps: [slack, email()] }))).toBe(true);
    expect(isRight(two, draft({ steps: [email(), slack, email({ to: 'c@d.co' })] }))).toBe(false);
    expect(isRight(two, draft({ steps: [email()] }))).toBe(false);
  });

  it('may leave optional ones out; a reference to one that is absent fails', () => {
    const wants = {
      steps: [
        { service: 'search', action: 'search_info' },
        { service: 'llm', action: 'summarise', optional: true },
        { service: 'email', params: { body: { any_of: [{ template_of: 'steps.0' }, { template_of: 'steps.1' }] } } },
      ],
    };
    const search = step('search.search_info', { query: 'rates' });
    const sum = step('llm.summarise', { text: '{{ step_1.results }}' });
    expect(isRight(wants, draft({ steps: [search, email({ body: '{{ step_1.results }}' })] }))).toBe(true);
    expect(isRight(wants, draft({ steps: [search, sum, email({ body: '{{ step_2.text }}' })] }))).toBe(true);
    expect(isRight(wants, draft({ steps: [search, email({ body: 'nothing' })] }))).toBe(false);
  });

  it('may be met in several ways, with what stands beside applying to each', () => {
    const wants = {
      steps: [
        {
          any_of: [
            { service: 'payment', action: 'create_invoice' },
            { service: 'quickbooks', action: 'create_invoice', params: { currency: 'KES' } },
          ],
          params: { amount: { template_of: 'trigger.amount' } },
        },
      ],
    };
    const of = (service: string, params: Record<string, unknown>) =>
      draft({ triggers: [paid], steps: [step(`${service}.create_invoice`, params)] });
    expect(isRight(wants, of('payment', { amount: '{{ trigger.amount }}' }))).toBe(true);
    expect(isRight(wants, of('payment', { amount: 5 }))).toBe(false);
    expect(isRight(wants, of('quickbooks', { amount: '{{ trigger.amount }}' }))).toBe(false);
    expect(isRight(wants, of('quickbooks', { amount: '{{ trigger.amount }}', currency: 'KES' }))).toBe(true);
  });

  it('compare retries and loops', () => {
    const wants = {
      steps: [
        { service: 'sheets', action: 'read_rows' },
        { service: 'email', for_each: { template_of: 'steps.0' }, retry: { attempts: 5 } },
      ],
    };
    const rows = step('sheets.read_rows', { spreadsheet: 'Debtors' });
    const loop = { for_each: '{{ step_1.rows }}', retry: { attempts: 5 } };
    expect(isRight(wants, draft({ steps: [rows, email({}, loop)] }))).toBe(true);
    expect(isRight(wants, draft({ steps: [rows, email({}, { ...loop, retry: { attempts: 3 } })] }))).toBe(false);
    expect(isRight(wants, draft({ steps: [rows, email({}, { retry: { attempts: 5 } })] }))).toBe(false);
  });

  it('know what runs beside and after what', () => {
    const wants = { steps: [{ service: 'email' }, { service: 'slack' }], parallel: [[0, 1]] };
    const beside = { ...slack, needs: [] };
    expect(isRight(wants, draft({ steps: [email({}, { needs: [] }), beside] }))).toBe(true);
    expect(isRight(wants, draft({ steps: [beside, email({}, { needs: [] })] }))).toBe(true);
    expect(isRight(wants, draft({ steps: [email(), slack] }))).toBe(false);
    const three = {
      steps: [{ service: 'email' }, { service: 'slack' }, { service: 'sms' }],
      after: [[2, [0, 1]]],
    };
    const sms = step('sms.send_sms', { phone: '+254700000000', message: 'x' });
    const join = (needs: string[]) => draft({ steps: [email(), beside, { ...sms, needs }] });
    expect(isRight(three, join(['step_1', 'step_2']))).toBe(true);
    expect(isRight(three, join(['step_2']))).toBe(false);
  });
});

describe('references', () => {
  const wants = (of: string, body: string, more: RawStep[] = [], extra: Record<string, unknown> = {}) =>
    isRight(
      { steps: [{ service: 'sheets' }, { service: 'email', params: { body: { template_of: of } } }] },
      draft({
        triggers: [paid],
        steps: [step('sheets.read_rows'), ...more, email({ body }, { id: 'last', ...extra })],
      }),
    );

  it.each([
    ['trigger.*', 'Hi {{ trigger.email }}', true],
    ['trigger.amount', '{{ trigger.amount }}', true],
    ['trigger.amount', '{{ trigger.data.amount }}', true],
    ['trigger.amount', '{{ trigger.body.data.amount }}', true],
    ['trigger.amount', '{{ trigger.email }}', false],
    ['trigger.amount', 'trigger.amount', false],
    ['trigger.amount', '{{ trigger.amount > 3 ? "big" : "small" }}', true],
    ['steps.0', 'rows: {{ size(step_1.rows) }}', true],
    ['steps.0', '{{ step_1.rows.map(r, r.name)[0] }}', true],
    ['steps.0', '{{ trigger.rows }}', false],
    ['owner.email', '{{ owner.email }}', true],
  ])('%s is read by %s: %s', (of, body, right) => {
    expect(wants(of, body)).toBe(right);
  });

  it('are followed through set and transform steps and loop items', () => {
    const set = step('flow.set', { values: { total: '{{ step_1.rows }}' } }, { id: 'keep' });
    const shape = step('data.transform', { input: '{{ keep.values.total }}', operation: 'first' }, { id: 'shape' });
    expect(wants('steps.0', '{{ keep.values.total }}', [set])).toBe(true);
    expect(wants('steps.0', '{{ shape.output }}', [set, shape])).toBe(true);
    expect(wants('trigger.*', '{{ shape.output }}', [set, shape])).toBe(false);
    expect(wants('steps.0', '{{ item.name }}', [], { for_each: '{{ step_1.rows }}' })).toBe(true);
    expect(wants('trigger.*', '{{ item.name }}', [], { for_each: '{{ trigger.items }}' })).toBe(true);
    expect(wants('steps.0', '{{ item.name }}', [], { for_each: '{{ trigger.items }}' })).toBe(false);
  });
});
