import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { deadline } from '../src/deadline.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const heard = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));

test('it comes, even where nobody but who listens keeps it', async () => {
  const other = new AbortController();
  const begin = () => heard(deadline(100, other.signal, undefined).signal);
  const reason = begin();
  gc();
  expect(await reason).toMatchObject({ name: 'TimeoutError' });
});

test('what is heard first counts', async () => {
  const other = new AbortController();
  const stopped = deadline(60_000, undefined, other.signal);
  expect([stopped.signal.aborted, stopped.passed()]).toEqual([false, false]);
  other.abort('stopped');
  expect([stopped.signal.aborted, stopped.signal.reason, stopped.passed()]).toEqual([true, 'stopped', false]);
  stopped.clear();
  expect(deadline(60_000, other.signal).signal).toMatchObject({ aborted: true, reason: 'stopped' });
  const short = deadline(1);
  await heard(short.signal);
  expect(short.passed()).toBe(true);
});

test('cleared, it never comes, and nothing is left listening', async () => {
  const other = new AbortController();
  const over = deadline(1, other.signal);
  over.clear();
  const later = deadline(20);
  await heard(later.signal);
  other.abort();
  expect([over.signal.aborted, over.passed()]).toEqual([false, false]);
});
