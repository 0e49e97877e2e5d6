import { expect, it } from 'vitest';
import { createRunLinks } from '../../src/gateway-runs.ts';

/** Where a run's card leads to: its page on this machine, Temporal's own pages elsewhere, and nowhere that cannot be reached. */
const config = { TEMPORAL_UI_URL: undefined, TEMPORAL_NAMESPACE: 'nod.acct', PUBLIC_URL: undefined };
const publicUrl = 'http://localhost:3000';
const run = { _id: 'run_1', temporalWorkflowId: 'run-run_1' };
const linksOf = (more: Partial<Parameters<typeof createRunLinks>[0]['config']> = {}, uiUrl?: string) =>
  createRunLinks({ config: { ...config, ...more }, publicUrl, uiUrl });

it('leads to the page of the run in the web chat, and only where that page opens', () => {
  expect(linksOf().ofRun('web:t1', run)).toEqual({
    kind: 'link',
    text: 'Each step',
    url: 'http://localhost:3000/#/run/run_1',
  });
  expect(linksOf({ PUBLIC_URL: 'https://nod.example' }).ofRun('web:t1', run)).toBeNull();
});

it('leads to Temporal elsewhere, where people are told its address', () => {
  const there = linksOf({ TEMPORAL_UI_URL: 'https://temporal.example/' });
  expect(there.ofRun('slack:C1', run)).toEqual({
    kind: 'link',
    text: 'Its history in Temporal',
    url: 'https://temporal.example/namespaces/nod.acct/workflows/run-run_1',
  });
  // A schedule's runs are named there by the time they were for.
  const scheduled = { _id: 'run_2', temporalWorkflowId: 'schedule-trg_1-2026-11-30T09:00:00Z' };
  expect(there.ofRun('slack:C1', scheduled)?.url).toBe(
    'https://temporal.example/namespaces/nod.acct/workflows/schedule-trg_1-2026-11-30T09%3A00%3A00Z',
  );
  // What only this machine reaches is no link for people elsewhere.
  for (const own of ['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080'])
    expect(linksOf({ TEMPORAL_UI_URL: own }).ofRun('whatsapp:1', run)).toBeNull();
  expect(linksOf({}, 'http://127.0.0.1:8233').ofRun('slack:C1', run)).toBeNull();
});

it('leads operators on this machine to the pages of the Temporal started here', () => {
  expect(linksOf({}, 'http://127.0.0.1:8233/').temporalPage('run-run a')).toBe(
    'http://127.0.0.1:8233/namespaces/nod.acct/workflows/run-run%20a',
  );
  expect(linksOf().temporalPage('run-run_1')).toBeNull();
});
