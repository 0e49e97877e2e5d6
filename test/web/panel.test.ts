import { expect, it } from 'vitest';
import { createPanel } from '../../adapters/web/panel.ts';
import type { StepRow } from '../../src/store/runs.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import { executionRow, stepRow } from '../chat/fake-automation.ts';
import { type Room, roomForEach } from '../chat/support.ts';

/** What stands beside the conversation, read from what is stored. */
let room: Room;
roomForEach((one) => {
  room = one;
});

const AT = new Date('2026-11-20T07:42:00.000Z');
const LATER = new Date('2026-11-20T08:00:00.000Z');

async function lastRunOf(of: WorkflowRow) {
  const panel = createPanel({
    store: room.store,
    clock: { now: () => LATER },
    triggerWords: () => '',
    nextRun: () => null,
    serviceTitle: (service) => service,
    paramWords: () => [],
    settings: async () => ({
      planner: { name: '', detail: '' },
      platforms: [],
      connectable: [],
      health: [],
      dataDir: '',
    }),
    connect: async () => '',
    logIn: () => {},
  });
  const rows = await panel.workflows({ workspace: of.workspace, user: of.user, name: 'Wanjiru', admin: true } as never);
  return rows.find((row) => row.id === of._id)?.lastRun;
}

it('says whom a run waits for, also where a later one went well', async () => {
  const { store } = room;
  const of = await room.workflow('Payout');
  const run = executionRow(of, { status: 'running', phase: 'waiting', completedAt: null, startedAt: AT });
  const later = executionRow(of, { status: 'completed', phase: null, startedAt: LATER, completedAt: LATER });
  await store.executions.create([run, later]);
  expect(await lastRunOf(of)).toMatchObject({ id: later._id, state: 'completed', waits: null });
  const gate = {
    kind: 'approve',
    seal: 's',
    text: 'Pay?',
    deadline: LATER.toISOString(),
    deciders: ['u_anna'],
    names: 'Anna',
  };
  await store.steps.create(
    stepRow(run, 'ask', {
      action: 'approve',
      state: 'waiting',
      startedAt: AT,
      endedAt: null,
      gate,
    } as Partial<StepRow>),
  );
  expect(await lastRunOf(of)).toMatchObject({ id: run._id, state: 'running', waits: 'Waits for Anna' });
  await store.steps.updateMany({ workspace: of.workspace }, { $set: { 'gate.deciders': [of.user] } });
  expect(await lastRunOf(of)).toMatchObject({ waits: 'Waits for you' });
});
