import { describe, expect, it } from 'vitest';
import { dayWishOf } from '../../src/chat/day-wishes.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { TriggerRow, WorkflowRow } from '../../src/store/workflows.ts';
import { executionRow, stepRow } from './fake-automation.ts';
import { definition, proposal, type Room, roomForEach } from './support.ts';

/** What ran, what comes and what there is: known without a planner. It is Friday 20 November 2026, 07:42 UTC. */
let room: Room;
roomForEach(
  (one) => {
    room = one;
  },
  { catalogue: true },
);

async function scheduled(name: string, cron: string, steps = definition().steps): Promise<WorkflowRow> {
  const triggers = [{ type: 'schedule' as const, schedule_cron: cron, schedule_timezone: 'UTC' }];
  const of = await room.workflow(name, {
    createdFromRoom: room.thread,
    definition: definition(name, { triggers, steps }),
  });
  const row: TriggerRow = {
    _id: `trg_${of._id}`,
    workspace: of.workspace,
    workflow: of._id,
    version: of.version,
    type: 'schedule',
    service: null,
    event: null,
    config: {},
    scheduleCron: cron,
    scheduleAt: null,
    scheduleTimezone: 'UTC',
    isActive: true,
    finishedAt: null,
    skip: [],
  } as unknown as TriggerRow;
  await room.store.triggers.create(row);
  return of;
}
const ran = async (of: WorkflowRow, more: Partial<ExecutionRow> = {}) => {
  const row = executionRow(of, {
    startedAt: room.clock.now(),
    completedAt: room.clock.now(),
    status: 'completed',
    phase: null,
    ...more,
  });
  await room.store.executions.create(row);
  return row;
};
const answer = async (text: string) => (await room.say(text))?.text ?? '';

describe('Words', () => {
  it.each([
    ['what ran today?', { kind: 'ran', days: { from: 0, to: 0 } }],
    ['What has run this week?', { kind: 'ran', days: { from: -6, to: 0 } }],
    ['did anything run yesterday?', { kind: 'ran', days: { from: -1, to: -1 } }],
    ["what's next?", { kind: 'coming', days: null }],
    ['what is coming up this week', { kind: 'coming', days: { from: 0, to: 6 } }],
    ["what's planned for tomorrow?", { kind: 'coming', days: { from: 1, to: 1 } }],
    ['which reminders do I have?', { kind: 'reminders' }],
    ['show me my reminders', { kind: 'reminders' }],
    ['what do I have?', { kind: 'mine' }],
  ])('“%s” is answered', (words, wish) => {
    expect(dayWishOf(words)).toEqual(wish);
  });

  it.each([
    'next',
    'remind me what ran today',
    'what ran the world',
    'run it today',
    'what do I have to do',
    'every day tell me what is next',
  ])('“%s” is for others', (words) => {
    expect(dayWishOf(words)).toBeNull();
  });
});

it('says what ran today, and where nothing did what comes next', async () => {
  const report = await scheduled('Weekly report', '0 9 * * 1');
  expect(await answer('what ran today?')).toBe('Today nothing ran. Next: “Weekly report”, Monday 23 November, 09:00.');
  await ran(report);
  await ran(report, { startedAt: new Date(room.clock.now().getTime() - 2 * 86_400_000) });
  const today = await answer('what ran today?');
  expect(today).toMatch(/^Today: 1 run\n✅ Weekly report · Friday 20 November, 07:42 · done$/);
  expect(await answer('what ran this week?')).toMatch(/2 runs/);
  expect(room.planner.asked).toHaveLength(0);
});

it('says what comes, in order and as far as it was asked', async () => {
  await scheduled('Weekly report', '0 9 * * 1');
  await scheduled('Water', '0 18 * * *');
  expect(await answer("what's next?")).toBe(
    'Coming up\nFriday 20 November, 18:00 · Water\nMonday 23 November, 09:00 · Weekly report',
  );
  expect(await answer("what's coming up tomorrow?")).toBe('Coming up: tomorrow\nSaturday 21 November, 18:00 · Water');
  expect((await answer("what's coming up this week?")).split('\n')).toHaveLength(9);
});

it('says of what starts often how often, and hides nothing that comes later behind it', async () => {
  await scheduled('Ping', '*/5 * * * *');
  await scheduled('Hourly', '0 9-19 * * *');
  await scheduled('Water', '0 18 * * *');
  expect(await answer("what's coming up today?")).toBe(
    [
      'Coming up: today',
      'Friday 20 November, 07:45, then every 5 minutes · Ping',
      'Friday 20 November, 09:00, then every hour from 09:00 to 19:00 · Hourly',
      'Friday 20 November, 18:00 · Water',
    ].join('\n'),
  );
  const tomorrow = await answer("what's coming up tomorrow?");
  expect(tomorrow).toContain('Saturday 21 November, 00:00, then every 5 minutes · Ping');
  expect(tomorrow).toContain('Saturday 21 November, 18:00 · Water');
});

it('says which reminders there are, and all there is with what waits', async () => {
  await scheduled('Water', '0 18 * * *', [
    { id: 'step_1', service: 'reminder', action: 'set_reminder', params: { message: 'Drink' } },
  ]);
  const report = await scheduled('Weekly report', '0 9 * * 1');
  expect(await answer('which reminders do I have?')).toMatch(/^You have 1 reminder\nWater: Friday 20 November, 18:00$/);
  room.planner.will(proposal('Payout'));
  await room.say('pay Otieno');
  const run = await ran(report, { status: 'running', completedAt: null, phase: 'waiting' });
  await room.engine.idle();
  await room.store.prompts.create({
    _id: `gate:${run._id}:a:0`,
    workspace: report.workspace,
    thread: room.thread,
    user: report.user,
    kind: 'gate',
    ref: `${run._id}:a:0`,
    detail: { title: 'Weekly report', choices: [] },
    key: 'run:gate:x',
    state: 'open',
    openedAt: room.clock.now(),
  });
  const all = await answer('what do I have?');
  expect(all).toMatch(/^You have 2 workflows\n/);
  expect(all).toMatch(/Weekly report: on · .* · waits for you/);
  expect(all).toContain('Not approved yet: “Payout”');
});

it('says of a run that was declined who declined it and when', async () => {
  const report = await scheduled('Weekly report', '0 9 * * 1');
  const run = await ran(report);
  const gate = {
    kind: 'approve',
    seal: 's',
    text: 'Go on?',
    deadline: '2026-11-27T07:42:00.000Z',
    decision: 'rejected',
    decidedBy: 'Wanjiru',
    at: '2026-11-20T07:42:30.000Z',
  };
  await room.store.steps.create(
    stepRow(run, 'ask', { action: 'approve', startedAt: room.clock.now(), gate } as Partial<StepRow>),
  );
  room.planner.will({
    kind: 'act',
    command: 'why',
    workflow: { id: report._id, name: report.name },
    needsConfirmation: false,
  });
  expect(await answer('why was it stopped?')).toBe(
    'The last run of “Weekly report” did not go on: declined by Wanjiru, Friday 20 November, 07:42.',
  );
});
