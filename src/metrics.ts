import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import {
  COUNTERS,
  type CounterLabels,
  type CounterName,
  GAUGES,
  type GaugeLabels,
  type GaugeName,
  HISTOGRAMS,
  type HistogramLabels,
  type HistogramName,
  type Reading,
} from './metrics-table.ts';

/** What is measured of a process, for Prometheus. No call of it throws or waits, except `text`. */
export interface Metrics {
  count<N extends CounterName>(name: N, labels: CounterLabels<N>, by?: number): void;
  /** `value` in the unit of the name: seconds, or a plain number. */
  observe<N extends HistogramName>(name: N, labels: HistogramLabels<N>, value: number): void;
  set<N extends GaugeName>(name: N, labels: GaugeLabels<N>, value: number): void;
  /** Reads these gauges whenever somebody looks; what a reading does not name any more is gone. */
  onScrape(names: readonly GaugeName[], read: () => Promise<Reading[]>): void;
  /** Everything in Prometheus' text format. */
  text(): Promise<string>;
  contentType: string;
}

/** Combinations of labels one metric may have: whatever comes beyond is counted as `other`. */
const MOST_SERIES = 400;
const MOST_CHARACTERS = 60;
const OTHER = 'other';

type Labels = Record<string, string>;

/** A registry of its own, with the process' own figures (memory, event loop, garbage collection) unless told otherwise. */
export function createMetrics(options: { process?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.process !== false) collectDefaultMetrics({ register: registry });
  const make = <T extends Record<string, { help: string; labels: readonly string[] }>, M>(
    table: T,
    one: (name: string, spec: T[keyof T]) => M,
  ) => new Map(Object.entries(table).map(([name, spec]) => [name, one(name, spec as T[keyof T])]));
  const common = (name: string, spec: { help: string; labels: readonly string[] }) => ({
    name,
    help: spec.help,
    labelNames: [...spec.labels],
    registers: [registry],
  });
  const counters = make(COUNTERS, (name, spec) => {
    const counter = new Counter(common(name, spec));
    if ('from' in spec) for (const labels of spec.from) counter.inc(labels, 0);
    return counter;
  });
  const histograms = make(
    HISTOGRAMS,
    (name, spec) => new Histogram({ ...common(name, spec), buckets: [...spec.buckets] }),
  );
  const gauges = make(GAUGES, (name, spec) => emptied(new Gauge(common(name, spec))));
  const readers: { names: readonly GaugeName[]; read(): Promise<Reading[]> }[] = [];
  const series = new Map<string, Set<string>>();

  /** The labels to count under, never more than a metric may have. */
  function bounded(name: string, labels: Labels): Labels {
    const short = Object.fromEntries(
      Object.entries(labels).map(([label, value]) => [label, String(value).slice(0, MOST_CHARACTERS)]),
    );
    const known = series.get(name) ?? new Set();
    series.set(name, known);
    const key = Object.values(short).join('\n');
    if (known.has(key)) return short;
    if (known.size >= MOST_SERIES) return Object.fromEntries(Object.keys(short).map((label) => [label, OTHER]));
    known.add(key);
    return short;
  }

  function safely(work: () => void): void {
    try {
      work();
    } catch {
      counters.get('nod_metrics_dropped_total')?.inc();
    }
  }

  const set = (name: string, labels: Labels, value: number) =>
    safely(() => gauges.get(name)?.set(bounded(name, labels), value));

  /** Each reader's gauges anew: a value that is not there any more does not linger. */
  async function readGauges(): Promise<void> {
    for (const { names, read } of readers) {
      const readings = await read();
      for (const name of names) emptied(gauges.get(name));
      for (const { name, labels, value } of readings) set(name, labels, value);
    }
  }

  return {
    contentType: registry.contentType,
    count: (name, labels, by = 1) => safely(() => counters.get(name)?.inc(bounded(name, labels), by)),
    observe: (name, labels, value) => safely(() => histograms.get(name)?.observe(bounded(name, labels), value)),
    set,
    onScrape: (names, read) => void readers.push({ names, read }),
    async text() {
      await readGauges();
      return registry.metrics();
    },
  };
}

/** Without a value: one that has no labels would stand at 0, which nobody has measured. */
function emptied<G extends Gauge | undefined>(gauge: G): G {
  gauge?.reset();
  gauge?.remove({});
  return gauge;
}
