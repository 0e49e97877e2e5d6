import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/metrics.ts';
import { COUNTERS, GAUGES, HISTOGRAMS } from '../../src/metrics-table.ts';

interface RuleFile {
  groups: {
    name: string;
    rules: { alert: string; expr: string; labels: object; annotations: { summary: string } }[];
  }[];
}

const file = parse(readFileSync(new URL('../../docs/alerts.yml', import.meta.url), 'utf8')) as RuleFile;
const rules = file.groups.flatMap((group) => group.rules);
const labelsOf = new Map<string, readonly string[]>([
  ...Object.entries({ ...COUNTERS, ...GAUGES }).map(([name, spec]) => [name, spec.labels] as const),
  ...Object.entries(HISTOGRAMS).flatMap(([name, { labels }]) => [
    [`${name}_sum`, labels] as const,
    [`${name}_count`, labels] as const,
    [`${name}_bucket`, [...labels, 'le']] as const,
  ]),
]);

it('names each rule once, with what it is about', () => {
  expect(new Set(rules.map((rule) => rule.alert)).size).toBe(rules.length);
  for (const rule of rules) expect(rule.annotations.summary.length, rule.alert).toBeGreaterThan(10);
  expect(file.groups.find((group) => group.name === 'nod-runs')?.rules.map((rule) => rule.alert)).toEqual([
    'NodSuccessRateLow',
    'NodRunsSlow',
    'NodRunsFailed',
    'NodStepsCutOff',
    'NodWebhookRetries',
  ]);
});

it.each(rules.map((rule) => [rule.alert, rule.expr]))(
  '%s asks only for metrics and labels there are',
  (_name, expr) => {
    const used = [...expr.matchAll(/\b(nod_[a-z_]+)(?:\{([^}]*)\})?/g)];
    expect(used.length).toBeGreaterThan(0);
    for (const [, name = '', selectors = ''] of used) {
      const labels = labelsOf.get(name);
      expect(labels, name).toBeDefined();
      for (const [, label] of selectors.matchAll(/([a-z_]+)=~?"/g)) expect(labels).toContain(label);
    }
    const open = [...expr].reduce(
      (depth, sign) => depth + Number('([{'.includes(sign)) - Number(')]}'.includes(sign)),
      0,
    );
    expect(open).toBe(0);
  },
);

it('shows counters that a rule sees rise from nothing, before anything happened', async () => {
  const text = await createMetrics({ process: false }).text();
  for (const status of ['completed', 'failed']) {
    expect(text).toMatch(new RegExp(`^nod_executions_ended_total\\{status="${status}"\\} 0$`, 'm'));
  }
  expect(text).toMatch(/^nod_webhook_deliveries_total\{outcome="started"\} 0$/m);
  expect(text).toMatch(/^nod_webhook_retries_total 0$/m);
});
