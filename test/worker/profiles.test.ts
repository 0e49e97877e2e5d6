import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PROFILES } from '../../src/automation/definition.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { readFigures } from '../../worker/activities/figures.ts';
import { backoffMs, durationMs, FIGURES, profileOf } from '../../worker/activities/profiles.ts';

/** S1.28–36, S2.25–26, S4.27 and the figures of S3 that actions bring with them. */
const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
const spec = (service: string, action: string) => {
  const found = createCatalogue().action(service, action);
  if (!found) throw new Error(`there is no ${service}.${action}`);
  return found;
};
const http = spec('http', 'request');

describe('profiles', () => {
  it.each([
    [
      'model',
      { timeoutMs: 10 * MINUTE, totalMs: 15 * MINUTE, heartbeatMs: 30 * SECOND, attempts: 3, initialMs: SECOND },
    ],
    ['extended', { timeoutMs: 20 * MINUTE, attempts: 5, backoff: 2 }],
    ['batch', { timeoutMs: HOUR, heartbeatMs: 30 * SECOND, attempts: 5 }],
    ['long', { timeoutMs: 2 * HOUR, totalMs: 3 * HOUR, heartbeatMs: 5 * MINUTE, attempts: 3, maxMs: 10 * MINUTE }],
    ['standard', { attempts: 3, initialMs: SECOND, backoff: 2, maxMs: MINUTE }],
  ] as const)('%s', (name, figures) => {
    expect(FIGURES[name]).toMatchObject(figures);
    expect(profileOf({ profile: name }, http)).toMatchObject(figures);
  });

  it('are the action’s own unless the step names another, or figures', () => {
    expect(profileOf({}, http)).toMatchObject({ timeoutMs: 30 * SECOND, attempts: 3 });
    expect(profileOf({}, spec('llm', 'generate')).timeoutMs).toBe(10 * MINUTE);
    const own = profileOf({ profile: 'long', timeout: '90s', retry: { attempts: 2, initial: '5s', max: '20s' } }, http);
    expect(own).toMatchObject({ timeoutMs: 90 * SECOND, attempts: 2, initialMs: 5000, maxMs: 20_000, backoff: 2 });
    // The whole never ends before its parts.
    expect(profileOf({ profile: 'model', timeout: '1h', retry: { attempts: 3 } }, http).totalMs).toBeGreaterThan(
      3 * HOUR,
    );
  });

  it('wait longer each time, up to their most; what the provider asks for counts before that, up to an hour', () => {
    const waits = [1, 2, 3, 4, 5, 9].map((attempt) => backoffMs(attempt, undefined, FIGURES.standard));
    expect(waits).toEqual([1, 2, 4, 8, 16, 60].map((seconds) => seconds * SECOND));
    expect(backoffMs(1, 90_000, FIGURES.standard)).toBe(90_000);
    expect(backoffMs(5, 10, FIGURES.standard)).toBe(10);
    expect(backoffMs(1, 5 * HOUR, FIGURES.standard)).toBe(HOUR);
    expect(durationMs('20 minutes')).toBe(20 * MINUTE);
  });
});

describe('the file of figures', () => {
  const dir = mkdtempSync(join(tmpdir(), 'nod-profiles-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const file = (content: unknown): string => {
    const path = join(dir, 'profiles.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  it('changes what it names and nothing else', () => {
    const path = file({
      http: { timeout: '2m', attempts: 4, initial: '500ms' },
      long: { total: '5h', heartbeat: '1m' },
    });
    const figures = readFigures(path);
    expect(figures.http).toEqual({ ...FIGURES.http, timeoutMs: 2 * MINUTE, attempts: 4, initialMs: 500 });
    expect(figures.long).toEqual({ ...FIGURES.long, totalMs: 5 * HOUR, heartbeatMs: MINUTE });
    for (const name of PROFILES.filter((one) => one !== 'http' && one !== 'long'))
      expect(figures[name]).toEqual(FIGURES[name]);
    expect(profileOf({}, http, figures)).toMatchObject({ timeoutMs: 2 * MINUTE, attempts: 4 });
    expect(readFigures(file({}))).toEqual(FIGURES);
    expect(readFigures(file({ model: { timeout: '30m' } })).model.totalMs).toBeGreaterThanOrEqual(90 * MINUTE);
  });

  it.each([
    ['nothing readable', '{', /PROFILES_FILE .* cannot be read/],
    ['a profile there is not', { quick: { timeout: '1s' } }, /PROFILES_FILE/],
    ['a field there is not', { http: { timeouts: '1s' } }, /http.*timeouts/],
    ['no time', { http: { timeout: 'soon' } }, /http\.timeout: a time up to a day is expected/],
    ['too many attempts', { http: { attempts: 21 } }, /http\.attempts/],
    ['a wait that shrinks', { http: { backoff: 0.5 } }, /http\.backoff/],
    ['a heartbeat faster than any step’s', { http: { heartbeat: '3s' } }, /http\.heartbeat: at least 15 s/],
    ['a whole shorter than its part', { long: { timeout: '4h', total: '1h' } }, /long\.total/],
    ['a list', [], /the whole/],
  ])('that holds %s stops the start and says why', (_what, content, why) => {
    expect(() => readFigures(file(content))).toThrow(why);
  });
});
