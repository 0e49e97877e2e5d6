import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { AutomationDeps } from '../../src/automation/deps.ts';
import { createEnding } from '../../src/automation/ending.ts';
import { createLeftovers } from '../../src/automation/leftovers.ts';
import { AppError } from '../../src/errors.ts';
import type { Runs } from '../../src/temporal/types.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

const PATIENCE = { timeout: 20_000 };
const deps = (runs: Runs) =>
  ({
    store: h.store,
    runs,
    clock: { now: () => new Date() },
    wake: { run() {} },
    log: h.log,
  }) as unknown as AutomationDeps;

async function parentAndChild(): Promise<string> {
  const rest = { id: 'rest', service: 'flow', action: 'wait', params: { duration: '1h' } };
  const child = await h.approve({ steps: [rest] });
  const step = { service: 'flow', action: 'run_workflow', params: { workflow: child.workflow.name } };
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'first', action: 'put' },
        { id: 'child', ...step },
      ],
    }),
  );
  await vi.waitFor(async () => expect((await h.steps(`${id}-child`)).rest?.state).toBe('waiting'), PATIENCE);
  return id;
}

it('says how Temporal sees a run and how far it is, and ends it at once with all it started', async () => {
  const ending = createEnding(deps(h.runs));
  const id = await parentAndChild();
  expect(await ending.describe(PERSON, id)).toMatchObject({ status: 'RUNNING', closedAt: null, queue: h.queue });
  expect(await ending.state(PERSON, id)).toMatchObject({ paused: false, progress: 50 });
  const row = await ending.terminate(PERSON, id, 'wrong customer');
  expect(row).toMatchObject({ status: 'cancelled', phase: null, errorMessage: 'wrong customer' });
  expect(await h.execution(`${id}-child`)).toMatchObject({ status: 'cancelled', errorMessage: 'wrong customer' });
  expect((await h.steps(`${id}-child`)).rest).toMatchObject({ state: 'failed' });
  for (const one of [id, `${id}-child`])
    expect(await ending.describe(PERSON, one)).toMatchObject({ status: 'TERMINATED' });
  await expect(ending.terminate(PERSON, id, 'again')).rejects.toThrow('has ended');
  await expect(ending.describe({ ...PERSON, user: 'usr_2' }, id)).rejects.toThrow('someone else');
});

it('holds although Temporal is away, which hears of it later', async () => {
  const away = { ...h.runs, terminate: () => Promise.reject(new AppError('unavailable', 'away')) };
  const id = await parentAndChild();
  expect((await createEnding(deps(away)).terminate(PERSON, id, 'enough')).status).toBe('cancelled');
  expect((await h.handle(id).describe()).status.name).toBe('RUNNING');
  await createLeftovers(deps(h.runs))();
  expect((await h.handle(id).describe()).status.name).toBe('TERMINATED');
  expect((await h.execution(id)).asked).toBeNull();
});
