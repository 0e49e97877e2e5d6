import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/automation/canonical.ts';
import type { Definition } from '../../src/automation/definition.ts';
import { definitionJsonSchema } from '../../src/automation/definition-schema.ts';
import { ancestorsOf, cycleIn, handlersOf, handles, lastSteps, needsOf, wavesOf } from '../../src/automation/graph.ts';
import { fromMinor, money, toMinor } from '../../src/automation/money.ts';
import { dayAndTime, durationInWords, listInWords, ordinal } from '../../src/automation/words.ts';
import { instantsOf, isZone, localText, parseLocal, zonedInstant } from '../../src/automation/zone.ts';
import { invoiceOnPayment } from './catalogue.ts';

const steps = (...list: [string, (string[] | undefined)?, string?][]) =>
  ({
    steps: list.map(([id, needs, condition]) => ({
      id,
      service: 'flow',
      action: 'set',
      params: {},
      ...(needs && { needs }),
      ...(condition && { condition }),
    })),
  }) as Pick<Definition, 'steps'>;

describe('order', () => {
  it('is as written unless a step says otherwise', () => {
    const written = steps(['a'], ['b'], ['c', ['a']], ['d']);
    expect([...needsOf(written)]).toEqual([
      ['a', []],
      ['b', ['a']],
      ['c', ['a']],
      ['d', ['c']],
    ]);
    expect(wavesOf(written)).toEqual([['a'], ['b', 'c'], ['d']]);
    expect(lastSteps(written)).toEqual(['b', 'd']);
    expect([...(ancestorsOf(written).get('d') ?? [])].sort()).toEqual(['a', 'c']);
  });

  it('finds cycles and no others', () => {
    expect(cycleIn(steps(['a', ['c']], ['b', ['a']], ['c', ['b']]))?.sort()).toEqual(['a', 'b', 'c']);
    expect(cycleIn(steps(['a', ['a']]))).toEqual(['a']);
    expect(cycleIn(steps(['a'], ['b', ['a']], ['c', ['a', 'b']]))).toBeNull();
    const many = steps(...Array.from({ length: 200 }, (_, index): [string] => [`s${index}`]));
    expect(cycleIn(many)).toBeNull();
    expect(() => wavesOf(steps(['a', ['b']], ['b', ['a']]))).toThrow();
  });

  it('knows who handles a failure', () => {
    const handled = steps(
      ['a'],
      ['b', undefined, "{{ a.status == 'failed' }}"],
      ['c', undefined, '{{ a.total > 1 }}'],
      ['d', undefined, '{{ has(a.error) }}'],
    );
    expect(handlersOf(handled, 'a')).toEqual(['b', 'd']);
    expect(handles({ condition: '{{ a.error != null }}' }, ['x', 'a'])).toBe(true);
    expect(handles({}, ['a'])).toBe(false);
  });
});

describe('money', () => {
  it('is exact in minor units', () => {
    expect(toMinor(12.5, 'KES')).toBe(1250);
    expect(toMinor('1,250.05', 'KES')).toBe(125_005);
    expect(toMinor(0.3, 'USD')).toBe(30);
    expect(toMinor(500, 'UGX')).toBe(500);
    expect(toMinor('1.234', 'KWD')).toBe(1234);
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY, '1.234', 'abc', '', '1e5', 1e18])
      expect(() => toMinor(bad, 'KES')).toThrow(RangeError);
    expect(() => toMinor(1.5, 'JPY')).toThrow(RangeError);
  });

  it('comes back as it went in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e14 }), fc.constantFrom('KES', 'JPY', 'KWD'), (minor, currency) => {
        expect(toMinor(fromMinor(minor, currency), currency)).toBe(minor);
      }),
    );
  });

  it('is said with its currency and thousands', () => {
    expect(money(10_000, 'KES')).toBe('KES 10,000');
    expect(money(1234.5, 'USD')).toBe('USD 1,234.50');
    expect(money(1_234_567, 'JPY')).toBe('JPY 1,234,567');
  });
});

describe('local times', () => {
  it('know zones, gaps and doubled hours', () => {
    expect(isZone('Africa/Nairobi') && isZone('UTC')).toBe(true);
    expect(['Nairobi', '+03:00', 'EST5', 'Mars/Olympus', '', '../etc'].some(isZone)).toBe(false);
    const at = (text: string, zone: string) => instantsOf(parseLocal(text) ?? expect.unreachable(), zone);
    expect(at('2026-12-01T09:00', 'Africa/Nairobi')).toEqual([Date.parse('2026-12-01T06:00:00Z')]);
    expect(at('2027-03-28T02:30', 'Europe/Berlin')).toEqual([]);
    expect(at('2026-11-01T01:30', 'America/New_York')).toHaveLength(2);
    expect(new Date(zonedInstant('2027-03-28T02:30', 'Europe/Berlin')).toISOString()).toBe('2027-03-28T01:30:00.000Z');
    expect(parseLocal('2027-02-29T09:00')).toBeNull();
  });

  it('go there and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2000, 0, 1) / 60_000, max: Date.UTC(2050, 0, 1) / 60_000 }),
        fc.constantFrom('Africa/Nairobi', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'),
        (minute, zone) => {
          const instant = minute * 60_000;
          const local = parseLocal(localText(instant, zone));
          expect(local && instantsOf(local, zone)).toContain(instant);
        },
      ),
    );
  });
});

it('words are everyday words', () => {
  expect(dayAndTime(Date.parse('2026-11-20T07:42:00Z'), 'Africa/Nairobi')).toBe('Friday 20 November, 10:42');
  expect(dayAndTime(Date.parse('2027-01-01T07:42:00Z'), 'Africa/Nairobi', Date.parse('2026-11-20T07:42:00Z'))).toBe(
    'Friday 1 January 2027, 10:42',
  );
  expect(listInWords(['a', 'b', 'c'])).toBe('a, b and c');
  expect([1, 2, 3, 4, 11, 21, 112].map(ordinal)).toEqual(['1st', '2nd', '3rd', '4th', '11th', '21st', '112th']);
  expect(durationInWords(90 * 60_000)).toBe('1 hour 30 minutes');
});

describe('canonical JSON', () => {
  it('has sorted keys and one form of every number', () => {
    expect(canonicalJson({ b: 1, a: [1e21, -0, 0.1, null], é: '\u20ac\n' })).toBe(
      '{"a":[1e+21,0,0.1,null],"b":1,"é":"€\\n"}',
    );
    expect(() => canonicalJson({ a: Number.NaN })).toThrow();
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

it('the JSON Schema accepts what the checks accept', () => {
  const validate = new Ajv2020({ strict: false }).compile(definitionJsonSchema());
  expect(validate(invoiceOnPayment())).toBe(true);
  expect(validate({ name: 'x', steps: [], extra: 1 })).toBe(false);
});

it('every code a finding may have is documented', async () => {
  const { readdir, readFile } = await import('node:fs/promises');
  const folder = new URL('../../src/automation/checks/', import.meta.url);
  const docs = await readFile(new URL('../../docs/findings.md', import.meta.url), 'utf8');
  const codes = new Set<string>();
  for (const file of await readdir(folder)) {
    const source = await readFile(new URL(file, folder), 'utf8');
    for (const call of source.matchAll(/findings\s*\.add\(\s*[^,]+?,\s*'([a-z_]+)'/g)) codes.add(call[1] as string);
    for (const code of source.matchAll(/code: '([a-z_]+)'/g)) codes.add(code[1] as string);
  }
  expect(codes.size).toBeGreaterThan(25);
  expect([...codes].filter((code) => !docs.includes(`| \`${code}\` `))).toEqual([]);
});
