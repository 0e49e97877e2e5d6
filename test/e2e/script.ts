import type { Card, ThreadId } from '../../src/chat/types.ts';
import type { DevServer } from '../web/dev-server.ts';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 70" width="420" height="70" font-family="sans-serif" font-size="14">
<rect x="2" y="14" width="120" height="42" rx="9" fill="#e1efea" stroke="#176b5b"/><text x="62" y="40" text-anchor="middle">Monday 09:00</text>
<path d="M122 35h26" stroke="#59666a"/><rect x="150" y="14" width="120" height="42" rx="9" fill="#fff" stroke="#cfc8b9"/><text x="210" y="40" text-anchor="middle">Read sheet</text>
<path d="M270 35h26" stroke="#59666a"/><rect x="298" y="14" width="120" height="42" rx="9" fill="#fff" stroke="#cfc8b9"/><text x="358" y="40" text-anchor="middle">Send email</text></svg>`;

/** A card of the usual kind: what was understood, and what can be done about it. */
export function approvalCard(outcome?: string): Card {
  return {
    title: 'Weekly report',
    body: [
      { kind: 'text', text: 'Starts **every Monday at 09:00** (Nairobi)' },
      {
        kind: 'steps',
        steps: [
          { text: 'Read the rows of “Sales” in Google Sheets' },
          { text: 'Email wanjiru@acme.example: “Report of the week”', detail: 'Only if there is at least one row' },
          { text: 'Post in #sales: “The report is out”' },
        ],
      },
      {
        kind: 'text',
        text: 'What this does for you: emails you · moves no money\nCannot be undone: emails once sent.',
      },
      {
        kind: 'fields',
        fields: [
          { label: 'Next runs', value: 'Monday 23 November, 09:00\nMonday 30 November, 09:00' },
          { label: 'I assumed', value: 'the address of your profile' },
        ],
      },
      { kind: 'alert', level: 'warning', text: 'Not connected yet: Google Sheets. The **sandbox** stands in.' },
    ],
    image: { svg: SVG, alt: 'Monday 09:00, then read the sheet, then send an email' },
    ...(outcome
      ? { footer: `✅ ${outcome}` }
      : {
          choices: [
            { name: 'draft.approve', value: 'd1', label: 'Approve', style: 'primary' as const },
            { name: 'draft.change', value: 'd1', label: 'Change' },
            { name: 'draft.try', value: 'd1', label: 'Try it' },
            { name: 'draft.cancel', value: 'd1', label: 'Cancel' },
          ],
          footer: '`7F3-K2`',
        }),
  };
}

export function runCard(state: 'running' | 'done' | 'failed'): Card {
  const second = { running: 'running', done: 'done', failed: 'failed' } as const;
  const mark = { running: '⏳', done: '✅', failed: '⚠️' }[state];
  return {
    title: `${mark} **Weekly report** · by hand`,
    body: [
      {
        kind: 'steps',
        steps: [
          { state: 'done', text: '12 rows read' },
          { state: second[state], text: 'Emailing team@acme.example' },
          { state: state === 'running' ? 'waiting' : 'skipped', text: 'Tell the team on Slack' },
        ],
      },
      ...(state === 'failed'
        ? [
            {
              kind: 'text' as const,
              text: 'Done: the rows are read.\nNot done: the email. The mail server refused it.',
            },
          ]
        : []),
    ],
    ...(state === 'failed' ? { choices: [{ name: 'run.retry', value: 'x1', label: 'Try step 2 again' }] } : {}),
  };
}

export function gateCard(): Card {
  return {
    title: '⏸ **Supplier payout** needs you',
    body: [
      { kind: 'text', text: 'Withdraw KES 20,000 to +254 712 345 678 (Otieno). Used today: 42,000 of 100,000.' },
      { kind: 'text', text: 'Waiting until Friday 27 November, 10:42; no answer means no.' },
      {
        kind: 'code',
        text: 'curl -X POST http://127.0.0.1:3000/api/workflows/webhooks/wf_1/ -H "X-Signature: sha256=$(…)"',
      },
      { kind: 'link', text: 'See the run', url: 'http://127.0.0.1:8080/' },
    ],
    inputs: [{ kind: 'text', name: 'note', label: 'A note for the books' }],
    choices: [
      { name: 'gate.approve', value: 'g1', label: 'Pay it', style: 'primary', confirm: 'Pay KES 20,000 to Otieno?' },
      { name: 'gate.reject', value: 'g1', label: 'Don’t', style: 'danger' },
    ],
  };
}

/** Answers like the engine would: asks, proposes, and rewrites the card that was tapped. */
export function script(server: DevServer): void {
  const { adapter, engine } = server;
  const start = Date.now();
  let count = 0;
  const post = (thread: ThreadId, content: Card | string) => adapter.post(thread, content, `${start}-${++count}`);
  engine.onMessage = (message) => {
    void (async () => {
      if (/weekly report/i.test(message.text)) {
        await adapter.working(message.thread, 'Reading what you wrote');
        await post(message.thread, {
          title: 'Where should the report go?',
          body: [{ kind: 'text', text: 'I can do that. One thing first: which address gets it?' }],
          choices: [
            { name: 'ask.answer', value: 'q1:0', label: 'Use my address' },
            { name: 'ask.answer', value: 'q1:1', label: 'Ask me each time' },
          ],
        });
        await adapter.working(message.thread, null);
      } else await post(message.thread, `You said: ${message.text}`);
    })();
  };
  engine.onAction = (action) => {
    void (async () => {
      const { name } = action.choice;
      if (name === 'ask.answer') await post(action.thread, approvalCard());
      if (name === 'draft.approve') {
        const card = approvalCard('Approved by Wanjiru, Friday 20 November, 10:42');
        await adapter.update(action.thread, action.messageId, card, `a-${action.id}`);
      }
      if (name === 'gate.approve') {
        await adapter.update(action.thread, action.messageId, 'Paid. Thank you.', `g-${action.id}`);
      }
    })();
  };
}
