import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSchedules } from '../../src/temporal/schedules.ts';
import { type Harness, openHarness } from '../worker/support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

/** Seconds of the three limits, as Temporal keeps them of a run. */
async function limitsOf(id: string) {
  const { events } = await h.handle(id).fetchHistory();
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  const seconds = (of: { seconds?: { toString(): string } | null } | null | undefined) => Number(of?.seconds ?? 0);
  return [started?.workflowExecutionTimeout, started?.workflowRunTimeout, started?.workflowTaskTimeout].map(seconds);
}

it('holds runs of a bounded workflow, and only these, to its limits; those of another that runs it too', async () => {
  const step = { id: 'one', action: 'put' };
  const bounded = await h.approve({ profile: 'bounded', steps: [step] });
  const id = await h.start(bounded);
  await h.ended(id);
  expect(await limitsOf(id)).toEqual([86_400, 7200, 10]);
  const plain = await h.start(
    await h.approve({
      steps: [
        step,
        { id: 'sub', service: 'flow', action: 'run_workflow', params: { workflow: bounded.workflow.name } },
      ],
    }),
  );
  expect((await h.ended(plain)).execution).toMatchObject({ status: 'completed' });
  expect((await limitsOf(plain)).slice(0, 2)).toEqual([0, 0]);
  expect(await limitsOf(`${plain}-sub`)).toEqual([86_400, 7200, 10]);
});

it('gives a run that begins later its whole time', async () => {
  const approved = await h.approve({ profile: 'bounded', steps: [{ id: 'one', action: 'put' }] });
  const id = await h.start(approved, {}, {}, 3_600_000);
  expect(await limitsOf(id)).toEqual([86_400 + 3600, 7200, 10]);
  await h.handle(id).terminate();
});

it('holds what a schedule starts to them', async () => {
  const schedules = createSchedules({
    temporal: h.temporal,
    store: h.store,
    clock: { now: () => new Date() },
    log: h.log,
    queue: h.queue,
  });
  const approved = await h.approve({ profile: 'bounded', steps: [{ id: 'one', action: 'put' }] });
  const trigger = await h.trigger(approved, { scheduleCron: '0 9 * * 1' });
  await schedules.sync(trigger, approved.workflow);
  const { action } = await h.temporal.client.schedule.getHandle(`schedule-${trigger._id}`).describe();
  expect(action).toMatchObject({
    workflowExecutionTimeout: 86_400_000,
    workflowRunTimeout: 7_200_000,
    workflowTaskTimeout: 10_000,
  });
  await schedules.remove(trigger._id);
});
