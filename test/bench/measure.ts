import { setTimeout as pause } from 'node:timers/promises';
import autocannon from 'autocannon';
import { now, within } from './clock.ts';
import type { World } from './world.ts';

/** Something that starts a run of two steps for each webhook it takes. */
export interface Subject {
  url: string;
  /** Headers that prove where a body comes from. */
  headers(body: string): Record<string, string>;
  /** Runs that have come to their end since it was made. */
  completed(): Promise<number>;
}

/** One burst of webhooks. */
export interface Burst {
  runs: number;
  acceptedPerSecond: number;
  /** Milliseconds to the 202. */
  p50: number;
  p99: number;
  /** Seconds from the first webhook until the last run was completed. */
  seconds: number;
}

export const IN_FLIGHT = 50;
const ONE_MS = 30_000;
const BURST_MS = 300_000;
const LOOK_MS = 10;

let count = 0;
const nextId = () => `event-${process.pid}-${++count}`;
const bodyOf = (id: string) => JSON.stringify({ id });

/** Milliseconds from a webhook to the last effect of its run, `times` times, one at a time. */
export async function oneByOne(subject: Subject, world: World, times: number): Promise<number[]> {
  const took: number[] = [];
  const ids: string[] = [];
  const before = await subject.completed();
  for (let i = 0; i < times; i++) {
    const id = nextId();
    ids.push(id);
    took.push(await one(subject, world, id));
  }
  await ended(subject, before + times);
  world.mustBeExact(ids);
  return took;
}

async function one(subject: Subject, world: World, id: string): Promise<number> {
  const body = bodyOf(id);
  const began = now();
  const answer = await fetch(subject.url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...subject.headers(body) },
  });
  const said = await answer.text();
  if (answer.status !== 202) throw new Error(`A webhook was refused: ${answer.status} ${said}`);
  return (await within(ONE_MS, 'the last effect of a run', world.finished(id))) - began;
}

/** `runs` webhooks, 50 in flight, until the last run is completed. Throws unless each effect happened exactly once. */
export async function burst(subject: Subject, world: World, runs: number): Promise<Burst> {
  const ids: string[] = [];
  const before = await subject.completed();
  const began = now();
  const result = await autocannon({
    url: subject.url,
    connections: Math.min(IN_FLIGHT, runs),
    amount: runs,
    timeout: 60,
    requests: [
      {
        method: 'POST',
        setupRequest(request, context) {
          const id = nextId();
          context.id = id;
          const body = bodyOf(id);
          return { ...request, body, headers: { 'content-type': 'application/json', ...subject.headers(body) } };
        },
        onResponse(status, _body, context) {
          if (status === 202 && context.id) ids.push(context.id);
        },
      },
    ],
  });
  const accepted = now();
  if (ids.length !== runs || new Set(ids).size !== runs) {
    const { non2xx, errors } = result;
    throw new Error(`${ids.length} of ${runs} webhooks were accepted (${non2xx} refused, ${errors} failed)`);
  }
  await within(BURST_MS, 'the last effects', Promise.all(ids.map((id) => world.finished(id))));
  await ended(subject, before + runs);
  const seconds = (now() - began) / 1_000;
  world.mustBeExact(ids);
  const { p50, p99 } = result.latency;
  return { runs, acceptedPerSecond: runs / ((accepted - began) / 1_000), p50, p99, seconds };
}

/** Waits until so many runs have come to their end. */
async function ended(subject: Subject, wanted: number): Promise<void> {
  for (const until = now() + BURST_MS; (await subject.completed()) < wanted; await pause(LOOK_MS)) {
    if (now() > until) throw new Error('some runs acted and were never completed');
  }
}
