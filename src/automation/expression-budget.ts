import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { ExpressionError } from './expression-error.ts';

/** What one evaluation may do and give. Counted, not timed: a replay must agree. */
export interface Bounds {
  /** Node visits and items made. */
  work: number;
  /** Characters of a text that is gone through. */
  text: number;
  /** Values a result may hold. */
  values: number;
  /** Characters a result may hold, all texts together. */
  characters: number;
}

/** In the interpreter: about a third of a second at most. */
export const BOUNDS: Bounds = { work: 2_000_000, text: 1_000_000, values: 200_000, characters: 4_000_000 };
/** Outside it, on values that are kept elsewhere: about a second. */
export const LARGE_BOUNDS: Bounds = { work: 8_000_000, text: 40_000_000, values: 2_000_000, characters: 33_600_000 };

type Evaluate = (evaluator: Evaluator, node: Node, context: unknown) => unknown;
interface Evaluator {
  run(node: ASTNode, context: unknown): unknown;
}
/** The parts of the library's nodes that its types leave out. */
interface Node {
  op: string;
  args: unknown;
  meta: { evaluate: Evaluate; alternate?: Node };
  setMeta(key: string, value: unknown): Node;
  /** Ours: what it last came to, for the price of comparing it. */
  last?: unknown;
}

/** A pattern looks at each character many times. */
const PATTERN_PRICE = 5;
const COMPARES = new Set(['==', '!=', 'in']);

/**
 * The program with every node counted, so that no list, however long, can hold the interpreter up:
 * the library bounds what is parsed, not what is computed.
 */
export function withBudget(program: ParseResult): (context: Map<string, unknown>, bounds: Bounds) => unknown {
  const counter = { left: BOUNDS.work, text: BOUNDS.text };
  const text = program.ast.input;
  const seen = new Set<Node>();
  // The whole is run once in order that the library settles each node's final evaluate function: its check already did.
  instrument(program.ast as unknown as Node, seen, (cost, length = 0) => {
    counter.left -= length > counter.text ? Number.POSITIVE_INFINITY : cost;
    if (counter.left < 0)
      throw new ExpressionError('too_big', text, `“${text.slice(0, 100)}” is too much to work out.`);
  });
  return (context, bounds) => {
    counter.left = bounds.work;
    counter.text = bounds.text;
    return program(context as unknown as Record<string, unknown>);
  };
}

/** `length`: of a text that is gone through. */
type Spend = (cost: number, length?: number) => void;

function instrument(node: Node, seen: Set<Node>, spend: Spend): void {
  if (seen.has(node)) return;
  seen.add(node);
  const original = node.meta.evaluate;
  const zoned = node.op === 'call' && (node.args as [string])[0] === 'timestamp';
  const operands = operandsOf(node);
  const patterned = node.op === 'call' && (node.args as [string])[0] === 'reMatch';
  node.setMeta('evaluate', (evaluator: Evaluator, self: Node, context: unknown) => {
    spend(1);
    if (zoned) requireZone(evaluator, self, context);
    const result = original(evaluator, self, context);
    node.last = result;
    for (const operand of operands) {
      weigh(operand.last, spend);
      if (patterned && typeof operand.last === 'string') spend(operand.last.length * PATTERN_PRICE);
    }
    if (typeof result === 'string') spend(result.length >> 6, result.length);
    else if (Array.isArray(result) && node.op !== 'id' && node.op !== '.' && node.op !== 'accuPush')
      spend(result.length);
    return result;
  });
  for (const inner of nodesIn(node.args)) instrument(inner, seen, spend);
  if (node.meta.alternate) instrument(node.meta.alternate, seen, spend);
}

/** Operands that are gone through whole: of comparisons and of functions on texts. */
function operandsOf(node: Node): Node[] {
  if (COMPARES.has(node.op)) return node.args as Node[];
  if (node.meta.alternate) return [];
  if (node.op === 'call') return (node.args as [string, Node[]])[1];
  if (node.op === 'rcall') return [(node.args as [string, Node])[1]];
  return [];
}

/** Comparing goes through a whole value; so does its price. Stops as soon as the budget is gone. */
function weigh(value: unknown, spend: Spend): void {
  if (typeof value === 'string') spend(value.length >> 6, value.length);
  else if (Array.isArray(value)) {
    spend(value.length);
    for (const item of value) if (typeof item === 'object') weigh(item, spend);
  } else if (value !== null && typeof value === 'object') {
    const items = value instanceof Map ? [...value.values()] : Object.values(value);
    spend(items.length);
    for (const item of items) if (typeof item === 'object') weigh(item, spend);
  }
}

/** A timestamp without a zone would be read in the machine's own. */
function requireZone(evaluator: Evaluator, node: Node, context: unknown): void {
  const [, [argument]] = node.args as [string, ASTNode[]];
  const value = argument && evaluator.run(argument, context);
  if (typeof value === 'string' && !/T.*(Z|[+-]\d\d:\d\d)$/.test(value))
    throw new ExpressionError(
      'failed',
      'timestamp',
      'timestamp() needs a time with its zone, as 2026-12-01T09:00:00Z.',
    );
}

function* nodesIn(value: unknown): Generator<Node> {
  if (value === null || typeof value !== 'object') return;
  if (isNode(value)) yield value;
  else if (Array.isArray(value)) for (const item of value) yield* nodesIn(item);
  else if (Object.getPrototypeOf(value) === Object.prototype)
    for (const item of Object.values(value)) if (isNode(item)) yield item;
}

const isNode = (value: unknown): value is Node =>
  value !== null && typeof value === 'object' && 'op' in value && 'meta' in value && 'setMeta' in value;
