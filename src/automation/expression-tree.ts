import type { ASTNode } from '@marcbachmann/cel-js';
import { ExpressionError } from './expression-error.ts';

/** A path an expression reads. `optional`: it is fine when it is missing (`has(x.y)`, `x.?y`). */
export interface Read {
  path: string[];
  optional: boolean;
}

const MACROS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const MAX_MACRO_NESTING = 2;

/** Names that are the library's, never data: a value read from them would be no JSON. */
const TYPE_NAMES = new Set(
  'int uint double bool string bytes list map type null_type google cel optional dyn Optional'.split(' '),
);

/** Children of a node in reading order; bound names apart. */
export function childrenOf(node: ASTNode): ASTNode[] {
  const args = node.args as unknown;
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [(args as [ASTNode])[0]];
    case 'call':
      return (args as [string, ASTNode[]])[1];
    case 'rcall': {
      const [, receiver, rest] = args as [string, ASTNode, ASTNode[]];
      return [receiver, ...rest];
    }
    case 'map':
      return (args as [ASTNode, ASTNode][]).flat();
    case '!_':
    case '-_':
      return [args as ASTNode];
    default:
      return args as ASTNode[];
  }
}

/** Refuses what could run away or depend on the machine: backtracking patterns, zones, nested loops, bindings. */
export function guard(node: ASTNode, expression: string, nesting = 0): void {
  const refuse = (message: string, hint?: string): never => {
    throw new ExpressionError('forbidden', expression, message, hint);
  };
  let inner = nesting;
  if (node.op === 'rcall') {
    const [name, receiver, rest] = node.args;
    if (name === 'matches') refuse('matches() is not available.', 'Write reMatch(x, "pattern").');
    if (name === 'bind' && receiver.op === 'id' && receiver.args === 'cel') refuse('cel.bind() is not available.');
    if (/^get[A-Z]/.test(name) && (rest.length > 0 || name === 'getDayOfYear'))
      refuse(`${name}() with a time zone is not available.`, 'Use trigger.date or run.date for local dates.');
    if (MACROS.has(name)) inner += 1;
  }
  if (node.op === 'call' && (node.args[0] === 'matches' || node.args[0] === 'bytes' || node.args[0] === 'type'))
    refuse(
      `${node.args[0]}() is not available.`,
      node.args[0] === 'matches' ? 'Write reMatch(x, "pattern").' : undefined,
    );
  if (node.op === 'value' && node.args instanceof Uint8Array) refuse('Bytes are not available.', 'Use a plain text.');
  if (inner > MAX_MACRO_NESTING) refuse('Loops inside loops inside loops are not available.', 'Use at most two.');
  for (const child of childrenOf(node)) guard(child, expression, inner);
}

/** Every path the expression reads from its context, longest form, in reading order, without repeats. */
export function readsOf(root: ASTNode): Read[] {
  const found = new Map<string, Read>();
  const add = (path: string[], optional: boolean) => {
    const key = JSON.stringify(path);
    const known = found.get(key);
    if (known) known.optional &&= optional;
    else found.set(key, { path, optional });
  };
  walk(root, new Set(), false, add);
  return [...found.values()];
}

type Add = (path: string[], optional: boolean) => void;

function walk(node: ASTNode, bound: Set<string>, optional: boolean, add: Add): void {
  const chain = chainOf(node);
  if (chain) {
    for (const index of chain.indexes) walk(index, bound, false, add);
    if (chain.base === null) {
      const [head = ''] = chain.path;
      if (!bound.has(head) && !TYPE_NAMES.has(head)) add(chain.path, optional || chain.optional);
    } else walk(chain.base, bound, optional, add);
    return;
  }
  if (node.op === 'call' && node.args[0] === 'has') {
    for (const child of childrenOf(node)) walk(child, bound, true, add);
    return;
  }
  if (node.op === 'rcall' && MACROS.has(node.args[0])) {
    const [, receiver, rest] = node.args;
    walk(receiver, bound, optional, add);
    const variable = rest[0];
    const inside = variable?.op === 'id' ? new Set([...bound, variable.args]) : bound;
    for (const child of rest.slice(1)) walk(child, inside, false, add);
    return;
  }
  const keeps =
    node.op === 'rcall' && (node.args[0] === 'orValue' || node.args[0] === 'or' || node.args[0] === 'hasValue');
  for (const child of childrenOf(node)) walk(child, bound, keeps && optional, add);
}

interface Chain {
  path: string[];
  optional: boolean;
  /** Where the chain hangs on something computed; null when it begins with a name. */
  base: ASTNode | null;
  /** Computed indexes met on the way. */
  indexes: ASTNode[];
}

/** `a.b[0]["c"]` as one path; it ends before the first computed index. Null where the node is no access at all. */
function chainOf(node: ASTNode): Chain | null {
  if (node.op === 'id') return { path: [node.args], optional: false, base: null, indexes: [] };
  if (node.op === '.' || node.op === '.?') return extend(node.args[0], node.args[1], node.op === '.?', null);
  if (node.op === '[]' || node.op === '[?]') {
    const [target, index] = node.args;
    const literal = index.op === 'value' && (typeof index.args === 'string' || typeof index.args === 'bigint');
    return extend(target, literal ? String(index.args) : null, node.op === '[?]', literal ? null : index);
  }
  return null;
}

function extend(target: ASTNode, key: string | null, optional: boolean, index: ASTNode | null): Chain {
  const chain = chainOf(target) ?? { path: [], optional: false, base: target, indexes: [] };
  const stopped = chain.indexes.length > 0;
  return {
    path: key === null || stopped || chain.base !== null ? chain.path : [...chain.path, key],
    optional: chain.optional || optional,
    base: chain.base,
    indexes: index ? [...chain.indexes, index] : chain.indexes,
  };
}
