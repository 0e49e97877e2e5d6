import { setTimeout as pause } from 'node:timers/promises';
import { approved, type Call } from './api.ts';
import { now } from './clock.ts';
import { memoryOf } from './processes.ts';
import type { World } from './world.ts';

/** Runs of other shapes than two steps: one long loop, many branches, and a great many that wait for a yes. Of Nod alone. */
export interface Shapes {
  loop: { items: number; seconds: number; events: number };
  branches: { count: number; seconds: number; events: number };
  gates: { count: number; openSeconds: number; decideSeconds: number; megabytes: number };
}

export interface ShapeCounts {
  loop: number;
  branches: number;
  gates: number;
}

const MOST_MS = 600_000;
const LOOK_MS = 100;
/** Requests under way at once. */
const AT_ONCE = 25;

type Run = { status: string; error_message: string | null; steps: { state: string; gate: { seal: string } | null }[] };
type Begun = { execution_id: string };

export async function shapesOf(
  { call, roles, say }: { call: Call; roles: number[]; say(text: string): void },
  world: World,
  counts: ShapeCounts,
): Promise<Shapes> {
  say(`A loop of ${counts.loop} …`);
  const loop = await loopOf(call, world, counts.loop);
  say(`${counts.branches} branches side by side …`);
  const branches = await branchesOf(call, world, counts.branches);
  say(`${counts.gates} runs that wait for a yes …`);
  return { loop, branches, gates: await gatesOf(call, roles, counts.gates) };
}

const effect = (world: World, id: string) => ({
  service: 'http',
  action: 'request',
  params: { url: world.url, method: 'POST', body: { id, step: 'second' } },
});

async function loopOf(call: Call, world: World, items: number): Promise<Shapes['loop']> {
  const workflow = await approved(call, {
    name: 'A long loop',
    triggers: [{ type: 'manual' }],
    steps: [{ id: 'each', for_each: '{{ trigger.items }}', max_parallel: 20, ...effect(world, '{{ item }}') }],
  });
  const ids = Array.from({ length: items }, (_, at) => `loop-${at}`);
  const took = await timed(call, workflow, { items: ids });
  world.mustBeExact(ids, ['second']);
  return { items, ...took };
}

async function branchesOf(call: Call, world: World, count: number): Promise<Shapes['branches']> {
  const ids = Array.from({ length: count }, (_, at) => `branch-${at}`);
  const workflow = await approved(call, {
    name: 'Many branches',
    triggers: [{ type: 'manual' }],
    steps: ids.map((id, at) => ({ id: `step_${at + 1}`, needs: [], ...effect(world, id) })),
  });
  const took = await timed(call, workflow, {});
  world.mustBeExact(ids, ['second']);
  return { count, ...took };
}

/** One run to its end: seconds, and events of its history at Temporal (the last one, where it went on in fresh ones). */
async function timed(call: Call, workflow: string, inputs: object): Promise<{ seconds: number; events: number }> {
  const began = now();
  const { execution_id: id } = await call<Begun>('POST', `/api/workflows/${workflow}/run`, { inputs });
  const path = `/api/workflows/${workflow}/executions/${id}`;
  const run = await until(`the run of ${workflow}`, async () => {
    const found = await call<Run>('GET', path);
    return found.status === 'running' ? null : found;
  });
  const seconds = (now() - began) / 1000;
  if (run.status !== 'completed') throw new Error(`${workflow}: ${run.status} ${run.error_message ?? ''}`);
  const { history_length: events } = await call<{ history_length: number }>('GET', `${path}/describe`);
  return { seconds, events };
}

async function gatesOf(call: Call, roles: number[], count: number): Promise<Shapes['gates']> {
  const workflow = await approved(call, {
    name: 'Many gates',
    triggers: [{ type: 'manual' }],
    steps: [{ id: 'ok', service: 'flow', action: 'approve', params: { message: 'Go on?' } }],
  });
  const base = `/api/workflows/${workflow}`;
  const numbers = Array.from({ length: count }, (_, at) => at);
  const began = now();
  const begun = await together(numbers, () => call<Begun>('POST', `${base}/run`, {}));
  const seals = await together(begun, ({ execution_id: id }) =>
    until(`gate of ${id}`, async () => {
      const { steps } = await call<Run>('GET', `${base}/executions/${id}`);
      return steps.find((step) => step.state === 'waiting')?.gate?.seal ?? null;
    }),
  );
  const openSeconds = (now() - began) / 1000;
  const megabytes = memoryOf(roles);
  const deciding = now();
  await together(begun, async ({ execution_id: id }, at) => {
    const said = { step: 'ok', decision: 'approve', seal: seals[at] };
    const { result } = await call<{ result: string }>('POST', `${base}/executions/${id}/decisions`, said);
    if (result !== 'accepted') throw new Error(`A decision was ${result}.`);
  });
  await until('the last of the runs that waited', async () => {
    const { execution_count: done } = await call<{ execution_count: number }>('GET', base);
    return done >= count ? true : null;
  });
  return { count, openSeconds, decideSeconds: (now() - deciding) / 1000, megabytes };
}

/** Works through a list, so many at once; results in its order. */
async function together<T, R>(list: T[], work: (one: T, at: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < list.length; at = next++) results[at] = await work(list[at] as T, at);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, list.length) }, lane));
  return results;
}

async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  for (const end = now() + MOST_MS; ; await pause(LOOK_MS)) {
    const found = await look();
    if (found !== null) return found;
    if (now() > end) throw new Error(`${what}: not within ${MOST_MS / 1000} s`);
  }
}
