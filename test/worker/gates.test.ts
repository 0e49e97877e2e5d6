import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { StepRow } from '../../src/store/runs.ts';
import type { GateDecision } from '../../src/temporal/types.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

/** The row of a step that waits, once its gate is open. */
async function waiting(id: string, step: string): Promise<StepRow> {
  return vi.waitFor(
    async () => {
      const row = (await h.steps(id))[step];
      if (row?.state !== 'waiting') throw new Error('not waiting yet');
      // Shown before the interpreter may have taken it in.
      expect(await h.runs.query(`run-${id}`)).toMatchObject({ gates: [{ path: row.path }] });
      return row;
    },
    { timeout: 15_000 },
  );
}

const decision = (row: StepRow, more: Partial<GateDecision> = {}): GateDecision => ({
  step: row.path,
  iteration: row.iteration,
  decision: 'approve',
  user: PERSON.user,
  name: PERSON.name,
  actionId: `tap-${row._id}`,
  seal: row.gate?.seal ?? '',
  ...more,
});

const ASK = [
  { id: 'ask', service: 'flow', action: 'approve', params: { message: 'Pay {{ trigger.amount }}?' } },
  { id: 'next', action: 'put', params: { to: '{{ ask.by }}', data: '{{ ask.approved }}' } },
];

it('waits for the owner; one tap counts, all others are told', async () => {
  const id = await h.start(await h.approve({ steps: ASK }), { amount: 5 });
  const row = await waiting(id, 'ask');
  expect(await h.execution(id)).toMatchObject({ phase: 'waiting', status: 'running' });
  expect(row.gate).toMatchObject({ kind: 'approve', text: 'Pay 5?', deciders: [PERSON.user], decision: null });
  const days = (Date.parse(row.gate?.deadline ?? '') - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  const length = async () => (await h.handle(id).describe()).historyLength;
  const before = await length();

  const decide = (more: Partial<GateDecision>) => h.runs.decide(`run-${id}`, decision(row, more));
  expect(await decide({ user: 'usr_2', name: 'Otieno', actionId: 'x1' })).toEqual({
    result: 'refused',
    text: 'Only Wanjiru can decide this one.',
  });
  expect(await decide({ seal: 'another', actionId: 'x2' })).toMatchObject({ result: 'refused' });
  expect(await decide({ step: 'nowhere', actionId: 'x3' })).toMatchObject({ result: 'refused' });
  expect(await length()).toBe(before);

  const [one, two] = await Promise.all([decide({}), decide({})]);
  expect(one).toMatchObject({
    result: 'accepted',
    text: expect.stringMatching(/^Approved by Wanjiru at \d\d:\d\d\.$/),
  });
  expect(two).toEqual(one);
  const { execution, steps } = await h.ended(id);
  expect(execution.status).toBe('completed');
  expect(steps.ask).toMatchObject({
    state: 'success',
    report: 'You said yes',
    output: { approved: true, decision: 'approved', decided_by: 'Wanjiru', status: 'success' },
    gate: { decision: 'approved', decidedBy: 'Wanjiru' },
  });
  expect(steps.next?.input).toEqual({ to: 'Wanjiru', data: true });
  expect(await decide({ actionId: 'late' })).toMatchObject({ result: 'refused' });
});

it('answers a second tap with who decided when', async () => {
  const id = await h.start(
    await h.approve({ steps: [...ASK, { id: 'rest', service: 'flow', action: 'wait', params: { duration: '1h' } }] }),
    { amount: 5 },
  );
  const row = await waiting(id, 'ask');
  await h.runs.decide(`run-${id}`, decision(row));
  const second = await h.runs.decide(`run-${id}`, decision(row, { actionId: 'second', decision: 'reject' }));
  expect(second).toEqual({
    result: 'already',
    text: expect.stringMatching(/^Already decided: Wanjiru approved it at \d\d:\d\d\.$/),
  });
  await h.runs.signal(`run-${id}`, 'cancel', 'done');
  await h.ended(id);
});

it('lets nothing through a no but what asks about it, and ends as completed', async () => {
  const steps = [
    ...ASK,
    { id: 'tell', action: 'notify', condition: "{{ ask.decision == 'rejected' }}", params: { to: 'me' } },
    { id: 'after', action: 'peek' },
  ];
  const id = await h.start(await h.approve({ steps }), { amount: 5 });
  const row = await waiting(id, 'ask');
  expect(await h.runs.decide(`run-${id}`, decision(row, { decision: 'reject' }))).toMatchObject({ result: 'accepted' });
  const ended = await h.ended(id);
  expect(ended.execution).toMatchObject({ status: 'completed' });
  expect(ended.steps).toMatchObject({
    ask: { state: 'success', status: 'rejected', output: { approved: false } },
    next: { state: 'skipped' },
    tell: { state: 'success' },
    after: { state: 'success' },
  });
});

it('takes silence for a no', async () => {
  const { execution, steps } = await h.run({
    steps: [
      { id: 'ask', service: 'flow', action: 'approve', params: { timeout: '50ms' } },
      { id: 'next', action: 'write' },
    ],
  });
  expect(execution).toMatchObject({
    status: 'completed',
    result: { reason: 'Nobody answered in time, and no answer means no.' },
  });
  expect(steps).toMatchObject({ ask: { gate: { decision: 'rejected', decidedBy: null } }, next: { state: 'skipped' } });
});

it('asks before each money step where the policy wants it, with what would be paid', async () => {
  const approved = await h.approve({
    policy: { requires_user_confirmation: true, allowed_phone_numbers: ['+254700000001'] },
    steps: [
      { id: 'pay', action: 'pay', params: { amount: '{{ trigger.amount }}', to: '+254700000001' } },
      { id: 'tell', action: 'notify', params: { to: 'me', data: '{{ pay.id }}' } },
    ],
  });
  const yes = await h.start(approved, { amount: 20 });
  const row = await waiting(yes, 'pay');
  expect(row).toMatchObject({ input: { amount: 20, to: '+254700000001' }, gate: { kind: 'confirm' } });
  expect(row.gate?.text).toContain('20');
  const other = await h.start(approved, { amount: 30 });
  const second = await waiting(other, 'pay');
  expect(second.gate?.seal).not.toBe(row.gate?.seal);
  expect(await h.runs.decide(`run-${yes}`, decision(row, { seal: second.gate?.seal ?? '' }))).toMatchObject({
    result: 'refused',
  });
  await h.runs.decide(`run-${yes}`, decision(row));
  const paid = await h.ended(yes);
  expect(paid.steps).toMatchObject({
    pay: { state: 'success', gate: { decision: 'approved' } },
    tell: { state: 'success' },
  });

  await h.runs.decide(`run-${other}`, decision(second, { decision: 'reject' }));
  const unpaid = await h.ended(other);
  expect(unpaid.execution).toMatchObject({ status: 'completed', result: { reason: 'Wanjiru said no.' } });
  expect(unpaid.steps).toMatchObject({
    pay: { state: 'skipped', gate: { decision: 'rejected' } },
    tell: { state: 'skipped' },
  });
  expect(h.world.called('pay')).toHaveLength(1);
});
