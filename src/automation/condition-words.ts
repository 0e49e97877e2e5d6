import type { ASTNode } from '@marcbachmann/cel-js';
import { createEnvironment } from './expression-functions.ts';
import { grouped, money } from './money.ts';
import { wholeExpression } from './templates.ts';

/** What the words of a condition are made of. */
export interface Wording {
  currency: string;
  /** Paths that are amounts of money, as `trigger.amount`. */
  isMoney(path: string[]): boolean;
  /** The currency such an amount surely is in; null where it may come in any. */
  currencyOf(path: string[]): string | null;
  /** "the amount", "the invoice number": the declared label; null where there is none. */
  label(path: string[]): string | null;
  /** What a step does, for conditions on how it went: "the booking"; null for no such step. */
  step(id: string): string | null;
  /** Whether a step asks for a yes. */
  isGate(id: string): boolean;
}

const environment = createEnvironment();

/** "the amount is over KES 10,000"; the expression itself where words would not be sure. */
export function conditionInWords(condition: string, wording: Wording): string {
  try {
    const text = wholeExpression(condition) ?? condition;
    return said(environment.parse(text).ast, wording) ?? `\`${text.trim()}\``;
  } catch {
    return `\`${condition}\``;
  }
}

const COMPARISONS: Record<string, string> = {
  '>': 'is over',
  '>=': 'is at least',
  '<': 'is under',
  '<=': 'is at most',
  '==': 'is',
  '!=': 'is not',
};

function said(node: ASTNode, wording: Wording): string | null {
  switch (node.op) {
    case '&&': {
      const held = inOneCurrency(node, wording);
      if (held) return held;
      const parts = node.args.map((side) => group(side, node.op, wording));
      return parts.every((part) => part !== null) ? parts.join(' and ') : null;
    }
    case '||': {
      const parts = node.args.map((side) => group(side, node.op, wording));
      return parts.every((part) => part !== null) ? parts.join(' or ') : null;
    }
    case '!_':
      return negated(node.args, wording);
    case '>':
    case '>=':
    case '<':
    case '<=':
    case '==':
    case '!=':
      return compared(node.op, node.args[0], node.args[1], wording);
    case 'in': {
      const [thing, list] = node.args.map((side) => value(side, wording, null));
      return thing && list ? `${thing} is one of ${list}` : null;
    }
    case 'rcall':
      return called(node, wording);
    case '.':
    case 'id': {
      const given = approvedWords(node, wording, true);
      if (given) return given;
      const thing = value(node, wording, null);
      return thing ? `${thing} is true` : null;
    }
    default:
      return null;
  }
}

/** `trigger.amount > 200 && trigger.currency == "USD"`: "the amount is over USD 200". Null where no amount is held to a currency. */
function inOneCurrency(node: ASTNode, wording: Wording): string | null {
  const sides = conjoined(node);
  const compared = sides.flatMap((side) => currencyCompared(side) ?? []);
  const held = new Map(compared.filter(([root]) => compared.filter(([other]) => other === root).length === 1));
  const rootHeld = (side: ASTNode): string[] => {
    const path = 'args' in side && Array.isArray(side.args) ? pathOf(side.args[0] as ASTNode) : null;
    const root = path?.[0] ?? '';
    return side.op in COMPARISONS && path !== null && held.has(root) && wording.isMoney(path) ? [root] : [];
  };
  // Only what an amount says along with it needs no words of its own.
  const told = new Set(sides.flatMap(rootHeld));
  if (told.size === 0) return null;
  const within: Wording = { ...wording, currencyOf: (path) => held.get(path[0] ?? '') ?? wording.currencyOf(path) };
  const parts = sides
    .filter((side) => !currencyCompared(side)?.some(([root]) => told.has(root)))
    .map((side) => (side.op === '||' ? group(side, '&&', within) : said(side, within)));
  return parts.every((part) => part !== null) ? parts.join(' and ') : null;
}

const conjoined = (node: ASTNode): ASTNode[] => (node.op === '&&' ? node.args.flatMap(conjoined) : [node]);

/** `trigger.currency == "USD"`, `trigger.currency in ["USD", "usd"]`: what it is of and the code. */
function currencyCompared(node: ASTNode): [string, string][] | null {
  if (node.op !== '==' && node.op !== 'in') return null;
  const [left, right] = node.args;
  const path = pathOf(left);
  const codes = (node.op === 'in' && right.op === 'list' ? right.args : [right]).map((one) =>
    one.op === 'value' && typeof one.args === 'string' ? one.args.toUpperCase() : '',
  );
  const [code = ''] = new Set(codes).size === 1 ? codes : [];
  return path?.length === 2 && path[1] === 'currency' && /^[A-Z]{3}$/.test(code) ? [[path[0] ?? '', code]] : null;
}

function group(node: ASTNode, outer: string, wording: Wording): string | null {
  const text = said(node, wording);
  return text !== null && (node.op === '&&' || node.op === '||') && node.op !== outer ? `(${text})` : text;
}

function negated(node: ASTNode, wording: Wording): string | null {
  if (node.op === '==' || node.op === '!=')
    return compared(node.op === '==' ? '!=' : '==', node.args[0], node.args[1], wording);
  const text = said(node, wording);
  return approvedWords(node, wording, false) ?? (text === null ? null : `not (${text})`);
}

function compared(op: string, left: ASTNode, right: ASTNode, wording: Wording): string | null {
  const path = pathOf(left);
  if (path) {
    const outcome = outcomeWords(op, path, right, wording);
    if (outcome) return outcome;
  }
  const subject = value(left, wording, null);
  const against = value(right, wording, path);
  return subject !== null && against !== null ? `${subject} ${COMPARISONS[op]} ${against}` : null;
}

/** How a step went: "the booking failed". */
function outcomeWords(op: string, path: string[], right: ASTNode, wording: Wording): string | null {
  const [id = '', field] = path;
  const step = path.length === 2 ? wording.step(id) : null;
  if (step === null || right.op !== 'value') return null;
  const equal = op === '==';
  if (!equal && op !== '!=') return null;
  if (field === 'error' && right.args === null) return equal ? `${step} worked` : `${step} failed`;
  if (field !== 'status') return null;
  if (right.args === 'failed') return equal ? `${step} failed` : `${step} did not fail`;
  if (right.args === 'skipped') return equal ? `${step} was left out` : `${step} was not left out`;
  return equal ? `${step} worked` : `${step} did not work`;
}

/** What a gate said: "step 1 was approved". */
function approvedWords(node: ASTNode, wording: Wording, yes: boolean): string | null {
  const path = pathOf(node);
  const [id = '', field] = path ?? [];
  const step = path?.length === 2 && field === 'approved' && wording.isGate(id) ? wording.step(id) : null;
  return step && `${step} was ${yes ? '' : 'not '}approved`;
}

function called(node: ASTNode & { op: 'rcall' }, wording: Wording): string | null {
  const [name, receiver, args] = node.args;
  const verbs: Record<string, string> = { contains: 'contains', startsWith: 'begins with', endsWith: 'ends with' };
  const verb = verbs[name];
  const [argument] = args;
  if (!verb || !argument) return null;
  const subject = value(receiver, wording, null);
  const against = value(argument, wording, null);
  return subject && against ? `${subject} ${verb} ${against}` : null;
}

/** A value in words; numbers as money where they are held against money. */
function value(node: ASTNode, wording: Wording, against: string[] | null): string | null {
  const path = pathOf(node);
  if (path) return wording.label(path) ?? path.join('.').replace(/_/g, ' ');
  switch (node.op) {
    case 'value':
      return literal(node.args, wording, against);
    case '-_': {
      const inner = value(node.args, wording, against);
      return inner === null ? null : `-${inner}`;
    }
    case 'list': {
      const items = node.args.map((item) => value(item, wording, against));
      return items.every((item) => item !== null) ? items.join(', ') : null;
    }
    case 'call': {
      const [name, [argument]] = node.args;
      if (!argument || !['number', 'string', 'double', 'int'].includes(name))
        return name === 'size' && argument ? sized(argument, wording) : null;
      return value(argument, wording, against);
    }
    case 'rcall':
      return node.args[0] === 'orValue' ? value(node.args[1], wording, against) : null;
    default:
      return null;
  }
}

function sized(node: ASTNode, wording: Wording): string | null {
  const inner = value(node, wording, null);
  return inner === null ? null : `the number of ${inner}`;
}

function literal(given: unknown, wording: Wording, against: string[] | null): string | null {
  if (typeof given === 'bigint' || typeof given === 'number') {
    const amount = Number(given);
    const code = against && wording.isMoney(against) ? wording.currencyOf(against) : null;
    return code !== null ? money(amount, code) : grouped(amount, 6).replace(/(\.\d*?)0+$/, '$1');
  }
  if (typeof given === 'string') return given === '' ? 'empty' : `“${given}”`;
  if (typeof given === 'boolean') return given ? 'true' : 'false';
  return given === null ? 'empty' : null;
}

/** `trigger.amount`, `trigger.?amount`, through orValue and number(): the path it reads. */
function pathOf(node: ASTNode): string[] | null {
  if (node.op === 'id') return [node.args];
  if (node.op === '.' || node.op === '.?') {
    const above = pathOf(node.args[0]);
    return above ? [...above, node.args[1]] : null;
  }
  if (node.op === 'rcall' && node.args[0] === 'orValue') return pathOf(node.args[1]);
  if (node.op === 'call' && ['number', 'double', 'int'].includes(node.args[0]))
    return node.args[1][0] ? pathOf(node.args[1][0]) : null;
  return null;
}
