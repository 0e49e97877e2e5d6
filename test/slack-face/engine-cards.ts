import { draftCard } from '../../src/automation/card.ts';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import type { Definition, Step } from '../../src/automation/definition.ts';
import { draftForm } from '../../src/automation/draft-form.ts';
import { stepInWords } from '../../src/automation/step-words.ts';
import { renderRun } from '../../src/chat/run-card.ts';
import { texts } from '../../src/chat/texts.ts';
import type { Card } from '../../src/chat/types.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import { context } from '../automation/catalogue.ts';

/** Cards as the engine makes them, of one small story. */

const catalogue = createCatalogue();
const ZONE = 'Africa/Nairobi';

function made(input: unknown): Definition {
  const { definition, findings } = checkDefinition(input, { ...context, catalogue });
  if (!definition) throw new Error(findings.map((finding) => `${finding.path}: ${finding.message}`).join('\n'));
  return definition;
}

const invoices = made({
  name: 'Invoice on payment',
  triggers: [{ type: 'webhook', service: 'intasend', event: 'payment.confirmed' }],
  steps: [
    {
      id: 'invoice',
      service: 'quickbooks',
      action: 'create_invoice',
      params: { client: '{{ trigger.name }}', amount: '{{ trigger.amount }}', currency: 'KES' },
      condition: '{{ trigger.amount > 10000 }}',
    },
    {
      id: 'mail',
      service: 'email',
      action: 'send_email',
      params: {
        to: '{{ trigger.email }}',
        subject: 'Invoice {{ invoice.invoice_number }}',
        body: 'Thank you for your payment.',
      },
    },
  ],
});

const payout = made({
  name: 'Supplier payout',
  policy: { max_withdraw_amount: 20_000 },
  triggers: [{ type: 'schedule', schedule_cron: '0 9 * * 1', schedule_timezone: ZONE }],
  steps: [
    { id: 'pay', service: 'payment', action: 'withdraw', params: { amount: 20_000, phone: '+254712345678' } },
    {
      id: 'tell',
      service: 'email',
      action: 'send_email',
      params: { to: 'otieno@acme.example', subject: 'Paid', body: 'KES 20,000 is on its way.' },
    },
  ],
});

const draft = {
  draftId: 'drf_1',
  catalogue,
  ceilings: { withdrawMax: 100_000, dailySpendLimit: 500_000, currency: 'KES' },
  now: '2026-11-20T07:42:00Z',
  timeZone: ZONE,
  sandboxed: [],
};
const seal = '7f3b2'.repeat(13).slice(0, 64);

export const approval: Card = draftCard({
  ...draft,
  definition: invoices,
  seal,
  missing: [],
  assumptions: ['currency KES', 'the payer’s email comes with the payment'],
});
export const moneyApproval: Card = draftCard({ ...draft, definition: payout, seal, missing: [], assumptions: [] });
export const unconnected: Card = draftCard({
  ...draft,
  definition: invoices,
  seal: null,
  missing: [{ service: 'quickbooks', connectUrl: 'https://nod.example/connect/once', sandbox: true }],
  assumptions: [],
});
export const approved: Card = draftCard({
  ...draft,
  definition: invoices,
  seal,
  missing: [],
  assumptions: [],
  outcome: '✅ Approved by Wanjiru, Friday 20 November, 10:42',
});
export const changeForm = draftForm(payout, catalogue, 'KES');

const at = (second: number) => new Date(Date.parse('2026-11-20T07:45:00Z') + second * 1000);

function execution(change: Partial<ExecutionRow>): ExecutionRow {
  return {
    _id: 'exe_1',
    workspace: 'ws_1',
    workflow: 'wf_1',
    user: 'usr_1',
    version: 1,
    seal,
    temporalWorkflowId: 'run-exe_1',
    temporalRunId: null,
    triggerType: 'webhook',
    trigger: null,
    triggerData: { name: 'Acme', amount: 15_000, currency: 'KES' },
    status: 'running',
    phase: 'running',
    result: null,
    errorMessage: null,
    failedStep: null,
    retryOf: null,
    rootExecution: 'exe_1',
    generation: 0,
    given: {},
    thread: null,
    dirty: 0,
    rendered: 0,
    asked: null,
    startedAt: at(0),
    completedAt: null,
    ...change,
  };
}

function step(path: string, change: Partial<StepRow>): StepRow {
  const planned = invoices.steps.find((one) => one.id === path);
  return {
    _id: `exe_1:${path}:0`,
    workspace: 'ws_1',
    execution: 'exe_1',
    path,
    iteration: 0,
    service: planned?.service ?? 'flow',
    action: planned?.action ?? 'set',
    state: 'success',
    status: 'success',
    attempt: 1,
    input: null,
    output: null,
    error: null,
    report: null,
    startedAt: at(0),
    endedAt: null,
    ...change,
  };
}

const stepWords = (one: Pick<Step, 'id' | 'service' | 'action' | 'params'>): string =>
  stepInWords(one as Step, invoices, catalogue, 'KES');
const run = (change: Partial<ExecutionRow>, steps: StepRow[]): Card =>
  renderRun({ name: 'Invoice on payment', definition: invoices, execution: execution(change), steps, stepWords });

const invoiced = step('invoice', { report: 'Invoice INV-1042 created', output: { invoice_number: 'INV-1042' } });

/** A run in every state its card can show. */
export const runs: Record<'running' | 'paused' | 'completed' | 'skipped' | 'failed' | 'cancelled', Card> = {
  running: run({}, [
    invoiced,
    step('mail', {
      state: 'running',
      status: null,
      input: { to: 'accounts@acme.example', subject: 'Invoice INV-1042' },
    }),
  ]),
  paused: run({ phase: 'waiting' }, [invoiced, step('mail', { state: 'waiting', status: null })]),
  completed: run({ status: 'completed', phase: null, completedAt: at(3) }, [
    invoiced,
    step('mail', { report: 'Emailed to accounts@acme.example', output: { to: 'accounts@acme.example' } }),
  ]),
  skipped: run({ status: 'completed', phase: null, completedAt: at(1) }, [
    step('invoice', { state: 'skipped' }),
    step('mail', { state: 'skipped' }),
  ]),
  failed: run(
    {
      status: 'failed',
      phase: null,
      failedStep: 'mail',
      errorMessage: 'Mailgun refused the address accounts@acme (no domain).',
      completedAt: at(2),
    },
    [invoiced, step('mail', { state: 'failed', error: 'Mailgun refused the address' })],
  ),
  cancelled: run({ status: 'cancelled', phase: null, completedAt: at(2) }, [invoiced]),
};

export const gate: Card = {
  title: texts.needsYou('Supplier payout'),
  body: [{ kind: 'text', text: 'Withdraw KES 20,000 to +254 712 345 678 (Otieno). Used today: 42,000 of 100,000.' }],
  footer: texts.waitingUntil(new Date('2026-11-27T07:42:00Z'), ZONE),
  choices: [
    {
      name: 'gate.approve',
      value: 'exe_1:pay:0',
      label: 'Pay it',
      style: 'primary',
      confirm: 'Pay KES 20,000 to Otieno?',
    },
    { name: 'gate.reject', value: 'exe_1:pay:0', label: 'Don’t', style: 'danger' },
  ],
};

export const question: Card = {
  title: texts.question,
  body: [{ kind: 'text', text: 'Should this happen for every payment, or only above an amount?' }],
  choices: ['Every payment, also the ones from before today', 'Only above KES 10,000', 'Only above KES 50,000'].map(
    (label, index) => ({
      name: 'answer.option',
      value: `prompt_1|${index}`,
      label,
    }),
  ),
};

export const gateWithInputs: Card = {
  title: texts.needsYou('Supplier payout'),
  body: [{ kind: 'text', text: 'Who is paid, how much, and when?' }],
  inputs: [
    {
      kind: 'select',
      name: 'who',
      label: 'Supplier',
      options: ['Otieno', 'Acme', 'Baraka'].map((one) => ({ label: one, value: one })),
    },
    { kind: 'number', name: 'amount', label: 'Amount in KES', value: '20000' },
    { kind: 'date', name: 'due', label: 'Day', value: '2026-12-04' },
    { kind: 'text', name: 'note', label: 'Note to them', multiline: true, optional: true },
    { kind: 'file', name: 'bill', label: 'The bill' },
  ],
  choices: [{ name: 'ask.answer', value: 'exe_1:ask:0', label: 'Send', style: 'primary' }],
};

const workflow = (title: string, steps: string[], state: string, told: string, paused = false): Card => ({
  title,
  body: [
    { kind: 'steps', steps: steps.map((text) => ({ text })) },
    {
      kind: 'fields',
      fields: [
        { label: 'State', value: state },
        { label: 'Runs', value: told },
      ],
    },
  ],
  choices: [
    ...(paused
      ? [{ name: 'workflow.resume', value: title, label: 'Resume', style: 'primary' as const }]
      : [
          { name: 'workflow.run', value: title, label: 'Run now', style: 'primary' as const },
          { name: 'workflow.pause', value: title, label: 'Pause' },
        ]),
    { name: 'workflow.delete', value: title, label: 'Delete', style: 'danger' },
  ],
});

/** What a person's own page shows. */
export const overview: Card[] = [
  workflow(
    'Invoice on payment',
    invoices.steps.map((one) => stepInWords(one, invoices, catalogue, 'KES')),
    'on',
    '12 runs, last today, 10:45',
  ),
  workflow('Weekly report', ['Email team@acme.example: “Report of the week”'], 'paused', '3 runs, last Monday', true),
  gate,
];
