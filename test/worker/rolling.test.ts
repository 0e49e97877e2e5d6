import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { createDeployments } from '../../src/temporal/deployments.ts';
import { buildOf, takeFirstPlace } from '../../worker/deployment.ts';
import { testBundle } from '../support/bundle.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';
import { addWorker } from './support/pair.ts';

/** A rolling deploy on the real server: a run stays with the build it began on, new runs go to the promoted one. */
const START = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));

let h: Harness;
beforeAll(async () => {
  h = await openHarness({}, { idle: true });
});
afterAll(() => h.close());

const soon = { timeout: 30_000, interval: 100 };

async function gateOf(id: string) {
  return vi.waitFor(async () => {
    const { gates } = (await h.runs.query(`run-${id}`)) as { gates: { seal: string }[] };
    expect(gates).toHaveLength(1);
    return gates[0] as { seal: string };
  }, soon);
}

async function approveGate(id: string): Promise<void> {
  const { seal } = await gateOf(id);
  const decision = { step: 'ask', iteration: 0, decision: 'approve', user: PERSON.user, name: PERSON.name } as const;
  expect(await h.runs.decide(`run-${id}`, { ...decision, actionId: `tap-${id}`, seal })).toMatchObject({
    result: 'accepted',
  });
}

/** `npm run builds`: the lines it prints. */
async function builds(deployment: string, ...args: string[]): Promise<string[]> {
  const env = { ...process.env, WORKER_DEPLOYMENT: deployment, TEMPORAL_HOST: inject('services').temporal };
  const { stdout } = await promisify(execFile)(process.execPath, [START, 'builds', ...args], { env, cwd: tmpdir() });
  return stdout.trim().split('\n');
}

/** Which build carried out the last task of a run. */
async function buildOfRun(id: string): Promise<string | undefined> {
  const { raw } = await h.handle(id).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? undefined;
}

it('names a build by the code of its workflows, wherever it was bundled', async () => {
  const { codePath } = await testBundle();
  const build = await buildOf({ codePath });
  expect(build).toMatch(/^[0-9a-f]{12}$/);
  const code = 'export const a = 1;';
  expect(await buildOf({ code: `${code}\n//# sourceMappingURL=data:here` })).toBe(
    await buildOf({ code: `${code}\n//# sourceMappingURL=data:there` }),
  );
  expect(await buildOf({ code: `${code} ` })).not.toBe(await buildOf({ code }));
});

it('keeps a run with its build while new runs go to the next one', { timeout: 120_000 }, async () => {
  const deployment = `nod-${h.queue}`;
  const deployments = createDeployments({ temporal: h.temporal, deployment, identity: 'test' });
  const first = await addWorker(h, { deployment, build: 'one' });
  const watching = { log: h.log, ending: new AbortController().signal };
  await takeFirstPlace(deployments, 'one', watching);
  expect(await deployments.current()).toBe('one');

  const approved = await h.approve({
    steps: [{ id: 'ask', service: 'flow', action: 'approve', params: { timeout: '1h' } }, { id: 'then' }],
  });
  const old = await h.start(approved);
  await gateOf(old);
  expect(await buildOfRun(old)).toBe('one');

  const second = await addWorker(h, { deployment, build: 'two' });
  // A later build does not take over by itself.
  await takeFirstPlace(deployments, 'two', watching);
  expect(await deployments.current()).toBe('one');
  // As an operator does it.
  await vi.waitFor(
    async () => expect((await builds(deployment)).join('\n')).toMatch(/^two +0 runs +waits: promote it/m),
    soon,
  );
  const [promoted] = (await builds(deployment, '--promote', 'two')).filter((line) => line.startsWith('two'));
  expect(promoted).toMatch(/new runs go here$/);
  expect(await deployments.current()).toBe('two');
  await expect(builds(deployment, '--promote', 'three')).rejects.toThrow(
    /There is no build “three” of nod-.*two and one/,
  );
  const fresh = await h.start(approved);
  await gateOf(fresh);
  expect(await buildOfRun(fresh)).toBe('two');
  await vi.waitFor(async () => {
    const builds = await deployments.builds();
    expect(builds).toContainEqual({ id: 'one', current: false, running: 1, fresh: false });
    expect(builds).toContainEqual({ id: 'two', current: true, running: 1, fresh: false });
  }, soon);

  const before = second.calls();
  await approveGate(old);
  expect((await h.ended(old)).execution.status).toBe('completed');
  expect(await buildOfRun(old)).toBe('one');
  expect(second.calls()).toBe(before);

  // Nothing runs on the first any more: its workers can go.
  await vi.waitFor(async () => {
    expect(await deployments.builds()).toContainEqual({ id: 'one', current: false, running: 0, fresh: false });
  }, soon);
  expect((await first.stop()).handedOver).toEqual([]);
  await approveGate(fresh);
  expect((await h.ended(fresh)).execution.status).toBe('completed');
  await second.stop();
});
