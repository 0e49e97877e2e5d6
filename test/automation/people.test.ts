import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audienceOf, type KnownPerson } from '../../src/automation/audience.ts';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import { effectsInWords, effectsOf } from '../../src/automation/effects.ts';
import { ANSWER_KINDS, fitted, wantedOf } from '../../src/automation/fitting.ts';
import { rehearse } from '../../src/automation/rehearse.ts';
import { stepInWords } from '../../src/automation/step-words.ts';
import { saidDate } from '../../src/chat/said-date.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';

const catalogue = createCatalogue();
const person = (name: string, more: Partial<KnownPerson> = {}): KnownPerson => ({
  user: `usr_${name.toLowerCase().replace(/\s/g, '_')}`,
  name,
  email: `${name.split(' ')[0]?.toLowerCase()}@example.com`,
  phone: null,
  handles: [],
  ...more,
});
const PEOPLE = [
  person('Amina Odhiambo', { phone: '+254 712 345 678', handles: ['slack:T1/U9', 'T1/U9', 'U9'] }),
  person('Otieno'),
  person('John Kamau', { email: 'jk@example.com' }),
  person('John Maina', { email: 'jm@example.com' }),
];

const context = {
  now: '2026-11-20T07:00:00.000Z',
  timeZone: 'Africa/Nairobi',
  withdrawMax: 100_000,
  dailySpendLimit: 500_000,
  currency: 'KES',
  catalogue,
  workflows: [],
  people: PEOPLE,
};
const PAY = { id: 'pay', service: 'payment', action: 'withdraw', params: { amount: 500, phone: '+254712345678' } };
const gate = (params: object) => ({ id: 'ask', service: 'flow', action: 'approve', params });
const ask = (params: object) => ({ id: 'ask', service: 'flow', action: 'ask', params });
const found = (...steps: object[]) =>
  checkDefinition({ name: 'Test', triggers: [{ type: 'manual' }], steps }, context).findings.map(
    ({ path, code }) => `${path} ${code}`,
  );

it('accepts gates and questions as they are meant', () => {
  expect(
    found(
      gate({ who: ['Amina', 'otieno@example.com', '#ops'], needed: 2, guards: 'pay', reminders: ['1d', '6d'] }),
      PAY,
    ),
  ).toEqual([]);
  expect(found(gate({ who: 'slack:T1/U9', guards: 'pay', may_change: ['amount'], not_requester: true }), PAY)).toEqual(
    [],
  );
  expect(
    found(ask({ question: 'Which?', options: ['small', 'large'], default: 'small', to: '+254712345678' })),
  ).toEqual([]);
  expect(found(ask({ question: 'When?', kind: 'date', min: '2026-01-01', to: 'thread', timeout: '2h' }))).toEqual([]);
});

it.each([
  ['nobody of that name', [gate({ who: 'Mary' })], 'steps[0].params.who unknown_person'],
  ['two of that name', [gate({ who: 'John' })], 'steps[0].params.who unknown_person'],
  ['a second channel', [gate({ who: ['#a', '#b'] })], 'steps[0].params.who bad_param'],
  ['nobody left', [gate({ not_requester: true })], 'steps[0].params.not_requester nobody_left'],
  ['too many', [gate({ who: ['Amina', 'Otieno'], needed: 3 })], 'steps[0].params.needed too_many_needed'],
  ['no such step', [gate({ guards: 'paying' }), PAY], 'steps[0].params.guards unknown_reference'],
  ['a step before it', [PAY, gate({ guards: 'pay' })], 'steps[1].params.guards not_an_ancestor'],
  [
    'what is not known by then',
    [
      gate({ guards: 'pay' }),
      { id: 'look', service: 'search', action: 'search_info', params: { query: 'price' } },
      { ...PAY, params: { ...PAY.params, description: '{{ look.status }}' } },
    ],
    'steps[0].params.guards not_known_yet',
  ],
  [
    'a change of what is not there',
    [gate({ guards: 'pay', may_change: ['colour'] }), PAY],
    'steps[0].params.may_change unknown_param',
  ],
  [
    'a change several must agree to',
    [gate({ who: ['Amina', 'Otieno'], needed: 2, guards: 'pay', may_change: ['amount'] }), PAY],
    'steps[0].params.may_change not_available',
  ],
  ['a change of nothing', [gate({ may_change: ['amount'] })], 'steps[0].params.may_change missing_param'],
  ['silence that pays', [gate({ on_silence: 'approve' }), PAY], 'steps[0].params.on_silence silence_pays'],
  ['silence that lets pay', [gate({ on_silence: 'continue' }), PAY], 'steps[1].condition silence_pays'],
  ['a reminder too late', [gate({ timeout: '1d', reminders: ['2d'] })], 'steps[0].params.reminders[0] bad_duration'],
  ['a choice of nothing', [ask({ question: 'Which?', kind: 'choice' })], 'steps[0].params.options missing_param'],
  [
    'a default that does not fit',
    [ask({ question: 'How many?', kind: 'number', default: 'many' })],
    'steps[0].params.default bad_param',
  ],
  ['bounds of another kind', [ask({ question: 'When?', kind: 'date', min: 3 })], 'steps[0].params.min bad_param'],
  ['no question', [ask({})], 'steps[0].params.question missing_param'],
])('refuses %s', (_name, steps, finding) => {
  expect(found(...steps)).toContain(finding);
});

describe('money after a no that another step takes up', () => {
  const on = (condition: string, id = 'tell') => ({
    id,
    service: 'flow',
    action: 'set',
    params: { values: { a: 1 } },
    condition,
  });
  const paysOn = (condition: string) => ({ ...PAY, condition });
  const FOUND = 'money_after_refusal';

  it.each<[string, object[], string]>([
    ['without a word of it', [gate({}), on('{{ !ask.approved }}'), PAY], `steps[2].condition ${FOUND}`],
    ['by its decision', [gate({}), on('{{ ask.decision == "rejected" }}'), PAY], `steps[2].condition ${FOUND}`],
    [
      'on anything else',
      [gate({}), on('{{ !ask.approved }}'), paysOn('{{ run.id != "" }}')],
      `steps[2].condition ${FOUND}`,
    ],
    [
      'beside it',
      [gate({}), { ...on('{{ !ask.approved }}'), needs: ['ask'] }, { ...on('{{ true }}', 'b'), needs: ['ask'] }, PAY],
      `steps[3].condition ${FOUND}`,
    ],
    ['by who said it', [gate({}), paysOn('{{ ask.by != "" }}')], `steps[1].condition ${FOUND}`],
    [
      'where another payment is guarded',
      [gate({ guards: 'pay' }), on('{{ !ask.approved }}'), PAY, { ...PAY, id: 'more' }],
      `steps[3].condition ${FOUND}`,
    ],
  ])('is found: %s', (_name, steps, finding) => {
    expect(found(...steps)).toEqual([finding]);
  });

  it.each<[string, object[]]>([
    ['on a yes', [gate({}), on('{{ !ask.approved }}'), paysOn('{{ ask.approved }}')]],
    [
      'on what was done on a yes',
      [gate({}), on('{{ !ask.approved }}'), on('{{ ask.approved }}', 'b'), paysOn('{{ b.status == "success" }}')],
    ],
    ['on the no itself', [gate({}), paysOn('{{ !ask.approved }}')]],
    ['shown by the gate', [gate({ guards: 'pay' }), on('{{ !ask.approved }}'), PAY]],
    ['before it', [gate({}), PAY, on('{{ !ask.approved }}')]],
    ['after a step for the yes', [gate({}), on('{{ ask.approved }}'), PAY]],
    [
      'after somebody else was asked',
      [gate({}), { ...gate({ who: 'Otieno' }), id: 'again', condition: '{{ !ask.approved }}' }, PAY],
    ],
    [
      'after it ended there',
      [gate({}), { id: 'end', service: 'flow', action: 'stop', params: {}, condition: '{{ !ask.approved }}' }, PAY],
    ],
  ])('is none: %s', (_name, steps) => {
    expect(found(...steps)).toEqual([]);
  });
});

it('says on the card who is asked for what', () => {
  const steps = [
    gate({ who: ['Amina', 'Otieno'], needed: 2, guards: 'pay', message: 'Pay it?' }),
    PAY,
    { ...ask({ question: 'Which size?', options: ['small', 'large'], to: '#ops' }), id: 'pick' },
  ];
  const { definition, findings } = checkDefinition({ name: 'Test', triggers: [{ type: 'manual' }], steps }, context);
  expect(findings).toEqual([]);
  if (!definition) throw new Error('no definition');
  const words = definition.steps.map((step) => stepInWords(step, definition, catalogue, 'KES'));
  expect(words[0]).toBe('Ask Amina and Otieno, two of them, first, showing what step 2 will do: “Pay it?”');
  expect(words[2]).toBe('Ask #ops: “Which size?” (small, large)');
  expect(effectsInWords(effectsOf(definition, catalogue, context))).toContain('asks Amina, Otieno and #ops');
  const tried = rehearse(definition, catalogue, {}, context);
  expect(tried.lines.join('\n')).toContain('would ask #ops: “Which size?”');
  expect(tried.outputs.pick).toMatchObject({ answer: 'small', answered: true });
});

it('knows people by name, address, number and account, and nobody by half', () => {
  const meant = (who: string | string[]) => audienceOf(who, 'usr_me', PEOPLE);
  expect(meant('me')).toEqual({ users: ['usr_me'], channel: null });
  expect(meant('Amina')).toMatchObject({ users: ['usr_amina_odhiambo'] });
  expect(meant('@amina odhiambo')).toMatchObject({ users: ['usr_amina_odhiambo'] });
  expect(meant('+254712345678')).toMatchObject({ users: ['usr_amina_odhiambo'] });
  expect(meant('slack:T1/U9')).toMatchObject({ users: ['usr_amina_odhiambo'] });
  expect(meant('jk@example.com')).toMatchObject({ users: ['usr_john_kamau'] });
  expect(meant('Amina and Otieno')).toMatchObject({ users: ['usr_amina_odhiambo', 'usr_otieno'] });
  expect(meant('thread')).toEqual({ users: [], channel: 'thread' });
  expect(meant('John')).toHaveProperty('problem');
  expect(meant('Odhiambo')).toHaveProperty('problem');
});

it('never takes an answer that is none, whatever is written', () => {
  const text = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.constant(null),
    fc.dictionary(fc.string(), fc.integer()),
  );
  fc.assert(
    fc.property(fc.constantFrom(...ANSWER_KINDS), text, (kind, given) => {
      const fit = fitted(wantedOf({ kind, options: ['a', 'b'], min: null, max: null }), given as never);
      if ('misfit' in fit) {
        expect(fit.misfit).toMatch(/\S/);
        return;
      }
      if (kind === 'number') expect(typeof fit.ok).toBe('number');
      if (kind === 'choice') expect(['a', 'b']).toContain(fit.ok);
      if (kind === 'date') expect(fit.ok).toMatch(/^\d{4}-\d\d-\d\d$/);
      if (kind === 'text') expect(String(fit.ok).trim()).toBe(fit.ok);
    }),
  );
});

it.each([
  ['tomorrow', '2026-11-21'],
  ['Friday', '2026-11-27'],
  ['next monday', '2026-11-23'],
  ['in 2 weeks', '2026-12-04'],
  ['1st December', '2026-12-01'],
  ['March 3', '2027-03-03'],
  ['3 March 2026', '2026-03-03'],
  ['2026-02-30', null],
  ['30 February', null],
  ['soon', null],
])('reads %s as a day', (text, day) => {
  expect(saidDate(text, new Date('2026-11-20T07:00:00Z'), 'Africa/Nairobi')).toBe(day);
});
