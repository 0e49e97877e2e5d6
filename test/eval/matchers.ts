import type { Json, Step } from '../../src/automation/definition.ts';
import { type Leaf, leavesOf, type Reach } from './draft.ts';
import { hasTemplate, type Path } from './reads.ts';
import { loose, minutesOfParam, sameValue } from './values.ts';

/** Where a matcher is asked: references need the draft, and which of its steps met which expected one. */
export interface Place {
  step: Step | null;
  reach: Reach | null;
  /** Step id of the draft that met the expected step with that index; absent where it is optional and not there. */
  met: Map<number, string>;
  /** Whether a text without braces is an expression (`for_each`, `condition`). */
  bare?: boolean;
}

export const NOWHERE: Place = { step: null, reach: null, met: new Map() };

const KEYS = new Set([
  'contains',
  'not_contains',
  'any_of',
  'all_of',
  'any',
  'template',
  'duration_minutes',
  'template_of',
]);

type Matchers = Record<string, unknown>;

const isMatchers = (value: unknown): value is Matchers =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0 &&
  Object.keys(value).every((key) => KEYS.has(key));

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Whether a value fits a matcher: bare (equal) or an object of matchers, all of which must hold. */
export function fits(matcher: unknown, value: Json | undefined, place: Place = NOWHERE, key = ''): boolean {
  return fitsLeaf(matcher, value, place, { value: value ?? null, key, beside: {} });
}

function fitsLeaf(matcher: unknown, value: Json | undefined, place: Place, leaf: Leaf): boolean {
  if (!isMatchers(matcher)) return value !== undefined && sameValue(matcher, value);
  const leaves = leavesOf(value, leaf.key, leaf.beside);
  const texts = leaves.map((each) => String(each.value ?? ''));
  const has = (wanted: unknown) => texts.some((text) => loose(text).includes(loose(String(wanted))));
  return Object.entries(matcher).every(([name, wanted]) => {
    switch (name) {
      case 'contains':
        return list(wanted).every(has);
      case 'not_contains':
        return !list(wanted).some(has);
      case 'any_of':
        return list(wanted).some((each) => fitsLeaf(each, value, place, leaf));
      case 'all_of':
        return list(wanted).every((each) => fitsLeaf(each, value, place, leaf));
      case 'any':
        return value !== undefined;
      case 'template':
        return texts.some(hasTemplate) === (wanted !== false);
      case 'duration_minutes':
        return leaves.some((each) => minutesOfParam(each.value, each.key, each.beside) === Number(wanted));
      case 'template_of':
        return texts.some((text) => readsTarget(text, String(wanted), place));
      default:
        return false;
    }
  });
}

/** Whether at least one innermost value of the parameters fits. */
export function fitsSomewhere(matcher: unknown, params: Record<string, Json>, place: Place): boolean {
  return leavesOf(params).some((leaf) => fitsLeaf(matcher, leaf.value, place, leaf));
}

/** Whether a text reads what `template_of` names, or below it. */
function readsTarget(text: string, target: string, place: Place): boolean {
  const { reach, step } = place;
  if (!reach || !step) return false;
  const reads = reach.of(step, text, place.bare);
  return targetsOf(target, place.met).some((wanted) => reads.some((path) => begins(path, wanted)));
}

const begins = (path: Path, wanted: Path) =>
  wanted.every((part, index) => part === path[index] || path[index] === '*' || part === '*');

/** Paths a target may be read as. */
function targetsOf(target: string, met: Map<number, string>): Path[] {
  const [head = '', ...rest] = target.split('.');
  const open = rest.at(-1) === '*' ? rest.slice(0, -1) : rest;
  if (head === 'trigger') {
    return [
      ['trigger', ...open],
      ['trigger', 'body', 'data', ...open],
      ['trigger', 'data', ...open],
    ];
  }
  if (head !== 'steps') return [[head, ...open]];
  const [index, ...below] = open;
  if (index === undefined) return [...met.values()].map((id) => [id]);
  const id = met.get(Number(index));
  return id === undefined ? [] : [[id, ...below]];
}
