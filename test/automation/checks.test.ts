import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import { fits } from '../../src/automation/checks/policy.ts';
import { catalogue, context, invoiceOnPayment } from './catalogue.ts';

const check = (input: unknown, more = {}) => checkDefinition(input, { ...context, workflows, ...more });
const codes = (input: unknown) => check(input).findings.map((finding) => `${finding.path} ${finding.code}`);
const step = (more: Record<string, unknown> = {}) => ({
  id: 'pay',
  service: 'payment',
  action: 'withdraw',
  params: { amount: 500, phone: '+254712345678' },
  ...more,
});
const flow = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  service: 'flow',
  action: 'set',
  params: { values: {} },
  ...more,
});
const runs = (workflow: string) => flow('a', { action: 'run_workflow', params: { workflow } });
const workflows = [
  { id: 'wf_a', name: 'Weekly report', version: 2 },
  { id: 'wf_b', name: 'B', version: 1, runs: ['wf_a'], levels: 1 },
  { id: 'wf_c', name: 'Deep', version: 1, runs: ['wf_x'], levels: 5 },
];
const withSteps = (...steps: unknown[]) => ({ name: 'x', steps });

describe('what passes', () => {
  it('has no findings and comes back whole', () => {
    const { definition, findings } = check(invoiceOnPayment());
    expect(findings).toEqual([]);
    expect(definition?.steps.map((one) => one.id)).toEqual(['invoice', 'mail']);
  });

  it('reads aliases, bare conditions and both crons, and writes one form', () => {
    const { definition, findings } = check(
      invoiceOnPayment({
        triggers: [
          { type: 'webhook', service: 'intersend', event: 'payment.confirmed', config: null },
          { type: 'manual' },
        ],
        steps: [
          {
            id: 'a',
            service: 'mailgun',
            action: 'send_email',
            params: { to: 'a@b.co', subject: 's' },
            condition: 'trigger.amount > 5',
          },
        ],
      }),
    );
    expect(findings).toEqual([]);
    expect(definition?.triggers[0]).toMatchObject({ service: 'intasend' });
    expect(definition?.steps[0]).toMatchObject({ service: 'email', condition: '{{ trigger.amount > 5 }}' });
    const cron = check({ ...withSteps(flow('a')), triggers: [{ type: 'schedule', schedule_cron: '0 0 17 ? * FRIL' }] });
    expect(cron.definition?.triggers[0]).toMatchObject({ schedule_cron: '0 17 * * 5L', schedule_timezone: 'UTC' });
  });

  it('reads nodes and edges as steps with needs', () => {
    const { definition, findings } = check({
      name: 'graph',
      nodes: [
        { id: 'start', type: 'input' },
        { id: 'Fetch-Data', type: 'flow.set', data: { values: { a: 1 } } },
        { id: 'big', type: 'conditional', config: { condition: "{{ Fetch-Data.status == 'success' }}" } },
        {
          id: 'tell',
          type: 'email',
          data: { action: 'send_email', params: { to: 'a@b.co', subject: '{{ Fetch-Data.values }}' } },
        },
        { id: 'other', service: 'flow', action: 'stop' },
      ],
      edges: [
        { source: 'start', target: 'Fetch-Data' },
        { source: 'Fetch-Data', target: 'big' },
        { source: 'big', target: 'tell', sourceHandle: 'true' },
        { source: 'big', target: 'other', sourceHandle: 'false' },
      ],
    });
    expect(findings).toEqual([]);
    expect(definition?.steps).toMatchObject([
      { id: 'fetch_data', needs: [], params: { values: { a: 1 } } },
      { id: 'tell', needs: ['fetch_data'], condition: "{{ fetch_data.status == 'success' }}" },
      { id: 'other', needs: ['fetch_data'], condition: "{{ !(fetch_data.status == 'success') }}" },
    ]);
  });
});

describe('what is found', () => {
  it('refuses what does not work yet', () => {
    const bounded = (action: string, params: object) =>
      codes({ ...withSteps({ id: 'a', service: 'flow', action, params }), profile: 'bounded' });
    expect(bounded('wait', { duration: '119m' })).toEqual([]);
    expect(bounded('wait', { duration: '3h' })).toEqual(['steps[0].params.duration beyond_bounds']);
    expect(bounded('approve', {})).toEqual(['steps[0].params.timeout beyond_bounds']);
    expect(bounded('approve', { timeout: '1h' })).toEqual([]);
    expect(bounded('ask', { question: 'How?' })).toEqual(['steps[0].params.timeout beyond_bounds']);
  });

  it('says an unknown kind of node, and a double id, once', () => {
    expect(codes({ name: 'x', nodes: [{ id: 'a', type: 'wizard' }], edges: [] })).toEqual([
      'steps[0].service unknown_service',
    ]);
    expect(codes(withSteps(flow('a'), flow('a')))).toEqual(['steps[1].id duplicate_id']);
    expect(check(withSteps(null)).findings[0]?.message).toBe('“steps[0]” must be an object.');
  });

  it.each<[string, unknown, string]>([
    ['no object', 'hello', ' wrong_type'],
    ['nothing', undefined, ' wrong_type'],
    ['no steps', { name: 'x' }, 'steps missing'],
    ['no name', { steps: [flow('a')] }, 'name missing'],
    ['an unknown field', { ...withSteps(flow('a')), polcy: {} }, 'polcy unknown_field'],
    ['a body', withSteps(flow('a', { steps: [] })), 'steps[0].steps not_available'],
    ['a bad id', withSteps(flow('A b')), 'steps[0].id bad_format'],
    ['a reserved id', withSteps(flow('trigger')), 'steps[0].id reserved_id'],
    ['a double id', withSteps(flow('a'), flow('a')), 'steps[1].id duplicate_id'],
    ['an unknown service', withSteps(flow('a', { service: 'pigeon' })), 'steps[0].service unknown_service'],
    ['an unknown action', withSteps(flow('a', { action: 'fly' })), 'steps[0].action unknown_action'],
    [
      'no child',
      withSteps(flow('a', { action: 'run_workflow', params: {} })),
      'steps[0].params.workflow missing_param',
    ],
    ['an unknown child', withSteps(runs('Weekly reprt')), 'steps[0].params.workflow unknown_reference'],
    ['a child from the data', withSteps(runs('{{ trigger.name }}')), 'steps[0].params.workflow bad_param'],
    ['itself', { ...withSteps(runs('weekly report')), name: 'Weekly report' }, 'steps[0].params.workflow cycle'],
    ['what leads back', { ...withSteps(runs('wf_b')), name: 'Weekly report' }, 'steps[0].params.workflow cycle'],
    ['too many levels', withSteps(runs('Deep')), 'steps[0].params.workflow too_deep'],
    [
      'a missing parameter',
      withSteps(step({ params: { phone: '+254712345678' } })),
      'steps[0].params.amount missing_param',
    ],
    [
      'an unknown parameter',
      withSteps(step({ params: { ...step().params, amout: 5 } })),
      'steps[0].params.amout unknown_param',
    ],
    [
      'a wrong parameter',
      withSteps(step({ params: { ...step().params, amount: -1 } })),
      'steps[0].params.amount bad_param',
    ],
    [
      'a number among text',
      withSteps(step({ params: { ...step().params, amount: 'KES {{ trigger.a }}' } })),
      'steps[0].params.amount bad_param',
    ],
    [
      'an unknown step',
      withSteps(flow('a', { params: { values: { b: '{{ nope.x }}' } } })),
      'steps[0].params.values.b unknown_reference',
    ],
    [
      'an unknown output',
      withSteps(flow('a'), flow('b', { params: { values: { b: '{{ a.nope }}' } } })),
      'steps[1].params.values.b unknown_reference',
    ],
    [
      'a later step',
      withSteps(flow('a', { condition: "{{ b.status == 'success' }}" }), flow('b')),
      'steps[0].condition not_an_ancestor',
    ],
    [
      'a step beside',
      withSteps(flow('a', { needs: [] }), flow('b', { needs: [], condition: "{{ a.status == 'failed' }}" })),
      'steps[1].condition not_an_ancestor',
    ],
    ['an unknown need', withSteps(flow('a', { needs: ['b'] })), 'steps[0].needs[0] unknown_reference'],
    ['a cycle', withSteps(flow('a', { needs: ['b'] }), flow('b', { needs: ['a'] })), 'steps cycle'],
    ['itself', withSteps(flow('a', { condition: '{{ a.values.x }}' })), 'steps[0].condition unknown_reference'],
    [
      'a broken template',
      withSteps(flow('a', { params: { values: { b: '{{ trigger.' } } })),
      'steps[0].params.values.b bad_expression',
    ],
    [
      '=== in a condition',
      withSteps(flow('a', { condition: '{{ trigger.a === 1 }}' })),
      'steps[0].condition bad_expression',
    ],
    [
      'text around a condition',
      withSteps(flow('a', { condition: 'if {{ trigger.a }}' })),
      'steps[0].condition bad_expression',
    ],
    [
      'a condition that is a number',
      withSteps(flow('a', { condition: '{{ 1 + 1 }}' })),
      'steps[0].condition condition_not_boolean',
    ],
    ['a for_each over a text', withSteps(flow('a', { for_each: '{{ "abc" }}' })), 'steps[0].for_each not_a_list'],
    [
      'item without a loop',
      withSteps(flow('a', { params: { values: { b: '{{ item.x }}' } } })),
      'steps[0].params.values.b unknown_reference',
    ],
    [
      'item in a condition',
      withSteps(flow('a', { for_each: '{{ trigger.rows }}', condition: '{{ item.x > 1 }}' })),
      'steps[0].condition unknown_reference',
    ],
    ['a wait for nothing', withSteps(flow('a', { action: 'wait', params: {} })), 'steps[0].params missing_param'],
    [
      'too long a wait',
      withSteps(flow('a', { action: 'wait', params: { duration: '4000d' } })),
      'steps[0].params.duration bad_duration',
    ],
    [
      'a wait until the past',
      withSteps(flow('a', { action: 'wait', params: { until: '2020-01-01T00:00' } })),
      'steps[0].params.until in_the_past',
    ],
    ['an unknown policy', { ...withSteps(flow('a')), policy: { max: 5 } }, 'policy.max unknown_field'],
    [
      'a policy over the ceiling',
      { ...withSteps(step()), policy: { max_withdraw_amount: 100_001 } },
      'policy.max_withdraw_amount over_ceiling',
    ],
    [
      'a payment over the policy',
      { ...withSteps(step()), policy: { max_withdraw_amount: 400 } },
      'steps[0].params.amount over_policy',
    ],
    [
      'a payment over the ceiling',
      withSteps(step({ params: { amount: 100_001, phone: '+254712345678' } })),
      'steps[0].params.amount over_ceiling',
    ],
    [
      'another currency',
      withSteps(step({ params: { ...step().params, currency: 'USD' } })),
      'steps[0].params.currency wrong_currency',
    ],
    [
      'a policy in another currency',
      { ...withSteps(step()), policy: { currency: 'USD' } },
      'policy.currency wrong_currency',
    ],
    [
      'a payee who is not listed',
      { ...withSteps(step()), policy: { allowed_phone_numbers: ['+254700000000'] } },
      'steps[0].params.phone payee_not_allowed',
    ],
    [
      'a listed payee of another country in its local form',
      {
        ...withSteps(step({ params: { amount: 5, phone: '0712345678' } })),
        policy: { allowed_phone_numbers: ['+255712345678'] },
      },
      'steps[0].params.phone payee_not_allowed',
    ],
    [
      'a payee from data without a list',
      withSteps(step({ params: { amount: 5, phone: '{{ trigger.phone }}' } })),
      'steps[0].params.phone payees_needed',
    ],
    [
      'a recipient who is not listed',
      {
        ...withSteps({ id: 'm', service: 'email', action: 'send_email', params: { to: 'a@other.co', subject: 's' } }),
        policy: { allowed_recipients: ['*@example.com'] },
      },
      'steps[0].params recipient_not_allowed',
    ],
    [
      'money after a handled failure',
      withSteps(flow('a', { on_error: 'continue' }), step()),
      'steps[1].condition money_after_failure',
    ],
    ['an own-words trigger', { ...withSteps(flow('a')), triggers: [{ type: 'email' }] }, 'triggers[0].type wrong_type'],
    [
      'an unknown event',
      { ...withSteps(flow('a')), triggers: [{ type: 'webhook', service: 'intasend', event: 'payment.confirm' }] },
      'triggers[0].event unknown_event',
    ],
    [
      'an unknown sender',
      { ...withSteps(flow('a')), triggers: [{ type: 'webhook', service: 'moon', event: 'x' }] },
      'triggers[0].service unknown_service',
    ],
    [
      'a bad cron',
      { ...withSteps(flow('a')), triggers: [{ type: 'schedule', schedule_cron: '61 * * * *' }] },
      'triggers[0].schedule_cron bad_schedule',
    ],
    [
      'seconds',
      { ...withSteps(flow('a')), triggers: [{ type: 'schedule', schedule_cron: '*/5 * * * * *' }] },
      'triggers[0].schedule_cron bad_schedule',
    ],
    [
      'a day that never comes',
      { ...withSteps(flow('a')), triggers: [{ type: 'schedule', schedule_cron: '0 9 31 2 *' }] },
      'triggers[0].schedule_cron never_runs',
    ],
    [
      'a bad zone',
      {
        ...withSteps(flow('a')),
        triggers: [{ type: 'schedule', schedule_cron: '0 9 * * *', schedule_timezone: 'Africa/Nairoby' }],
      },
      'triggers[0].schedule_timezone bad_time_zone',
    ],
    ['no time', { ...withSteps(flow('a')), triggers: [{ type: 'schedule' }] }, 'triggers[0] missing'],
    [
      'the past',
      {
        ...withSteps(flow('a')),
        triggers: [{ type: 'schedule', schedule_at: '2026-11-20T09:59', schedule_timezone: 'Africa/Nairobi' }],
      },
      'triggers[0].schedule_at in_the_past',
    ],
    [
      'no such day',
      { ...withSteps(flow('a')), triggers: [{ type: 'schedule', schedule_at: '2027-02-30T09:00' }] },
      'triggers[0].schedule_at bad_time',
    ],
    [
      'a time the clocks jump over',
      {
        ...withSteps(flow('a')),
        triggers: [{ type: 'schedule', schedule_at: '2027-03-28T02:30', schedule_timezone: 'Europe/Berlin' }],
      },
      'triggers[0].schedule_at no_such_time',
    ],
    [
      'one trigger twice',
      { ...withSteps(flow('a')), triggers: [{ type: 'manual' }, { type: 'manual' }] },
      'triggers[1] duplicate_trigger',
    ],
    [
      'an event field that is not there',
      invoiceOnPayment({ steps: [flow('a', { condition: '{{ trigger.amout > 1 }}' })] }),
      'steps[0].condition unknown_reference',
    ],
  ])('%s', (_name, input, expected) => expect(codes(input)).toContain(expected));

  it('names the missing need in the hint', () => {
    const [finding] = check(
      withSteps(flow('a', { needs: [] }), flow('b', { needs: [], condition: '{{ a.values.x == 1 }}' })),
    ).findings;
    expect(finding).toMatchObject({ code: 'not_an_ancestor', hint: 'Add it to what this step needs: "needs": ["a"].' });
  });

  it('suggests what was meant', () => {
    expect(check(withSteps(flow('a', { service: 'email', action: 'send_emial' }))).findings[0]?.hint).toMatch(
      /send_email/,
    );
    expect(
      check(invoiceOnPayment({ steps: [flow('a', { condition: '{{ trigger.amout > 1 }}' })] })).findings[0]?.hint,
    ).toMatch(/“amount”/);
  });

  it('all at once, and never more than fifty', () => {
    const many = Array.from({ length: 80 }, (_, index) => flow(`s${index}`, { service: 'pigeon' }));
    expect(check(withSteps(...many)).findings).toHaveLength(50);
  });

  it('lets a payment be conditional on what went before', () => {
    expect(
      codes(withSteps(flow('a', { on_error: 'continue' }), step({ condition: "{{ a.status == 'success' }}" }))),
    ).toEqual([]);
  });

  it('allows what is missing where the expression allows it', () => {
    expect(
      codes(
        invoiceOnPayment({
          steps: [flow('a', { condition: '{{ has(trigger.note) && trigger.?note.orValue("") == "x" }}' })],
        }),
      ),
    ).toEqual([]);
  });
});

describe('hostile input', () => {
  it('is refused and leaves no trace', () => {
    const poisoned = JSON.parse('{"name":"x","__proto__":{"polluted":1},"steps":[{"id":"a","constructor":1}]}');
    expect(codes(poisoned)).toEqual(['__proto__ forbidden_name', 'steps[0].constructor forbidden_name']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    let deep: unknown = 1;
    for (let level = 0; level < 5000; level += 1) deep = { deep };
    expect(check({ name: 'x', steps: [flow('a', { params: { values: deep } })] }).findings[0]?.code).toBe('too_deep');
    expect(check(withSteps(flow('a', { params: { values: { t: 'x'.repeat(300_000) } } }))).findings[0]?.code).toBe(
      'too_large',
    );
    expect(check(withSteps(...Array.from({ length: 201 }, (_, index) => flow(`s${index}`)))).findings[0]).toMatchObject(
      { path: 'steps', code: 'too_large' },
    );
  });

  it('never throws, whatever comes', () => {
    const keys = fc.constantFrom(
      'name',
      'steps',
      'triggers',
      'policy',
      'nodes',
      'edges',
      'id',
      'service',
      'action',
      'params',
      'type',
      'condition',
      'needs',
      'schedule_cron',
      'schedule_at',
    );
    const leaf = fc.oneof(
      fc.string(),
      fc.constantFrom('flow', 'set', 'webhook', 'schedule', '{{ trigger.a }}', '{{', '0 9 * * *', 'a'),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(value, (input) => {
        const { definition, findings } = check(input);
        if (definition === null) expect(findings.length).toBeGreaterThan(0);
        for (const finding of findings) expect(finding.message).not.toBe('');
      }),
      { numRuns: 1500 },
    );
  });
});

it('recipient patterns match whole addresses', () => {
  expect(fits('*@example.com', 'A@Example.com')).toBe(true);
  expect(fits('*@example.com', 'a@example.com.evil.io')).toBe(false);
  expect(fits('a*b*c', 'axxbyyc')).toBe(true);
  expect(fits('+254712345678', '+254 712 345 678')).toBe(true);
  expect(fits('#team', '#teams')).toBe(false);
});

it('the catalogue of these tests is the real kind', () =>
  expect(catalogue.action('email', 'send_email')?.effect).toBe('message'));

it('names service and action apart where it knows what was meant', () => {
  const { findings } = check(
    withSteps(step({ service: 'quickbooks', action: 'withdraw' }), step({ service: 'intsend' })),
  );
  expect(findings.map((finding) => finding.hint)).toEqual(
    expect.arrayContaining([expect.stringContaining('“withdraw” of the service “payment”')]),
  );
});
