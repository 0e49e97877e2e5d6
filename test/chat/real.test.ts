import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAutomation } from '../../src/automation/create.ts';
import { createEngine, type Engine } from '../../src/chat/engine.ts';
import { createPeople } from '../../src/chat/people.ts';
import type { Card, ThreadId } from '../../src/chat/types.ts';
import { systemClock } from '../../src/clock.ts';
import { configSchema } from '../../src/config.ts';
import { createAccounts } from '../../src/connectors/accounts.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { createPages } from '../../src/pages.ts';
import { noWake } from '../../src/queue/wake.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { Runs, Schedules } from '../../src/temporal/types.ts';
import { createVault } from '../../src/vault.ts';
import { createMemoryAdapter, MemoryPlatform } from '../contracts/memory-adapter.ts';
import { openTestStore } from '../support/store.ts';
import { definition, ScriptedPlanner, WANJIRU } from './support.ts';

/** The same loop with the real life of workflows: checks, seals, cards, approval in a transaction. Only Temporal is absent. */
let opened: Awaited<ReturnType<typeof openTestStore>>;
let engine: Engine;
let life: ReturnType<typeof createAutomation>;
const platform = new MemoryPlatform();
const planner = new ScriptedPlanner();
let thread: ThreadId;

const runs: Runs = {
  start: async () => {},
  signal: async () => {},
  arrived: async () => {},
  terminate: async () => {},
  describe: async () => null,
  decide: async () => ({ result: 'refused', text: 'Nothing waits.' }),
  choose: async () => ({ result: 'refused', text: 'Nothing waits.' }),
  answer: async () => ({ result: 'refused', text: 'Nothing waits.' }),
  query: async () => null,
  engine: async () => 'engine',
  healthy: async () => true,
};
const schedules: Schedules = {
  sync: async () => {},
  remove: async () => {},
  next: async () => [],
  reconcile: async () => {},
};

beforeAll(async () => {
  opened = await openTestStore();
  const { store } = opened;
  const clock = systemClock;
  const config = configSchema.parse({ ADMINS: `memory:${WANJIRU.id}` });
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const catalogue = createCatalogue();
  const vault = createVault(Buffer.alloc(32, 7));
  const publicUrl = 'https://nod.example';
  const pages = createPages({ store, vault, clock, publicUrl });
  const accounts = createAccounts({ store, vault, catalogue, config, clock });
  const people = createPeople({ store, clock, config });
  const takeTrigger = async () => {};
  life = createAutomation({
    store,
    catalogue,
    accounts,
    pages,
    vault,
    runs,
    schedules,
    wake: noWake,
    clock,
    log,
    config,
    publicUrl,
    takeTrigger,
  });
  const adapter = createMemoryAdapter(platform);
  engine = createEngine({
    store,
    wake: noWake,
    adapters: [adapter],
    automation: life.automation,
    planners: { primary: planner.plan, name: 'builtin' },
    people,
    clock,
    log,
    config,
    catalogue,
    connectPage: (person, service) => pages.make(person, 'connect', { service }),
  });
  platform.inbox = engine.inbox;
  thread = platform.open([WANJIRU]);
});
afterAll(async () => {
  await engine.stop();
  await life.stop();
  await opened.drop();
});

async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await engine.idle();
    await engine.handleConversation(thread);
    await engine.deliverOutbox(thread);
  }
}

async function say(text: string): Promise<void> {
  await platform.say(thread, WANJIRU, text);
  await settle();
}

async function tap(label: string): Promise<void> {
  const shown = [...platform.shown(thread)].reverse();
  const message = shown.find((one) => choice(one.content, label));
  const found = message && choice(message.content, label);
  if (!message || !found) throw new Error(`no “${label}” in:\n${platform.texts(thread).join('\n---\n')}`);
  await platform.tap(thread, WANJIRU, { messageId: message.id, choice: { name: found.name, value: found.value } });
  await settle();
}

const choice = (content: string | Card, label: string) =>
  typeof content === 'string' ? undefined : content.choices?.find((one) => one.label === label);

it('describes, changes, rehearses, approves, runs, reports and stops with the real automation', async () => {
  const definitionOf = (amount: number) =>
    definition('Invoice on payment', {
      triggers: [{ type: 'webhook', service: 'intasend', event: 'payment.confirmed', config: {} }],
      steps: [
        {
          id: 'invoice',
          service: 'quickbooks',
          action: 'create_invoice',
          params: { amount: '{{ trigger.amount }}', customer: '{{ trigger.name }}', client: '{{ trigger.name }}' },
          condition: `{{ trigger.amount > ${amount} }}`,
        },
      ],
    });
  planner.will(async (input) => {
    const whole = definitionOf(10_000);
    const bad = new Set(input.check(whole).map((finding) => finding.path.split('.').at(-1)));
    for (const step of whole.steps) for (const name of bad) delete step.params[name ?? ''];
    expect(input.check(whole)).toEqual([]);
    return { kind: 'propose', definition: whole, assumptions: ['currency KES'] };
  });
  await say('when a customer pays me through IntaSend, create an invoice');
  expect(platform.card(thread, 'Invoice on payment').card.choices?.map((one) => one.name)).toContain('draft.cancel');
  planner.will(async (input) => {
    const step = input.draft?.definition.steps[0];
    if (!input.draft || !step) throw new Error('the planner does not see the draft');
    const changed = { ...input.draft.definition, steps: [{ ...step, condition: '{{ trigger.amount > 20000 }}' }] };
    return { kind: 'propose', definition: changed, assumptions: [] };
  });
  await say('make it over 20k instead');
  const open = platform.shown(thread).filter((one) => typeof one.content !== 'string' && one.content.choices);
  expect(open).toHaveLength(1);
  await tap('Try it');
  expect(platform.texts(thread).join('\n')).toContain('Nothing was sent or written.');
  if (open[0] && choice(open[0].content, 'Use the sandbox')) await tap('Use the sandbox');
  await say('Yes, create it!');
  const workflow = await opened.store.workflows.findOne({ workspace: EVERY_WORKSPACE }).lean();
  expect(workflow).toMatchObject({ name: 'Invoice on payment', status: 'active', version: 1, createdFromRoom: thread });
  const said = platform.texts(thread).join('\n');
  expect(said).toMatch(/✅ Approved by Wanjiru/);
  expect(said).toContain(`https://nod.example/api/workflows/webhooks/${workflow?._id}/`);
  expect(said).toContain('$NOD_WEBHOOK_SECRET');
  expect(
    platform
      .shown(thread)
      .some((one) => typeof one.content !== 'string' && one.content.choices?.some((c) => c.name === 'draft.approve')),
  ).toBe(false);

  planner.will({
    kind: 'act',
    command: 'run',
    workflow: { id: workflow?._id ?? '', name: 'Invoice on payment' },
    needsConfirmation: false,
  });
  await say('run it');
  expect(platform.texts(thread).at(-1)).toMatch(/works on what an event brings/);
  expect(await opened.store.executions.countDocuments({ workspace: EVERY_WORKSPACE })).toBe(0);
  planner.will({
    kind: 'act',
    command: 'run',
    workflow: { id: workflow?._id ?? '', name: 'Invoice on payment' },
    needsConfirmation: false,
    data: { amount: 15_000, email: 'acme@example.com', name: 'Acme', currency: 'KES', customer_name: 'Acme' },
  });
  await say('run it with those');
  const execution = await opened.store.executions.findOne({ workspace: EVERY_WORKSPACE }).lean();
  expect(execution).toMatchObject({ workflow: workflow?._id, triggerType: 'manual' });
  await engine.renderRun(execution?._id ?? '');
  await settle();
  expect(platform.texts(thread).at(-1)).toMatch(/^⏳ Invoice on payment/);
  await say('stop everything');
  const stopped = await opened.store.workflows.findOne({ workspace: EVERY_WORKSPACE }).lean();
  expect(stopped?.status).toBe('paused');
});
