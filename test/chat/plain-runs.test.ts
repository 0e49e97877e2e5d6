import { expect, it } from 'vitest';
import { givenInput } from '../../src/automation/given-input.ts';
import { openConversation } from '../../src/chat/conversations.ts';
import { plainError } from '../../src/chat/plain-error.ts';
import { spoken } from '../../src/chat/run-words.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import { executionRow, stepRow } from './fake-automation.ts';
import { definition, proposal, type Room, roomForEach } from './support.ts';

/** Runs as people read them: what was not done and why, without a template or a field's name. */
let room: Room;
roomForEach(
  (one) => {
    room = one;
  },
  { catalogue: true },
);

const SMALL = { name: 'Small Co', amount: 15000, currency: 'KES', email: 'small@example.com' };
const OVER = '{{ trigger.amount > 20000 && trigger.?currency.orValue("KES") in ["KES", "kes"] }}';
const PAYMENT = definition('Invoice on payment', {
  triggers: [{ type: 'webhook', service: 'intasend', event: 'payment.confirmed', config: {} }],
  steps: [
    {
      id: 'step_1',
      service: 'quickbooks',
      action: 'create_invoice',
      params: { client: '{{ trigger.name }}', amount: '{{ trigger.amount }}' },
      condition: OVER,
    },
    {
      id: 'step_2',
      service: 'email',
      action: 'send_email',
      params: { to: '{{ trigger.email }}', subject: 'Invoice {{ step_1.invoice_number }}', body: 'Thanks' },
      condition: OVER,
    },
  ],
});

/** What a delivery leaves with its run. */
const came = (data: object) => ({ event: 'payment.confirmed', data, body: { raw: data } });

async function ranOf(
  whole = PAYMENT,
  more: Partial<ExecutionRow> = {},
): Promise<{ of: WorkflowRow; run: ExecutionRow }> {
  await openConversation(room, room.thread, await room.member());
  const of = await room.workflow(whole.name, { definition: whole, createdFromRoom: room.thread });
  const now = room.clock.now();
  const run = executionRow(of, {
    startedAt: now,
    completedAt: now,
    triggerType: 'webhook',
    triggerData: came(SMALL),
    status: 'completed',
    phase: null,
    ...more,
  });
  await room.store.executions.create(run);
  return { of, run };
}
async function step(
  run: ExecutionRow,
  path: string,
  state: StepRow['state'],
  more: Partial<StepRow> = {},
): Promise<void> {
  const { service = '', action = '' } = PAYMENT.steps.find((one) => one.id === path) ?? {};
  const at = room.clock.now();
  await room.store.steps.create(stepRow(run, path, { service, action, state, startedAt: at, endedAt: at, ...more }));
}
const shown = async (run: ExecutionRow): Promise<string> => {
  await room.engine.renderRun(run._id);
  await room.settle();
  return room.texts().at(-1) ?? '';
};

it('says that there was nothing to do and why, the same in the history', async () => {
  const { of, run } = await ranOf();
  for (const path of ['step_1', 'step_2']) await step(run, path, 'skipped');
  const card = await shown(run);
  expect(card).toMatch(/^– Invoice on payment · nothing to do · .*Small Co, KES 15,000/);
  expect(card).toContain('Nothing to do: not over KES 20,000.');
  expect(card).not.toMatch(/\{\{|✖/);
  expect(card).toContain('small@example.com');
  room.planner.will({
    kind: 'act',
    command: 'history',
    workflow: { id: of._id, name: of.name },
    needsConfirmation: false,
  });
  expect((await room.say('history'))?.text).toMatch(/– .* · nothing to do · /);
  expect((await room.say('what ran today?'))?.text).toMatch(/– Invoice on payment · .* · nothing to do/);
});

const MISSING = '“trigger.email” reads “email”, which is not there.';
const FORM = {
  title: 'Send an email',
  submit: 'Try again',
  inputs: [
    { kind: 'text' as const, name: 'to', label: 'To', value: '' },
    { kind: 'text' as const, name: 'subject', label: 'Subject', value: 'Invoice' },
  ],
};

it('names a missing value in plain words, puts first what can help, and takes the value from a sentence', async () => {
  const { run } = await ranOf(PAYMENT, {
    status: 'failed',
    failedStep: 'step_2',
    errorMessage: MISSING,
    triggerData: came({ name: 'No Mail', amount: 30000, currency: 'KES' }),
  });
  room.automation.ways = { change: FORM, undo: { back: [], stays: [] } };
  await step(run, 'step_1', 'success', { report: 'Invoice INV-1 created' });
  await step(run, 'step_2', 'failed', { error: MISSING });
  const text = await shown(run);
  expect(text).toContain('The payment came without an email address.');
  expect(text).toContain('Not done: Email (no address): “Invoice …”');
  expect(
    room
      .card('Invoice on payment')
      .choices?.map((one) => one.label)
      .slice(0, 2),
  ).toEqual(['Change and try again', 'Try step 2 again']);
  await room.say('use accounts@nomail.example for this run');
  expect(room.automation.retried).toMatchObject([{ change: { to: 'accounts@nomail.example' } }]);
  expect(room.planner.asked).toHaveLength(0);
});

it('takes an address for the run only where the run is what stands last or is named, and never for a copy', async () => {
  const { run } = await ranOf(PAYMENT, { status: 'failed', failedStep: 'step_2', errorMessage: MISSING });
  const cc = { kind: 'text' as const, name: 'cc', label: 'Copy address', value: '', optional: true };
  room.automation.ways = { change: { ...FORM, inputs: [cc, ...FORM.inputs] }, undo: { back: [], stays: [] } };
  await step(run, 'step_1', 'success', { report: 'Invoice INV-1 created' });
  await step(run, 'step_2', 'failed', { error: MISSING });
  await shown(run);
  room.planner.will(proposal('Weekly report'));
  await room.say('a weekly report to bob, please');
  room.planner.will({ kind: 'say', text: 'To Ann, then.' });
  await room.say('send it to ann@example.com');
  expect(room.automation.retried).toEqual([]);
  await room.say('use ann@example.com for this run');
  expect(room.automation.retried).toMatchObject([{ change: { to: 'ann@example.com' } }]);
});

it('fills what a step was to be given as far as it is known, and leaves the rest to be filled in', async () => {
  const { run } = await ranOf(PAYMENT, { triggerData: came({ name: 'No Mail', amount: 30000 }) });
  await step(run, 'step_1', 'success', { output: { invoice_number: 'INV-7' } });
  await step(run, 'step_2', 'failed', { error: MISSING });
  const [, email] = PAYMENT.steps;
  expect(email && (await givenInput(room.store, run, email))).toEqual({
    input: { to: '', subject: 'Invoice INV-7', body: 'Thanks' },
  });
});

it.each([
  [MISSING, { amount: 1 }, 'The payment came without an email address.'],
  ['“trigger.order_id” reads “order_id”, which is not there.', {}, 'What started it came without an order id.'],
  ['“step_1.url” reads “url”, which is not there.', {}, 'Step 1 gave no url.'],
  ['Mailgun refused the address.', {}, 'Mailgun refused the address.'],
])('says “%s” as people say it', (error, data, words) => {
  expect(plainError(error, { triggerType: 'manual', triggerData: data })).toBe(words);
  expect(plainError(error, { triggerType: 'webhook', triggerData: came(data) })).toBe(words);
});

it('leaves no template in the words of a step', () => {
  const { params } = spoken(
    { params: { to: '{{ trigger.email }}', text: 'No {{ step_1.invoice_number }}, {{ trigger.amount * 2 }}' } },
    { triggerType: 'webhook', triggerData: came({ email: 'a@b.co' }) },
  );
  expect(params).toEqual({ to: 'a@b.co', text: 'No …, …' });
});

it('tells a reminder once, and a run of one that failed all the same', async () => {
  const water = definition('Water', {
    steps: [{ id: 'step_1', service: 'reminder', action: 'set_reminder', params: { message: 'Drink' } }],
  });
  const { of, run } = await ranOf(water, { triggerType: 'schedule', triggerData: null });
  await room.engine.renderRun(run._id);
  await room.settle();
  expect(room.texts()).toEqual([]);
  const failed = executionRow(of, {
    startedAt: room.clock.now(),
    triggerType: 'schedule',
    status: 'failed',
    errorMessage: 'no',
  });
  await room.store.executions.create(failed);
  expect(await shown(failed)).toContain('Water stopped');
});

it('says at a gate what a yes lets go on, and who is paid by number and name', async () => {
  const contract = definition('Contract', {
    steps: [
      { id: 'ask', service: 'flow', action: 'approve', params: {} },
      {
        id: 'mail',
        service: 'email',
        action: 'send_email',
        params: { to: 'client@example.com', subject: 'Contract', body: 'Here it is' },
      },
      {
        id: 'pay',
        service: 'payment',
        action: 'withdraw',
        params: { amount: '{{ trigger.amount }}', phone: '{{ trigger.phone }}', name: '{{ trigger.name }}' },
      },
    ],
  });
  const { run } = await ranOf(contract, {
    status: 'running',
    completedAt: null,
    phase: 'waiting',
    triggerData: came({ name: 'Otieno', phone: '+254712345678', amount: 20000, currency: 'KES' }),
  });
  await room.store.versions.create({
    _id: `${run.workflow}:${run.version}`,
    workspace: run.workspace,
    workflow: run.workflow,
    number: run.version,
    definition: contract,
  } as never);
  const gate = {
    kind: 'approve' as const,
    seal: 's',
    text: 'May I go on?',
    deadline: '2026-11-27T07:42:00.000Z',
    deciders: [run.user],
  };
  await room.store.steps.create(
    stepRow(run, 'ask', { action: 'approve', state: 'waiting', startedAt: room.clock.now(), gate } as Partial<StepRow>),
  );
  await room.engine.renderRun(run._id);
  await room.settle();
  expect(room.texts().join('\n')).toMatch(
    /May I go on\?\nAfter your yes: Email client@example\.com: “Contract”; Withdraw KES 20,000 to \+254712345678 \(Otieno\)\./,
  );
});
