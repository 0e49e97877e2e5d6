import { expect, it, vi } from 'vitest';
import { oneByOne, settled } from '../../src/dev.ts';

it('builds once for many files that are written together', () => {
  vi.useFakeTimers();
  try {
    const build = vi.fn();
    const written = settled(build, 300);
    for (let i = 0; i < 20; i++) {
      written();
      vi.advanceTimersByTime(100);
    }
    expect(build).not.toHaveBeenCalled();
    vi.advanceTimersByTime(300);
    expect(build).toHaveBeenCalledTimes(1);
  } finally {
    vi.useRealTimers();
  }
});

it('never builds twice at once, and builds what was written meanwhile', async () => {
  let under = 0;
  let most = 0;
  let builds = 0;
  const build = oneByOne(async () => {
    under += 1;
    most = Math.max(most, under);
    builds += 1;
    await Promise.resolve();
    under -= 1;
  });
  await Promise.all([build(), build(), build()]);
  expect({ most, builds }).toEqual({ most: 1, builds: 2 });
  await build();
  expect(builds).toBe(3);
});
