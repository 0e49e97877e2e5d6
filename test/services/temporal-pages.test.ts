import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { createRunLinks } from '../../src/gateway-runs.ts';
import { temporalSpec } from '../../src/services/specs.ts';

/** Temporal's own pages: where they are opened, and that runs lead there. */
interface Compose {
  services: Record<string, { ports?: string[]; environment?: Record<string, string> }>;
  'x-nod': { environment: Record<string, string> };
}
const compose = parse(readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8')) as Compose;

it('are at 8080 in docker-compose.yml, for the machine alone, beside the Temporal that runs there', () => {
  const pages = compose.services['temporal-ui'];
  expect(pages?.ports).toEqual(['127.0.0.1:8080:8080']);
  expect(pages?.environment?.TEMPORAL_ADDRESS).toBe(compose['x-nod'].environment.TEMPORAL_HOST);
});

it('are where runs lead with the settings of docker-compose.yml', () => {
  const { TEMPORAL_UI_URL } = compose['x-nod'].environment;
  const config = { TEMPORAL_UI_URL, TEMPORAL_NAMESPACE: 'default', PUBLIC_URL: undefined };
  expect(createRunLinks({ config, publicUrl: 'http://127.0.0.1:3000' }).temporalPage('run-run_1')).toBe(
    'http://127.0.0.1:8080/namespaces/default/workflows/run-run_1',
  );
});

it('are opened by npm start, on this machine alone, and by nothing else', () => {
  const args = (ui: boolean) =>
    temporalSpec({ ui, namespace: 'default' }).args({ main: 1, http: 2, metrics: 3, ui: 4 }, 'folder').join(' ');
  expect(args(true)).toContain('--ui-ip 127.0.0.1 --ui-port 4');
  expect(args(false)).toContain('--headless');
});
