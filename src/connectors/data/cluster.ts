import type { Json } from '../../automation/definition.ts';
import { isObject } from '../inbound.ts';

/** Kinds at most, columns looked at, and rounds until it stands. */
const MOST = 20;
const MOST_COLUMNS = 20;
const ROUNDS = 50;
/** Differences of two numbers that are taken in all: others wait while it counts. */
const MOST_WORK = 10_000_000;
const USUAL = 3;

type Point = number[];

/**
 * Rows that are alike, by their columns of numbers (k-means, each column made comparable first). The same rows always give the same
 * kinds: the first centre is the middle of all, each further one the row that is farthest from those there are.
 */
export function clustersOf(rows: Json[], names: string[], wanted: number | undefined): Json {
  const columns = (names.length > 0 ? names : columnsOf(rows)).slice(0, MOST_COLUMNS);
  const points = rows.map((row) => columns.map((name) => numberAt(row, name)));
  if (columns.length === 0 || points.length === 0) return [];
  const scaled = scale(points);
  const kinds = Math.min(Math.max(1, Math.trunc(wanted ?? USUAL)), MOST, rows.length);
  const rounds = Math.max(1, Math.min(ROUNDS, Math.floor(MOST_WORK / (scaled.length * columns.length * kinds))));
  const belongs = settle(scaled, firstCentres(scaled, kinds), rounds);
  return Array.from({ length: kinds }, (_, kind) => points.filter((_point, at) => belongs[at] === kind))
    .filter((own) => own.length > 0)
    .sort((one, other) => other.length - one.length)
    .map((own) => ({
      count: own.length,
      centre: Object.fromEntries(columns.map((name, at) => [name, rounded(mean(own.map((point) => point[at] ?? 0)))])),
    }));
}

/** Columns in which every row has a number. */
function columnsOf(rows: Json[]): string[] {
  const [first] = rows;
  if (!isObject(first)) return [];
  return Object.keys(first).filter((name) => rows.every((row) => isObject(row) && typeof row[name] === 'number'));
}

function numberAt(row: Json, name: string): number {
  const value = isObject(row) ? Number(row[name] ?? 0) : 0;
  return Number.isFinite(value) ? value : 0;
}

/** Each column from 0 to 1. */
function scale(points: Point[]): Point[] {
  const width = points[0]?.length ?? 0;
  // One pass a column: a spread of 10,000 rows would be too many arguments.
  const low = Array.from({ length: width }, (_, at) =>
    points.reduce((least, point) => Math.min(least, point[at] ?? 0), Infinity),
  );
  const high = Array.from({ length: width }, (_, at) =>
    points.reduce((most, point) => Math.max(most, point[at] ?? 0), -Infinity),
  );
  return points.map((point) =>
    point.map((value, at) => {
      const [from = 0, to = 0] = [low[at], high[at]];
      return to > from ? (value - from) / (to - from) : 0;
    }),
  );
}

function firstCentres(points: Point[], kinds: number): Point[] {
  const middle = centreOf(points);
  const centres = [nearestTo(points, middle)];
  const nearest: number[] = [];
  while (centres.length < kinds) {
    let far: Point = points[0] ?? [];
    let most = -1;
    const last = centres.at(-1) ?? [];
    for (const [at, point] of points.entries()) {
      const distance = Math.min(nearest[at] ?? Infinity, apart(point, last));
      nearest[at] = distance;
      if (distance > most) [far, most] = [point, distance];
    }
    centres.push(far);
  }
  return centres;
}

/** Which kind each point belongs to, once nothing changes any more. */
function settle(points: Point[], from: Point[], rounds: number): number[] {
  let centres = from;
  let belongs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const now = points.map((point) => indexOfNearest(centres, point));
    if (now.every((kind, at) => kind === belongs[at])) return now;
    belongs = now;
    centres = centres.map((centre, kind) => {
      const own = points.filter((_point, at) => now[at] === kind);
      return own.length > 0 ? centreOf(own) : centre;
    });
  }
  return belongs;
}

function indexOfNearest(centres: Point[], point: Point): number {
  let best = 0;
  let least = Infinity;
  for (const [at, centre] of centres.entries()) {
    const distance = apart(point, centre);
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

const nearestTo = (points: Point[], centre: Point): Point => points[indexOfNearest(points, centre)] ?? centre;
const centreOf = (points: Point[]): Point =>
  (points[0] ?? []).map((_value, at) => mean(points.map((point) => point[at] ?? 0)));
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function apart(one: Point, other: Point): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += ((one[at] ?? 0) - (other[at] ?? 0)) ** 2;
  return sum;
}
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
