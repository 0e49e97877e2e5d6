import { describe, expect, it } from 'vitest';
import type { KnownWorkflow, PlannerReply } from '../../src/planner/types.ts';
import { conversation, gist } from './talking.ts';

/** Workflows that other things start: "each time a payment is confirmed, run Invoice sender" is a request, "run it now" a command. */

const workflows = ['Invoice sender', 'Rent chaser', 'Stock alert'].map(
  (name, at): KnownWorkflow => ({ id: `wf_${at}`, name, status: 'active', version: 1, definition: null }),
);
const says = (text: string): Promise<PlannerReply> => conversation({ workflows, check: () => [] }).says(text);

const PAID = 'stripe.payment_intent.succeeded > run_workflow(Invoice sender | {{ trigger.data }})';
const STARTED: [string, string][] = [
  ['each time a stripe payment succeeds, run my Invoice sender workflow', PAID],
  ['whenever a stripe payment comes in, start Invoice sender', PAID],
  ['when a stripe payment comes in, kick off the Invoice sender workflow', PAID],
  ['Run my Invoice sender workflow each time a stripe payment succeeds', PAID],
  ['after each stripe payment run my workflow Invoice sender', PAID],
  ['run Invoice sender on every successful stripe payment', PAID],
  ['as soon as a customer pays on stripe, my Invoice sender should run', PAID],
  ['when a stripe payment comes in, the Invoice sender workflow gets started', PAID],
  ['a stripe payment should start my Invoice sender', PAID],
  ['every stripe payment triggers my Invoice sender', PAID],
  [
    'when a stripe payment over 5,000 comes in run Rent chaser, otherwise run Stock alert',
    'stripe.payment_intent.succeeded > run_workflow(Rent chaser | {{ trigger.data }}) if {{ trigger.amount > 5000 }} > run_workflow(Stock alert | {{ trigger.data }}) if {{ !(trigger.amount > 5000) }}',
  ],
  [
    "when a stripe payment comes in, if it is over 5,000 run Rent chaser and post 'Big' in #ops",
    'stripe.payment_intent.succeeded > run_workflow(Rent chaser | {{ trigger.data }}) if {{ trigger.amount > 5000 }} > send_message(#ops | Big) if {{ trigger.amount > 5000 }}',
  ],
];

const COMMANDS: [string, string][] = [
  ['run Invoice sender', 'run Invoice sender'],
  ['run my Stock alert workflow when you can', 'run Stock alert'],
  ['why did Rent chaser fail when the payment came in?', 'why Rent chaser'],
  ['did Invoice sender run when the payment was confirmed on stripe?', 'status Invoice sender'],
  ['turn off Rent chaser when you get a chance', 'pause Rent chaser'],
];

const PAUSES: [string, string][] = [
  ['wait an hour if it is over 5,000, then', 'wait(1h) if {{ trigger.amount > 5000 }} > send_message(#ops | Hi)'],
  ['ask me first if it is over 5,000, then', 'approve() if {{ trigger.amount > 5000 }} > send_message(#ops | Hi)'],
  ['wait an hour, and if it is over 5,000', 'wait(1h) > send_message(#ops | Hi) if {{ trigger.amount > 5000 }}'],
  [
    'if it is over 5,000 wait an hour and',
    'wait(1h) if {{ trigger.amount > 5000 }} > send_message(#ops | Hi) if {{ trigger.amount > 5000 }}',
  ],
  [
    "if it is over 5,000 post 'Big' in #ops. Otherwise wait 2 hours and",
    'send_message(#ops | Big) if {{ trigger.amount > 5000 }} > wait(2h) if {{ !(trigger.amount > 5000) }} > send_message(#ops | Hi) if {{ !(trigger.amount > 5000) }}',
  ],
];

describe('workflows that are started by something', () => {
  it.each(STARTED)('%s', async (text, expected) => {
    expect(gist(await says(text))).toBe(expected);
  });

  it.each(COMMANDS)('are commanded: %s', async (text, expected) => {
    const reply = await says(text);
    expect(reply.kind === 'act' && `${reply.command} ${reply.workflow?.name}`).toBe(expected);
  });

  it('are not paused at once by what should only happen later', async () => {
    expect((await says('pause Rent chaser if a stripe payment fails')).kind).not.toBe('act');
  });
});

describe('a condition beside a wait or a yes', () => {
  it.each(PAUSES)('%s', async (words, expected) => {
    const reply = await says(`when a stripe payment comes in, ${words} post 'Hi' in #ops`);
    expect(gist(reply)).toBe(`stripe.payment_intent.succeeded > ${expected}`);
  });
});
