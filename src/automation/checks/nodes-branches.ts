import { type Link, linksBy, type Node } from './nodes-loops.ts';

/** Branches of nodes: when a node is reached at all, as a condition a step can have. */

/** Conditions that must hold together, or must not. */
type Term = Map<string, boolean>;
/** Any of these; one without conditions always holds. */
type Formula = Term[];

const ALWAYS: Formula = [new Map()];
/** Ways to one node; beyond it nobody would still read its condition. */
const MOST_WAYS = 32;
/** Ways looked at while those that say the same are still being put together. */
const MOST_AT_ONCE = 128;
/** Characters of all conditions to one node: many times what a condition may have. */
const MOST_WRITTEN = 20_000;
/** Conditions looked at for all nodes together; it is a fraction of a second. */
const MOST_LOOKED_AT = 1_000_000;

/** What may still be looked at. */
interface Effort {
  left: number;
}

/** The words of an edge that is taken where a condition holds, and where it does not. */
const HOLDS = /^(?:|true|yes|then|if|1)$/;
const HOLDS_NOT = /^(?:false|no|else|otherwise|default|0)$/;

/** Whether an edge out of a conditional is taken where its condition holds: `true`, `output-false`; null where it is not said. */
export function branchOf({ branch }: Pick<Link, 'branch'>): boolean | null {
  const word = branch.split(/[^a-z0-9]+/).at(-1) ?? '';
  if (HOLDS_NOT.test(word)) return false;
  return HOLDS.test(word) ? true : null;
}

/**
 * When each node is reached. What follows a node that its branch left out is left out too; where branches meet, any of them
 * leads on. An edge straight from a decision counts besides all that is reached otherwise. `asked`: what a node decides by, or null.
 * Null: there are too many ways.
 */
export function reachedWhen(
  nodes: Node[],
  links: Link[],
  asked: (node: Node) => string | null,
): (id: string) => Formula | null {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const into = linksBy('to', links);
  const known = new Map<string, Formula | null>();
  const effort: Effort = { left: MOST_LOOKED_AT };

  function edge(link: Link): { formula: Formula | null; decides: boolean } {
    const from = byId.get(link.from);
    const question = from ? asked(from) : null;
    const own: Term = new Map();
    if (question !== null) own.set(question, branchOf(link) ?? true);
    if (link.condition !== undefined) own.set(link.condition, true);
    const before = when(link.from);
    return { formula: both(before, [own], effort), decides: own.size > 0 };
  }

  function when(id: string): Formula | null {
    const before = known.get(id);
    if (before !== undefined) return before;
    // Of a cycle, which is refused elsewhere.
    known.set(id, ALWAYS);
    const found = met((into.get(id) ?? []).map(edge), effort);
    known.set(id, found);
    return found;
  }
  return when;
}

function met(edges: { formula: Formula | null; decides: boolean }[], effort: Effort): Formula | null {
  const formulas = edges.map(({ formula }) => formula);
  if (formulas.some((one) => one === null)) return null;
  const of = (decides: boolean) =>
    edges.flatMap(({ formula, decides: own }) => (formula && own === decides ? [formula] : []));
  const [straight, passed] = [of(true), of(false)];
  if (straight.length === 0) return passed.length === 0 ? ALWAYS : anyOf(passed, effort);
  const branches = passed.filter((one) => !isAlways(one));
  const merged = anyOf(branches, effort);
  if (merged === null) return null;
  const groups = alternatives(branches.length > 0 ? [...straight, merged] : straight, effort);
  const parts = groups.map((group) => anyOf(group, effort));
  return parts.reduce((one, other) => both(one, other, effort));
}

/** Ways that rule each other out lead to the same place: any of them. */
function alternatives(parts: Formula[], effort: Effort): Formula[][] {
  const groups: Formula[][] = [];
  for (const part of parts) {
    const group = groups.find((one) => one.some((other) => ruledOut(part, other, effort)));
    if (group) group.push(part);
    else groups.push([part]);
  }
  return groups;
}

const isAlways = (formula: Formula): boolean => formula.some((term) => term.size === 0);

const ruledOut = (one: Formula, other: Formula, effort: Effort): boolean =>
  one.every((a) => other.every((b) => excludes(a, b, effort)));

/** Whether both cannot hold; whatever it is, once there is no more to be looked at. */
function excludes(one: Term, other: Term, effort: Effort): boolean {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  effort.left -= small.size + 1;
  if (effort.left < 0) return false;
  for (const [asked, holds] of small) if ((large.get(asked) ?? holds) !== holds) return true;
  return false;
}

const anyOf = (formulas: Formula[], effort: Effort): Formula | null => simple(formulas.flat(), effort);

function both(one: Formula | null, other: Formula | null, effort: Effort): Formula | null {
  return one && other && simple(pairs(one, other, effort), effort);
}

/** One by one: nobody waits for all of them where there are too many. */
function* pairs(one: Formula, other: Formula, effort: Effort): Generator<Term> {
  for (const a of one) {
    for (const b of other) {
      if (excludes(a, b, effort)) continue;
      effort.left -= a.size + b.size;
      yield new Map([...a, ...b]);
    }
  }
}

/** Two ways that differ in how one condition came out are one way without it. Null: there are too many. */
function simple(terms: Iterable<Term>, effort: Effort): Formula | null {
  const left: Formula = [];
  for (const term of terms) {
    let added: Term | null = term;
    while (added) added = joined(left, added, effort);
    if (left.length > MOST_AT_ONCE || effort.left < 0) return null;
  }
  return left.length > MOST_WAYS || written(left) > MOST_WRITTEN ? null : left;
}

/** Adds a way to others; where it says as much with one of them, gives the one that stands for both and is added in its turn. */
function joined(left: Formula, added: Term, effort: Effort): Term | null {
  for (const [at, term] of left.entries()) {
    effort.left -= Math.min(term.size, added.size) + 1;
    if (effort.left < 0) return null;
    const one = joinedWays(term, added);
    if (!one) continue;
    left.splice(at, 1);
    return one;
  }
  left.push(added);
  return null;
}

const written = (formula: Formula): number =>
  formula.reduce((sum, term) => sum + [...term.keys()].reduce((length, asked) => length + asked.length, 0), 0);

/** The one term that says as much as two, if there is one. */
function joinedWays(one: Term, other: Term): Term | null {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  let against: string | null = null;
  for (const [asked, holds] of small) {
    if (large.get(asked) === holds) continue;
    if (against !== null || large.get(asked) !== !holds || small.size !== large.size) return null;
    against = asked;
  }
  if (against === null) return small;
  const rest = new Map(small);
  rest.delete(against);
  return rest;
}

/** As an expression; null where it always holds. */
export function inWriting(formula: Formula): string | null {
  if (isAlways(formula)) return null;
  const ways = formula.map((term) => allOf([...term].map(([asked, holds]) => (holds ? asked : `!(${asked})`))));
  const [only] = ways;
  return ways.length === 1 && only !== undefined ? only : ways.map((one) => `(${one})`).join(' || ');
}

/** Conditions that must all hold. */
export const allOf = (conditions: string[]): string =>
  conditions.length === 1 ? (conditions[0] ?? '') : conditions.map((one) => `(${one})`).join(' && ');
