import { valueText } from '../../adapters/web/run-view.ts';
import type { RunView } from '../../adapters/web/wire.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 7, 42, seconds)).toISOString();
const blank = {
  iteration: 0,
  number: null,
  why: null,
  attempt: 1,
  report: null,
  error: null,
  gate: null,
  large: [],
  undone: null,
};

/** A run as its page gets it: a gate that was decided, a step that was tried twice, one that failed. */
const example: RunView = {
  id: 'run_example',
  name: 'Invoice on payment',
  version: 2,
  status: 'failed',
  phase: null,
  paused: false,
  startedBy: 'webhook',
  startedAt: at(0),
  endedAt: at(20),
  error: 'Mailgun refused the address',
  trigger: valueText({ amount: 15_000, name: 'Acme', api_key: 'sk-hush' }),
  retryOf: 'run_before',
  parent: null,
  children: [],
  thread: null,
  card: null,
  temporal: 'http://127.0.0.1:8233/namespaces/default/workflows/run-run_example',
  steps: [
    {
      ...blank,
      path: 'ask',
      number: 1,
      title: 'Ask for approval',
      state: 'success',
      input: null,
      output: null,
      startedAt: at(0),
      endedAt: at(9),
      gate: { text: 'Invoice Acme?', decision: 'approved', by: 'Wanjiru', at: at(9) },
    },
    {
      ...blank,
      path: 'invoice',
      number: 2,
      title: 'Create an invoice for Acme, KES 15,000',
      state: 'success',
      attempt: 2,
      report: 'Invoice INV-1042 created',
      input: valueText({ amount: 15_000 }),
      output: valueText({ invoice_number: 'INV-1042', text: 'x'.repeat(30_000) }),
      large: [{ path: 'output.pdf', bytes: 90_000, url: '/app/runs/run_example/values/kept_0' }],
      undone: { state: 'undone', text: 'Invoice INV-1042 voided', error: null },
      startedAt: at(9),
      endedAt: at(14),
    },
    {
      ...blank,
      path: 'mail',
      number: 3,
      title: 'Email accounts@acme',
      state: 'failed',
      error: 'Mailgun refused the address',
      input: valueText({ to: 'accounts@acme' }),
      output: null,
      startedAt: at(14),
      endedAt: at(20),
    },
  ],
  next: 'page-2',
};

/** Two pages of it. */
export const exampleRun = async (_person: unknown, _id: string, after?: string): Promise<RunView> => {
  if (after !== 'page-2') return example;
  const more = { ...blank, path: 'more', title: 'One more', state: 'success' as const };
  return {
    ...example,
    steps: [{ ...more, input: null, output: null, startedAt: at(19), endedAt: at(20) }],
    next: null,
  };
};
