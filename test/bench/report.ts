import { cpus, totalmem } from 'node:os';
import { temporalSpec } from '../../src/services/specs.ts';
import { SLOTS } from '../../worker/slots.ts';
import { type Burst, IN_FLIGHT } from './measure.ts';
import { LIMITS } from './product.ts';
import type { Shapes } from './shapes.ts';

/** All that was measured of one side, over all rounds. */
export interface Measured {
  /** Milliseconds from a webhook to its last effect, one at a time. */
  one: number[];
  bursts: Burst[];
  /** Seconds of processor time that the bursts took, by process. */
  cpu: Record<string, number>;
}

export interface Counts {
  rounds: number;
  one: number;
  burst: number;
}

export interface Results {
  machine: string;
  counts: Counts;
  limits: string[];
  firstReadyMs: number;
  readyMs: number;
  idleMb: number;
  nod: Measured;
  bare: Measured;
  shapes: Shapes;
}

/** A figure of both sides, and what it should be. */
interface Row {
  name: string;
  nod: number;
  bare?: number;
  unit: string;
  aim?: { ratio?: boolean; atLeast?: number; atMost?: number };
}

export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${first?.model.trim() || 'unknown'}), ${memory} GB, Node ${process.versions.node}`;
}

/** Everything that was set and might matter, a line each. */
export function limits(counts: Counts, host: string): string[] {
  const args = temporalSpec({ ui: true, namespace: 'default' }).args({ main: 0 }, '…');
  const flags = args.filter((_, at) => ['--dynamic-config-value', '--sqlite-pragma'].includes(args[at - 1] ?? ''));
  const slots = Object.entries(SLOTS).map(
    ([name, value]) => `${name}=${typeof value === 'object' ? value.maximum : value}`,
  );
  return [
    `Nod: ${Object.entries({ ...LIMITS, HTTP_ALLOW_PRIVATE: host })
      .map((pair) => pair.join('='))
      .join(' ')}`,
    `Workers of both: ${slots.join(' ')}`,
    `Temporal: ${flags.join(' ')}`,
    `Counts: ${counts.rounds} rounds of ${counts.one} runs one at a time and ${counts.burst} webhooks at once (${IN_FLIGHT} in flight), both sides in turn`,
  ];
}

export function rows(results: Results): Row[] {
  const both = (name: string, of: (measured: Measured) => number, unit: string, aim?: Row['aim']): Row => ({
    name,
    nod: of(results.nod),
    bare: of(results.bare),
    unit,
    ...(aim && { aim }),
  });
  return [
    both('(a) webhooks accepted', (side) => rate(side, (burst) => burst.runs / burst.acceptedPerSecond), '/s'),
    both('    202 after, p50', (side) => mean(side.bursts.map((burst) => burst.p50)), 'ms'),
    both('    202 after, p99', (side) => Math.max(...side.bursts.map((burst) => burst.p99)), 'ms'),
    both('(b) webhook to last effect, p50', (side) => percentile(side.one, 0.5), 'ms', { ratio: true, atMost: 1.5 }),
    both('    with quick steps', (side) => percentile(side.one, 0.5), 'ms', { ratio: true, atMost: 1 }),
    both('    webhook to last effect, p95', (side) => percentile(side.one, 0.95), 'ms'),
    both('(c) runs finished', (side) => rate(side, (burst) => burst.seconds), '/s', { ratio: true, atLeast: 0.85 }),
    both('    with quick steps', (side) => rate(side, (burst) => burst.seconds), '/s', { ratio: true, atLeast: 1.3 }),
    { name: 'Gateway and worker, idle', nod: results.idleMb, unit: 'MB', aim: { atMost: 350 } },
    { name: 'Ready, second start', nod: results.readyMs / 1_000, unit: 's', aim: { atMost: 10 } },
    { name: 'Ready, fresh data folder', nod: results.firstReadyMs / 1_000, unit: 's' },
    ...shapeRows(results.shapes),
  ];
}

function shapeRows({ loop, branches, gates }: Shapes): Row[] {
  return [
    { name: `(d) a loop of ${loop.items}`, nod: loop.seconds, unit: 's' },
    { name: '    events of its last history', nod: loop.events, unit: '' },
    { name: `(e) ${branches.count} branches`, nod: branches.seconds, unit: 's' },
    { name: '    events of their history', nod: branches.events, unit: '' },
    { name: `(f) ${gates.count} gates open after`, nod: gates.openSeconds, unit: 's' },
    { name: '    decided, all runs over, after', nod: gates.decideSeconds, unit: 's' },
    { name: '    gateway and worker meanwhile', nod: gates.megabytes, unit: 'MB' },
  ];
}

export function table(results: Results): string {
  const line = (cells: string[]) => cells.map((cell, at) => (at === 0 ? cell.padEnd(34) : cell.padStart(14))).join('');
  const lines = rows(results).map((row) => {
    const theirs = row.bare === undefined ? '' : `${row.bare.toFixed(1)} ${row.unit}`;
    const ratio = row.bare === undefined ? '' : (row.nod / row.bare).toFixed(2);
    return line([row.name, `${row.nod.toFixed(1)} ${row.unit}`, theirs, ratio, ...verdict(row)]).trimEnd();
  });
  const cost = (side: Measured) => {
    const runs = side.bursts.reduce((sum, burst) => sum + burst.runs, 0);
    const parts = Object.entries(side.cpu).map(([name, spent]) => `${name} ${((spent * 1_000) / runs).toFixed(1)}`);
    return parts.join(', ');
  };
  const each = (side: Measured) => side.bursts.map((burst) => (burst.runs / burst.seconds).toFixed(1)).join(', ');
  return [
    '',
    line(['', 'Nod', 'bare Temporal', 'ratio', 'aim', '']).trimEnd(),
    ...lines,
    '',
    `Processor time a run of (c) takes, ms: Nod: ${cost(results.nod)}; bare Temporal: ${cost(results.bare)}.`,
    `(c) round by round: Nod ${each(results.nod)}; bare Temporal ${each(results.bare)}. Every effect happened exactly once.`,
  ].join('\n');
}

function verdict({ aim, nod, bare }: Row): [string, string] {
  if (!aim) return ['', ''];
  const value = aim.ratio ? nod / (bare ?? Number.NaN) : nod;
  const met = value >= (aim.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (aim.atMost ?? Number.POSITIVE_INFINITY);
  return [aim.atLeast === undefined ? `at most ${aim.atMost}` : `at least ${aim.atLeast}`, met ? 'met' : 'MISSED'];
}

/** Runs per second over all bursts. */
function rate(side: Measured, secondsOf: (burst: Burst) => number): number {
  const sum = (of: (burst: Burst) => number) => side.bursts.reduce((all, burst) => all + of(burst), 0);
  return sum((burst) => burst.runs) / sum(secondsOf);
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
