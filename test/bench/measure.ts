import autocannon from 'autocannon';
import type { Sink } from './sink.ts';

/** Something that starts a run of two steps for each webhook it takes. */
export interface Subject {
  url: string;
  /** Headers that prove where a body comes from. */
  headers(body: string): Record<string, string>;
}

export interface Measured {
  /** Webhooks accepted per second, and milliseconds to the 202, at 50 in flight. */
  acceptedPerSecond: number;
  acceptP50: number;
  acceptP99: number;
  /** Milliseconds from a webhook to its last effect, one at a time. */
  oneP50: number;
  oneP99: number;
  /** Runs per second from the first webhook of the burst to the last effect. */
  runsPerSecond: number;
}

const IN_FLIGHT = 50;
const WARM_UP = 20;

export async function measure(subject: Subject, sink: Sink, counts: { one: number; burst: number }): Promise<Measured> {
  for (let i = 0; i < WARM_UP; i++) await one(subject, sink);
  const times: number[] = [];
  for (let i = 0; i < counts.one; i++) times.push(await one(subject, sink));
  times.sort((a, b) => a - b);

  const finished = sink.allFinished(counts.burst);
  const began = performance.now();
  const result = await autocannon({
    url: subject.url,
    connections: IN_FLIGHT,
    amount: counts.burst,
    timeout: 60,
    requests: [
      {
        method: 'POST',
        setupRequest(request) {
          const body = JSON.stringify({ id: nextId() });
          return { ...request, body, headers: { 'content-type': 'application/json', ...subject.headers(body) } };
        },
      },
    ],
  });
  const accepted = performance.now();
  if (result['2xx'] !== counts.burst) {
    throw new Error(
      `${result['2xx']} of ${counts.burst} webhooks were accepted (${result.non2xx} refused, ${result.errors} failed)`,
    );
  }
  const last = await finished;
  return {
    acceptedPerSecond: counts.burst / ((accepted - began) / 1_000),
    acceptP50: result.latency.p50,
    acceptP99: result.latency.p99,
    oneP50: percentile(times, 0.5),
    oneP99: percentile(times, 0.99),
    runsPerSecond: counts.burst / ((last - began) / 1_000),
  };
}

/** Sends one webhook and waits for its last effect: milliseconds. */
async function one(subject: Subject, sink: Sink): Promise<number> {
  const id = nextId();
  const body = JSON.stringify({ id });
  const finished = sink.finished(id);
  const began = performance.now();
  const answer = await fetch(subject.url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...subject.headers(body) },
  });
  if (!answer.ok) throw new Error(`The webhook was refused: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return (await finished) - began;
}

let count = 0;
const nextId = () => `event-${process.pid}-${++count}`;

/** `sorted` ascending. */
function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
