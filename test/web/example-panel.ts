import type { WebRouterDeps } from '../../adapters/web/routes.ts';

const HOUR = 3_600_000;
const from = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

const asked = new Set<string>();
const QR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h1v1H0z"/></svg>';

/** It stopped showing codes, and shows one again once somebody asks. */
const whatsapp = () =>
  asked.has('whatsapp')
    ? { detail: 'waiting for the QR code to be scanned', setup: { kind: 'qr' as const, value: QR } }
    : { detail: 'nobody took the code for 10 minutes', asleep: 'whatsapp' };

/** Panels as a person with three workflows would see them. */
export const examplePanel: WebRouterDeps['panel'] = {
  async workflows() {
    return [
      {
        id: 'wf_report',
        name: 'Weekly report',
        description: 'A short report by email',
        state: 'active',
        reason: null,
        starts: ['Every Monday at 09:00'],
        nextRun: from(40),
        lastRun: { state: 'completed', at: from(-3), error: null },
        runs: 4,
        thread: null,
        sandboxed: true,
      },
      {
        id: 'wf_invoice',
        name: 'Invoice on payment',
        description: '',
        state: 'active',
        reason: null,
        starts: ['When IntaSend confirms a payment'],
        nextRun: null,
        lastRun: { state: 'failed', at: from(-30), error: 'Mailgun refused the address' },
        runs: 12,
        thread: null,
        sandboxed: false,
      },
      {
        id: 'wf_payout',
        name: 'Supplier payout',
        description: '',
        state: 'paused',
        reason: 'Paused by Wanjiru on Thursday 19 November',
        starts: ['Every Friday at 16:00', 'By hand'],
        nextRun: null,
        lastRun: null,
        runs: 0,
        thread: null,
        sandboxed: false,
      },
    ];
  },
  async sandbox() {
    return [
      {
        id: 'eff_1',
        service: 'Email',
        action: 'send_email',
        effect: 'message',
        title: 'Email to team@acme.example',
        workflow: 'Weekly report',
        fields: [
          { label: 'Subject', value: 'Report of the week' },
          { label: 'Text', value: 'Four payments came in, KES 82,000 together.\nNothing is overdue.' },
        ],
        at: from(-3),
      },
    ];
  },
  async settings() {
    return {
      planner: { name: 'Built-in', detail: 'Works without a key. With one from Anthropic, Claude plans.' },
      platforms: [
        { name: 'Web chat', on: true, detail: 'this page', variable: null },
        { name: 'Slack', on: false, detail: 'off; docs/slack.md says how to turn it on', variable: 'SLACK_BOT_TOKEN' },
        { name: 'WhatsApp', on: false, variable: null, ...whatsapp() },
      ],
      connections: [{ id: 'con_1', service: 'Email', account: '', sandbox: true }],
      connectable: [
        { service: 'email', title: 'Email' },
        { service: 'payment', title: 'IntaSend' },
      ],
      health: [
        { name: 'Database (MongoDB)', ok: true, detail: 'answers in 2 ms' },
        { name: 'Workflow engine (Temporal)', ok: false, detail: 'is not answering' },
      ],
      dataDir: '.data',
    };
  },
  logIn: (_person, platform) => void asked.add(platform),
  async connect(_person, service) {
    return `/once/example-${service}`;
  },
};
