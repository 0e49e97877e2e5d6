import type { Definition, Json, Step } from '../../src/automation/definition.ts';
import { type Path, readsOfText } from './reads.ts';

/** A parameter's innermost value and where it stands. */
export interface Leaf {
  value: Json;
  key: string;
  beside: Record<string, unknown>;
}

/** Innermost values, at any depth. */
export function leavesOf(value: Json | undefined, key = '', beside: Record<string, unknown> = {}): Leaf[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, key, beside));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, item]) => leavesOf(item, name, value));
  }
  return [{ value, key, beside }];
}

/** Steps that may stand between the expected ones. */
export function isPlumbing(step: Step): boolean {
  const name = `${step.service}.${step.action}`;
  return name === 'flow.set' || name === 'flow.stop' || name === 'data.transform';
}

/** What expressions of a definition reach: every path with what it stands for through loop items and set/transform steps. */
export interface Reach {
  /** All paths a text of a step reads, followed through. Step outputs come as [step id, …], the trigger as ['trigger', …]. */
  of(step: Step, text: string, bare?: boolean): Path[];
  /** Indexes of all steps that a step depends on, perhaps indirectly. */
  before(index: number): Set<number>;
}

export function reachOf(definition: Definition): Reach {
  const byId = new Map(definition.steps.map((step) => [step.id, step]));
  const passing = (step: Step) => isPlumbing(step) && step.action !== 'stop';

  const follow = (step: Step, path: Path, seen: Set<string>): Path[] => {
    const plain = path[0] === 'steps' && byId.has(path[1] ?? '') ? path.slice(1) : path;
    const head = plain[0] ?? '';
    if (head === 'item' && step.for_each) {
      return [plain, ...within(step, step.for_each, true, seen).map((read) => [...read, '*', ...plain.slice(1)])];
    }
    const source = byId.get(head);
    if (!source || !passing(source) || seen.has(head)) return [plain];
    const next = new Set([...seen, head]);
    const texts = leavesOf(source.params).flatMap((leaf) => (typeof leaf.value === 'string' ? [leaf.value] : []));
    return [plain, ...texts.flatMap((text) => within(source, text, false, next))];
  };
  const within = (step: Step, text: string, bare: boolean, seen: Set<string>) =>
    readsOfText(text, bare).flatMap((path) => follow(step, path, seen));

  return {
    of: (step, text, bare = false) => within(step, text, bare, new Set()),
    before: (index) => ancestors(definition, index),
  };
}

/** D8: a step without `needs` needs the one before it. */
function ancestors(definition: Definition, index: number): Set<number> {
  const found = new Set<number>();
  const visit = (at: number) => {
    const step = definition.steps[at];
    const needs = step?.needs
      ? step.needs.map((id) => definition.steps.findIndex((other) => other.id === id))
      : [at - 1];
    for (const need of needs) {
      if (need < 0 || found.has(need)) continue;
      found.add(need);
      visit(need);
    }
  };
  visit(index);
  return found;
}
