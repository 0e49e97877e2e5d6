import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';
import { addWorker } from './support/pair.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness({}, { idle: true });
});
afterAll(() => h.close());

it('names the run in every line that its work logs', { timeout: 60_000 }, async () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', 'worker', [], { write: (line: string) => void lines.push(JSON.parse(line)) });
  h.world.on('write', async (params) => {
    log.info({ to: params.to }, 'inside');
    return { id: 'done' };
  });
  const worker = await addWorker(h);
  const approved = await h.approve({ steps: [{ id: 'one', params: { to: '{{ trigger.to }}' } }] });
  const ids = await Promise.all(['a', 'b', 'c'].map((to) => h.start(approved, { to })));
  await Promise.all(ids.map((id) => h.ended(id)));
  await worker.stop();
  for (const [at, to] of ['a', 'b', 'c'].entries()) {
    expect(lines.find((line) => line.to === to)).toMatchObject({
      workspace: PERSON.workspace,
      execution: ids[at],
      temporalWorkflow: `run-${ids[at]}`,
    });
  }
});
