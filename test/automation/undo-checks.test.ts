import { expect, it } from 'vitest';
import { contractsOf } from '../../src/automation/bindings.ts';
import { draftCard } from '../../src/automation/card.ts';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import type { CheckContext } from '../../src/automation/checks/context.ts';
import type { Definition } from '../../src/automation/definition.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';

const catalogue = createCatalogue();
const context: CheckContext = {
  now: '2026-11-20T08:00:00.000Z',
  timeZone: 'Africa/Nairobi',
  withdrawMax: 100_000,
  dailySpendLimit: 500_000,
  currency: 'KES',
  catalogue,
  workflows: [],
};

const paid = (undo: unknown, more: object = {}) => ({
  name: 'Order',
  triggers: [{ type: 'manual' }],
  steps: [
    { id: 'look', service: 'payment', action: 'payment_status', params: { payment_id: 'P1' } },
    { id: 'charge', service: 'payment', action: 'payment_status', params: { payment_id: 'P1' }, undo },
    { id: 'later', service: 'payment', action: 'payment_status', params: { payment_id: 'P1' } },
  ],
  ...more,
});
const refund = (params: object) => ({ service: 'payment', action: 'refund', params });
const codes = (definition: unknown) =>
  checkDefinition(definition, context).findings.map(({ path, code }) => `${path}: ${code}`);
const good = refund({ payment_id: '{{ charge.payment_id }}', amount: '{{ look.amount }}' });

it('lets a step be taken back by any action, from its own outputs and those before it', () => {
  expect(codes(paid(good, { on_failure: 'undo' }))).toEqual([]);
});

it.each([
  ['an unknown action', { service: 'payment', action: 'refnd', params: {} }, 'steps[1].undo.action: unknown_action'],
  ['control flow', { service: 'flow', action: 'stop', params: {} }, 'steps[1].undo: not_available'],
  [
    'a later step',
    refund({ payment_id: 'P1', amount: '{{ later.amount }}' }),
    'steps[1].undo.params.amount: not_an_ancestor',
  ],
  [
    'a field nobody gives',
    refund({ payment_id: 'P1', amount: '{{ charge.total }}' }),
    'steps[1].undo.params.amount: unknown_reference',
  ],
  ['a missing parameter', refund({ payment_id: 'P1' }), 'steps[1].undo.params.amount: missing_param'],
  ['more than may be paid', refund({ payment_id: 'P1', amount: 900_000 }), 'steps[1].undo.params.amount: over_ceiling'],
])('refuses %s', (_what, undo, finding) => {
  expect(codes(paid(undo))).toContain(finding);
});

it('asks before money is given back by itself where money is to be confirmed', () => {
  const policy = { requires_user_confirmation: true };
  expect(codes(paid(good, { policy, on_failure: 'undo' }))).toContain('on_failure: undo_asks_first');
  expect(codes(paid(good, { policy, on_cancel: 'undo' }))).toContain('on_cancel: undo_asks_first');
  expect(codes(paid(good, { policy, on_failure: 'ask' }))).toEqual([]);
});

it('seals what takes steps back, and says on the card what can be undone and what that does', () => {
  const { definition } = checkDefinition(paid(good, { on_failure: 'undo', on_cancel: 'undo' }), context);
  expect(contractsOf(definition as Definition, catalogue)).toHaveProperty(['payment.refund'], 1);
  const card = draftCard({
    draftId: 'd',
    definition: definition as Definition,
    seal: 'a'.repeat(64),
    assumptions: [],
    catalogue,
    ceilings: context,
    now: context.now,
    timeZone: context.timeZone,
    missing: [],
    sandboxed: [],
  });
  const text = JSON.stringify(card.body);
  expect(text).toMatch(/moves money: an amount from the data when it is undone; at most KES 100,000 at a time/);
  expect(text).toMatch(/Step 2 can be undone: refund .* of payment/);
  expect(text).toContain(
    'If a step fails it takes back what was done, the last thing first; if you cancel a run it takes back',
  );
  expect(card.choices?.find((choice) => choice.name === 'draft.approve')?.confirm).toMatch(/may pay/);
});

it('says beforehand that a failure is asked about, and in a change what becomes of it', () => {
  const asks = checkDefinition(paid(undefined, { on_failure: 'ask' }), context).definition as Definition;
  const input = {
    draftId: 'd',
    seal: null,
    assumptions: [],
    catalogue,
    ceilings: context,
    now: context.now,
    timeZone: 'UTC',
    missing: [],
    sandboxed: [],
  };
  expect(JSON.stringify(draftCard({ ...input, definition: asks }).body)).toContain(
    'If a step fails it waits and asks you what to do.',
  );
  const before = checkDefinition(paid(undefined), context).definition as Definition;
  expect(JSON.stringify(draftCard({ ...input, definition: asks, changes: before }).body)).toMatch(
    /asks you what to do/,
  );
});
