import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkExpression, ExpressionError, evaluate, reads, references } from '../../src/automation/expressions.ts';
import {
  evaluateCondition,
  evaluateList,
  parseTemplate,
  resolveParams,
  resolveText,
  templateExpressions,
} from '../../src/automation/templates.ts';
import { spent } from '../support/spent.ts';

const context = {
  trigger: {
    amount: 1500,
    name: 'Acme',
    items: [{ n: 1 }, { n: 2 }],
    none: null,
    odd: { constructor: 'x', toString: 1 },
  },
  step_1: { status: 'success', error: null, invoice_id: 'INV-1' },
};

describe('what an expression comes to', () => {
  it.each<[string, unknown]>([
    ['trigger.amount > 1000', true],
    ["step_1.status == 'success'", true],
    ['trigger.amount + 1', 1501],
    ['1 + trigger.amount', 1501],
    ['trigger.amount * 2 - 1', 2999],
    ['trigger.amount / 7 > 214', true],
    ['trigger.amount % 7', 2],
    ["'#' + trigger.amount", '#1500'],
    ["trigger.amount + ' KES'", '1500 KES'],
    ['trigger.items', [{ n: 1 }, { n: 2 }]],
    ['trigger.items.map(i, i.n * 10)', [10, 20]],
    ['trigger.items.filter(i, i.n > 1)', [{ n: 2 }]],
    ['sum(trigger.items.map(i, i.n))', 3],
    ['size(trigger.items)', 2],
    ['size(trigger.none)', 0],
    ['has(trigger.nope)', false],
    ['trigger.?nope.orValue(7)', 7],
    ['trigger.?nope', null],
    ['trigger.odd.constructor', 'x'],
    ['number("1,250.50")', 1250.5],
    ['string(1.5)', '1.5'],
    ['string(trigger.none)', ''],
    ['round(2.345, 2)', 2.35],
    ['trigger.amount > 1000 ? "big" : "small"', 'big'],
    ['"cme" in ["x"] || trigger.name.contains("cme")', true],
    ['reMatch(trigger.name, "^A.*e$")', true],
    ['addDays("2026-12-30", 5)', '2027-01-04'],
    ['addMonths("2026-01-31", 1)', '2026-02-28'],
    ['daysBetween("2026-12-01", "2026-12-31")', 30],
    ['weekday("2026-11-20")', 'Friday'],
    ['formatDate("2026-12-01T10:00:00Z")', '1 December 2026'],
    ['{"a": [1, 2u], "b": trigger.none}', { a: [1, 2], b: null }],
    ['timestamp("2026-01-01T00:00:00Z")', '2026-01-01T00:00:00.000Z'],
  ])('%s', (text, expected) => expect(evaluate(text, context)).toEqual(expected));

  it.each<[string, string, RegExp]>([
    ['trigger.amount === 1', 'syntax', /==/],
    ['trigger.amount and true', 'syntax', /&&/],
    ['trigger.name.length', 'missing_field', /size\(x\)|orValue/],
    ['trigger.items.length', 'missing_field', /size\(x\)/],
    ['trigger.nope', 'missing_field', /orValue/],
    ['trigger.none > 5', 'wrong_type', /null/],
    ['trigger.name > 5', 'wrong_type', /number\(x\)/],
    ['trigger.name.matches("a")', 'forbidden', /reMatch/],
    ['trigger.name.toLowerCase()', 'wrong_type', /lowerAscii/],
    ['nope.x', 'unknown_name', /./],
    ['constructor', 'unknown_name', /./],
    ['__proto__', 'syntax', /./],
    ['trigger.__proto__', 'missing_field', /./],
    ['trigger.constructor', 'missing_field', /./],
    ['1 / 0', 'failed', /./],
    ['1.0 / 0.0', 'failed', /./],
    ['now()', 'wrong_type', /run\.started_at/],
    ['timestamp("2026-01-01T00:00:00Z").getHours("Europe/Berlin")', 'forbidden', /./],
    ['timestamp("2026-01-01T00:00:00.000000")', 'failed', /./],
    ['cel.bind(x, 1, x)', 'forbidden', /./],
    ['int', 'failed', /./],
    ['', 'syntax', /./],
    ['x'.repeat(3000), 'too_big', /./],
    ['trigger.items.map(a, trigger.items.map(b, trigger.items.map(c, 1)))', 'forbidden', /two/],
    [`${'('.repeat(60)}1${')'.repeat(60)}`, 'too_big', /./],
  ])('%s is refused as %s', (text, code, remedy) => {
    try {
      evaluate(text, context);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ExpressionError);
      expect(error).toMatchObject({ code });
      expect(`${(error as ExpressionError).message} ${(error as ExpressionError).hint ?? ''}`).toMatch(remedy);
    }
  });

  it('is given up before it takes long, however long the lists are', () => {
    const big = Array.from({ length: 20_000 }, (_, index) => index);
    const long = 'x'.repeat(100_000);
    for (const text of [
      'big.map(i, big.exists(j, j == i + 100000))',
      'big.filter(i, i + 100000 in big)',
      'big.map(i, big)',
      'big.exists(i, reMatch(long, "(x|y)+z"))',
      'big.exists(i, long + long == "a")',
    ]) {
      const look = () => expect(() => evaluate(text, { big, long })).toThrow(ExpressionError);
      expect(spent(look)).toBeLessThan(4000);
    }
  });

  it('keeps nothing of the data in its errors', () => {
    const secret = { trigger: { token: 'hunter2', n: 'hunter2' } };
    for (const text of ['trigger.nope', 'trigger.n > 5', 'trigger.token.nope', 'number(trigger.n)'])
      expect(() => evaluate(text, secret)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
      );
  });
});

describe('what an expression reads', () => {
  it.each<[string, string[][]]>([
    [
      'trigger.amount > step_1.total',
      [
        ['trigger', 'amount'],
        ['step_1', 'total'],
      ],
    ],
    ['trigger["a"].b[0].c', [['trigger', 'a', 'b', '0', 'c']]],
    [
      'trigger.rows[trigger.index].name',
      [
        ['trigger', 'index'],
        ['trigger', 'rows'],
      ],
    ],
    [
      'step_1.rows.filter(r, r.due > trigger.limit)',
      [
        ['step_1', 'rows'],
        ['trigger', 'limit'],
      ],
    ],
    ['has(trigger.x) && trigger.x == 1', [['trigger', 'x']]],
    ['"trigger.amount"', []],
  ])('%s', (text, expected) => expect(references(text)).toEqual(expected));

  it('knows what may be missing', () => {
    expect(reads('trigger.?a.orValue(1) + trigger.b')).toEqual([
      { path: ['trigger', 'a'], optional: true },
      { path: ['trigger', 'b'], optional: false },
    ]);
  });
});

describe('templates', () => {
  it('keep the type of a single expression and make text of the rest', () => {
    expect(resolveText('{{ trigger.amount }}', context)).toBe(1500);
    expect(resolveText(' {{ trigger.items }} ', context)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(resolveText('Invoice #{{ step_1.invoice_id }}: {{trigger.amount}}{{ trigger.none }}', context)).toBe(
      'Invoice #INV-1: 1500',
    );
    expect(resolveText('{{ trigger.items }}!', context)).toBe('[{"n":1},{"n":2}]!');
    expect(resolveText('no templates } {', context)).toBe('no templates } {');
  });

  it('skip braces inside quotes and maps', () => {
    expect(resolveText('{{ "}}" + \'{{\' }}', context)).toBe('}}{{');
    expect(resolveText('{{ {"a": {"b": 1}}.a.b }}', context)).toBe(1);
    expect(parseTemplate('a {{ x }} b {{ "}}" }}').map((part) => part.kind)).toEqual([
      'text',
      'expression',
      'text',
      'expression',
    ]);
    expect(() => parseTemplate('{{ trigger.a')).toThrow(ExpressionError);
  });

  it('never read what came out as a template again', () => {
    const hostile = { trigger: { a: '{{ secrets.x }}', b: '"}}{{' } };
    expect(resolveText('{{ trigger.a }}', hostile)).toBe('{{ secrets.x }}');
    expect(resolveText('x {{ trigger.a }} {{ trigger.b }}', hostile)).toBe('x {{ secrets.x }} "}}{{');
  });

  it('resolve parameters at any depth and leave what they were given alone', () => {
    const params = { a: ['{{ trigger.amount }}', { b: 'n {{ trigger.name }}' }], c: 5, d: null };
    const before = structuredClone(params);
    expect(resolveParams(params, context)).toEqual({ a: [1500, { b: 'n Acme' }], c: 5, d: null });
    expect(params).toEqual(before);
    expect(templateExpressions(params)).toEqual([
      { path: 'a[0]', expression: 'trigger.amount' },
      { path: 'a[1].b', expression: 'trigger.name' },
    ]);
  });

  it('say when a condition is no condition and a list no list', () => {
    expect(evaluateCondition('{{ trigger.amount > 1 }}', context)).toBe(true);
    expect(() => evaluateCondition('{{ trigger.amount }}', context)).toThrow(/neither true nor false/);
    expect(evaluateList('{{ trigger.items }}', context)).toHaveLength(2);
    expect(() => evaluateList('{{ trigger.name }}', context)).toThrow(/list/);
  });
});

describe('whatever comes', () => {
  const name = fc.constantFrom('trigger', 'a', 'b', 'constructor', '__proto__', 'toString', 'x', 'length');
  const json = fc.jsonValue({ maxDepth: 4 });
  const anyContext = fc.dictionary(name, json, { maxKeys: 5 });
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('.'));
  const literal = fc.oneof(
    fc.integer().map(String),
    fc.double({ noNaN: true }).map(String),
    fc.string().map((text) => JSON.stringify(text)),
    fc.constantFrom('true', 'null', '[]', '{}', '[1, "a"]'),
  );
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 4 },
      path,
      literal,
      fc
        .tuple(
          tie('expression'),
          fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '>=', '&&', '||', 'in'),
          tie('expression'),
        )
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc
        .tuple(
          fc.constantFrom('size', 'string', 'number', 'has', 'sum', 'round', 'dateOf', 'type', 'bytes', 'duration'),
          tie('expression'),
        )
        .map(([fn, a]) => `${fn}(${a})`),
      fc
        .tuple(tie('expression'), fc.constantFrom('map', 'filter', 'exists', 'all'), tie('expression'))
        .map(([a, fn, b]) => `${a}.${fn}(x, ${b})`),
      fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a}[${b}]`),
      fc.tuple(tie('expression'), name).map(([a, b]) => `${a}.?${b}`),
    ),
  }));
  const outcome = (text: string, given: Record<string, unknown>): unknown => {
    try {
      return { value: evaluate(text, given) };
    } catch (error) {
      expect(error).toBeInstanceOf(ExpressionError);
      return { error: (error as Error).message };
    }
  };

  it('an expression gives plain JSON or an ExpressionError, twice the same, and changes nothing', () => {
    fc.assert(
      fc.property(expression, anyContext, (text, given) => {
        const before = JSON.stringify(given);
        const first = outcome(text, given);
        expect(outcome(text, given)).toEqual(first);
        expect(JSON.stringify(given)).toBe(before);
        expect(JSON.parse(JSON.stringify(first))).toEqual(first);
      }),
      { numRuns: 3000 },
    );
  });

  it('any text is checked without another kind of error', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('{', '}', '"', "'", '\\', '.', 'a', '(', '[', ' ') })),
        (text) => {
          const error = checkExpression(text);
          if (error) expect(error).toBeInstanceOf(ExpressionError);
          try {
            const parts = parseTemplate(text);
            expect(parts.filter((part) => part.kind === 'text').every((part) => part.text.length > 0)).toBe(true);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(ExpressionError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
