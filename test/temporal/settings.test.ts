import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';

/** Where Temporal is, under both of the names there are for it. */
it.each<[string, Record<string, string>, string | undefined]>([
  ['the name of its own tools', { TEMPORAL_ADDRESS: 'temporal.example:7233' }, 'temporal.example:7233'],
  ['ours', { TEMPORAL_HOST: 'temporal.example:7234' }, 'temporal.example:7234'],
  ['ours first', { TEMPORAL_HOST: 'one.example:7233', TEMPORAL_ADDRESS: 'two.example:7233' }, 'one.example:7233'],
  ['the other where ours is empty', { TEMPORAL_HOST: ' ', TEMPORAL_ADDRESS: 'two.example:7233' }, 'two.example:7233'],
])('is read from %s', (_what, env, host) => {
  expect(readConfig({ NODE_ENV: 'test', ...env }).TEMPORAL_HOST).toBe(host);
});
