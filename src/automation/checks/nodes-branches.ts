import type { Link, Node } from './nodes-loops.ts';

/** Branches of nodes: when a node is reached at all, as a condition a step can have. */

/** Conditions that must hold together, or must not. */
type Term = Map<string, boolean>;
/** Any of these; one without conditions always holds. */
type Formula = Term[];

const ALWAYS: Formula = [new Map()];
/** Ways to one node; beyond it nobody would still read its condition. */
const MOST_WAYS = 32;

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
  const known = new Map<string, Formula | null>();

  function edge(link: Link): { formula: Formula | null; decides: boolean } {
    const from = byId.get(link.from);
    const question = from ? asked(from) : null;
    const own: Term = new Map();
    if (question !== null) own.set(question, branchOf(link) ?? true);
    if (link.condition !== undefined) own.set(link.condition, true);
    const before = when(link.from);
    return { formula: before && both(before, [own]), decides: own.size > 0 };
  }

  function when(id: string): Formula | null {
    const before = known.get(id);
    if (before !== undefined) return before;
    // Of a cycle, which is refused elsewhere.
    known.set(id, ALWAYS);
    const found = met(links.filter((link) => link.to === id).map(edge));
    known.set(id, found);
    return found;
  }
  return when;
}

function met(edges: { formula: Formula | null; decides: boolean }[]): Formula | null {
  const formulas = edges.map(({ formula }) => formula);
  if (formulas.some((one) => one === null)) return null;
  const of = (decides: boolean) =>
    edges.flatMap(({ formula, decides: own }) => (formula && own === decides ? [formula] : []));
  const [straight, passed] = [of(true), of(false)];
  if (straight.length === 0) return passed.length === 0 ? ALWAYS : limited(passed.reduce(either));
  const branches = passed.filter((one) => !isAlways(one));
  const parts = [...straight, ...(branches.length > 0 ? [branches.reduce(either)] : [])];
  return limited(alternatives(parts).reduce(both));
}

/** Ways that rule each other out lead to the same place: any of them. */
function alternatives(parts: Formula[]): Formula[] {
  const groups: Formula[][] = [];
  for (const part of parts) {
    const group = groups.find((one) => one.some((other) => both(part, other).length === 0));
    if (group) group.push(part);
    else groups.push([part]);
  }
  return groups.map((group) => group.reduce(either));
}

const isAlways = (formula: Formula): boolean => formula.some((term) => term.size === 0);

const limited = (formula: Formula): Formula | null => (formula.length > MOST_WAYS ? null : formula);

function both(one: Formula, other: Formula): Formula {
  const terms = one.flatMap((a) =>
    other.flatMap((b) =>
      [...b].some(([asked, holds]) => (a.get(asked) ?? holds) !== holds) ? [] : [new Map([...a, ...b])],
    ),
  );
  return simple(terms);
}

const either = (one: Formula, other: Formula): Formula => simple([...one, ...other]);

/** Two ways that differ in how one condition came out are one way without it. */
function simple(terms: Formula): Formula {
  const left = [...terms];
  for (let at = 0; at < left.length; at += 1) {
    for (let next = at + 1; next < left.length; next += 1) {
      const joined = joinedWays(left[at] as Term, left[next] as Term);
      if (!joined) continue;
      left.splice(next, 1);
      left.splice(at, 1);
      return simple([...left, joined]);
    }
  }
  return left;
}

/** The one term that says as much as two, if there is one. */
function joinedWays(one: Term, other: Term): Term | null {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  const against = [...small].filter(([asked, holds]) => large.get(asked) !== holds);
  if (against.length === 0) return small;
  const [asked, holds] = against[0] as [string, boolean];
  if (against.length > 1 || large.get(asked) !== !holds || small.size !== large.size) return null;
  const rest = new Map(small);
  rest.delete(asked);
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
