import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Harness, openHarness, PERSON } from './support/harness.ts';
import { AMINA, addPeople, BARAKA, decide, OTIENO, waiting } from './support/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
  await addPeople(h);
});
afterAll(() => h.close());

const gate = (params: Record<string, unknown>) => ({
  id: 'ask',
  service: 'flow',
  action: 'approve',
  params: params as never,
});
const begin = async (
  steps: Parameters<Harness['approve']>[0]['steps'],
  data: Record<string, unknown> = {},
  more = {},
) => h.start(await h.approve({ steps }), data, more);
const length = async (id: string) => (await h.handle(id).describe()).historyLength;

it('takes two of three, each once, and writes down what each said', async () => {
  const id = await begin([
    gate({ who: ['Amina', 'otieno@example.com', 'Baraka'], needed: 2 }),
    { id: 'next', action: 'put', params: { to: '{{ ask.by }}', data: '{{ ask.decisions }}' } },
  ]);
  const row = await waiting(h, id, 'ask');
  expect(row.gate).toMatchObject({
    deciders: [AMINA.user, OTIENO.user, BARAKA.user],
    names: 'Amina, Otieno or Baraka',
    needed: 2,
  });
  expect(await decide(h, id, row, PERSON)).toEqual({
    result: 'refused',
    text: 'Only Amina, Otieno or Baraka can decide this one.',
  });
  expect(await decide(h, id, row, AMINA)).toEqual({
    result: 'accepted',
    text: 'Your yes counts. One more yes is needed.',
    open: true,
  });
  await vi.waitFor(async () =>
    expect((await h.steps(id)).ask?.gate?.said).toMatchObject([{ by: 'Amina', decision: 'approved', where: 'slack' }]),
  );
  const before = await length(id);
  expect(await decide(h, id, row, AMINA, { decision: 'reject' })).toMatchObject({
    result: 'already',
    text: expect.stringMatching(/^You said yes at \d\d:\d\d already\. One more yes is needed\.$/),
  });
  expect(await length(id)).toBe(before);
  expect(await decide(h, id, row, BARAKA, { decision: 'reject' })).toMatchObject({ open: true });
  expect(await decide(h, id, row, OTIENO)).toMatchObject({
    text: expect.stringMatching(/^Approved by Amina and Otieno at/),
  });
  const { execution, steps } = await h.ended(id);
  expect(execution.status).toBe('completed');
  expect(steps.ask).toMatchObject({
    report: 'Amina and Otieno said yes',
    gate: { decision: 'approved', decidedBy: 'Amina and Otieno' },
    output: { decisions: [{ by: 'Amina' }, { by: 'Baraka', decision: 'rejected' }, { by: 'Otieno' }] },
  });
  expect(steps.next?.input).toMatchObject({ to: 'Amina and Otieno' });
});

it('is a no as soon as there cannot be enough yeses any more', async () => {
  const id = await begin([gate({ who: ['Amina', 'Otieno'], needed: 2 }), { id: 'next' }]);
  const row = await waiting(h, id, 'ask');
  await decide(h, id, row, OTIENO, { decision: 'reject' });
  const { execution, steps } = await h.ended(id);
  expect(execution.result).toMatchObject({ reason: 'Otieno said no.' });
  expect(steps).toMatchObject({ ask: { status: 'rejected' }, next: { state: 'skipped' } });
});

it('lets anyone of a channel decide whom the platform says is in it, except whoever started the run', async () => {
  const id = await begin([gate({ who: '#ops', not_requester: true }), { id: 'next' }]);
  const row = await waiting(h, id, 'ask');
  expect(row.gate).toMatchObject({ channel: '#ops', deciders: [], names: 'people in #ops' });
  expect(await decide(h, id, row, AMINA)).toMatchObject({ text: 'Only people in #ops can decide this one.' });
  expect(await decide(h, id, row, PERSON, { channel: '#ops' })).toMatchObject({
    result: 'refused',
    text: 'You started this run, so somebody else decides this one.',
  });
  expect(await decide(h, id, row, AMINA, { channel: '#ops' })).toMatchObject({ result: 'accepted' });
  expect((await h.ended(id)).steps.next?.state).toBe('success');
});

it.each([
  [
    { who: 'Nobody' },
    'I know nobody called “Nobody” here. Name someone who has written to me, by name, e-mail or phone number.',
  ],
  [{ who: 'owner', not_requester: true }, 'Nobody is left who may decide: whoever started the run may not.'],
  [{ who: ['owner', 'Amina'], not_requester: true, needed: 2 }, '2 must say yes, and only 1 may decide.'],
])('fails plainly where nobody can be asked: %j', async (params, error) => {
  const id = await begin([gate(params), { id: 'next' }]);
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'failed', errorMessage: error });
  expect(steps.ask).toMatchObject({ state: 'failed', error });
});

it('takes whoever started the outermost run for whoever asks, in a run of another workflow too', async () => {
  const name = `Release ${Math.random()}`;
  await h.approve({ name, steps: [gate({ who: ['owner', 'Amina'], not_requester: true }), { id: 'next' }] });
  const part = { id: 'part', service: 'flow', action: 'run_workflow', params: { workflow: name } };
  const id = await begin([part]);
  const child = `${id}-part`;
  const row = await vi.waitFor(() => waiting(h, child, 'ask'), { timeout: 15_000 });
  expect(row.gate).toMatchObject({ deciders: [AMINA.user], names: 'Amina' });
  expect(await decide(h, child, row, PERSON)).toMatchObject({ result: 'refused' });
  expect(await decide(h, child, row, AMINA)).toMatchObject({ result: 'accepted' });
  expect((await h.ended(id)).execution.status).toBe('completed');
  // An event asks for nobody: then its owner may decide.
  const other = await begin([part], {}, { triggerType: 'webhook' });
  const free = await vi.waitFor(() => waiting(h, `${other}-part`, 'ask'), { timeout: 15_000 });
  expect(await decide(h, `${other}-part`, free, PERSON)).toMatchObject({ result: 'accepted' });
  await h.ended(other);
});

it('does exactly what was shown, with what the approver changed', async () => {
  const steps = [
    gate({ who: 'Amina', guards: 'pay', may_change: ['amount'], message: 'Pay?' }),
    { id: 'pay', action: 'pay', params: { amount: '{{ trigger.amount }}', to: '+254700000001' } },
  ];
  const id = await begin(steps, { amount: 20 });
  const row = await waiting(h, id, 'ask');
  expect(row.gate).toMatchObject({
    what: expect.stringContaining('"amount":20'),
    changeable: [{ name: 'amount', value: 20 }],
  });
  expect(await decide(h, id, row, AMINA, { changes: { to: '+254700000009' } })).toMatchObject({ result: 'refused' });
  await decide(h, id, row, AMINA, { changes: { amount: 15 } });
  const { steps: ended } = await h.ended(id);
  expect(ended.ask?.output).toMatchObject({
    changes: [{ name: 'amount', from: 20, to: 15 }],
    sealed: { shown: { amount: 20 }, params: { amount: 15 } },
  });
  expect(h.world.called('pay').at(-1)?.params).toEqual({ amount: 15, to: '+254700000001' });
  expect(ended.pay).toMatchObject({ state: 'success', input: { amount: 15 } });
});

it('pays nothing that is no longer what was approved, and nothing that was not', async () => {
  const paid = h.world.called('pay').length;
  const steps = [
    gate({ guards: 'pay', on_silence: 'continue', timeout: '50ms' }),
    { id: 'pay', action: 'pay', params: { amount: 5 } },
    { id: 'tell', action: 'notify', condition: "{{ ask.decision == 'timeout' && ask.status == 'timeout' }}" },
  ];
  const silent = await h.ended(await begin(steps));
  expect(silent.steps).toMatchObject({
    ask: { output: { approved: false, decision: 'timeout', status: 'timeout' }, status: 'timeout' },
    pay: { state: 'skipped' },
  });

  const moved = await begin([
    gate({ guards: 'pay' }),
    { id: 'pay', action: 'pay', params: { amount: '{{ owner.changing }}' } },
  ]);
  expect((await h.ended(moved)).steps.ask).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('What “pay” would do is not known yet'),
  });
  // A retry brings along a decision about something else than what would happen now.
  const sealed = { shown: { amount: 5 }, params: { amount: 5 } };
  const given = { ask: { approved: true, decision: 'approved', by: 'Amina', sealed, status: 'success', error: null } };
  const other = await begin(
    [gate({ guards: 'pay' }), { id: 'pay', action: 'pay', params: { amount: 6 } }],
    {},
    { given },
  );
  expect((await h.ended(other)).steps.pay).toMatchObject({
    state: 'failed',
    error: 'What this step would do is no longer what was approved, so it was not done.',
  });
  expect(h.world.called('pay')).toHaveLength(paid);
});

it('goes on where silence means yes, and reminds before', async () => {
  const id = await begin([
    gate({ on_silence: 'approve', timeout: '900ms', reminders: ['100ms', '300ms'] }),
    { id: 'next', action: 'put' },
  ]);
  await vi.waitFor(async () => expect((await h.steps(id)).ask?.gate).toMatchObject({ reminded: 2, decision: null }), {
    timeout: 10_000,
    interval: 30,
  });
  const { steps } = await h.ended(id);
  expect(steps).toMatchObject({
    ask: { report: 'No answer, which means yes', output: { approved: true, decided_by: null }, gate: { reminded: 2 } },
    next: { state: 'success' },
  });
});

it('fails where those who should decide cannot be asked', async () => {
  const id = await begin([gate({ who: '#nowhere' }), { id: 'next' }]);
  const row = await waiting(h, id, 'ask');
  const words = 'I am in no channel called #nowhere.';
  await decide(h, id, row, { user: '', name: words }, { decision: 'unaskable' });
  expect((await h.ended(id)).execution).toMatchObject({ status: 'failed', errorMessage: words });
});

it('says what is decided and what is not yet, to whoever looks', async () => {
  const id = await begin([gate({}), { id: 'rest', service: 'flow', action: 'wait', params: { duration: '1h' } }]);
  const row = await waiting(h, id, 'ask');
  expect(await h.runs.query(`run-${id}`)).toMatchObject({ decisions: [{ path: 'ask', decision: 'pending' }] });
  await decide(h, id, row, PERSON);
  expect(await h.runs.query(`run-${id}`)).toMatchObject({ decisions: [{ path: 'ask', decision: 'approved' }] });
  await h.runs.signal(`run-${id}`, 'cancel', 'done');
  await h.ended(id);
});
