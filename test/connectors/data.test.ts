import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { contextOf } from './support.ts';

const catalogue = createCatalogue();

async function run(service: string, name: string, params: Record<string, unknown>) {
  const action = catalogue.action(service, name);
  if (!action?.run) throw new Error(`${service}.${name} does not run`);
  const result = await action.run(action.params.parse(params) as never, contextOf(undefined));
  return action.result.parse(result) as Record<string, never>;
}

describe('data', () => {
  const rows = [
    { name: 'Wanjiru', amount: '1,200.10', town: 'Nairobi' },
    { name: 'Otieno', amount: 300.2, town: 'Kisumu' },
    { name: 'Amina', amount: 50, town: 'Nairobi' },
  ];
  const reshape = async (params: Record<string, unknown>) =>
    (await run('data', 'transform', { input: rows, ...params })).output as unknown;

  it.each([
    [{ operation: 'pick', field: 'name' }, ['Wanjiru', 'Otieno', 'Amina']],
    [{ operation: 'filter', field: 'amount', value: '> 100' }, rows.slice(0, 2)],
    [{ operation: 'filter', field: 'town', value: 'nairobi' }, [rows[0], rows[2]]],
    [{ operation: 'filter', field: 'town', value: '!=Nairobi' }, [rows[1]]],
    [{ operation: 'sort', field: 'amount' }, [rows[2], rows[1], rows[0]]],
    [{ operation: 'sort', field: 'amount', value: 'descending' }, rows],
    [{ operation: 'count' }, 3],
    [{ operation: 'sum', field: 'amount' }, 1550.3],
    [{ operation: 'first' }, rows[0]],
    [{ operation: 'last', count: 2 }, rows.slice(1)],
    [{ operation: 'unique', field: 'town' }, rows.slice(0, 2)],
    [{ operation: 'join', field: 'name', value: ' + ' }, 'Wanjiru + Otieno + Amina'],
    [{ operation: 'template', template: '{#}. {name}' }, '1. Wanjiru\n2. Otieno\n3. Amina'],
    [
      { operation: 'first', input: 'a,b\n1,"x, ""y"""' },
      { a: '1', b: 'x, "y"' },
    ],
    [{ operation: 'csv', input: [{ a: '=1+1', b: 'x,y' }] }, 'a,b\n\'=1+1,"x,y"'],
    [{ operation: 'pick', field: '__proto__' }, [null, null, null]],
    [{ operation: 'pick', field: 'constructor' }, [null, null, null]],
    [{ operation: 'count', input: null }, 0],
  ])('%j', async (params, wanted) => {
    expect(await reshape(params)).toEqual(wanted);
  });

  it('is grouped and analysed', async () => {
    expect(await reshape({ operation: 'group', field: 'town' })).toMatchObject([
      { value: 'Nairobi', count: 2 },
      { value: 'Kisumu', count: 1 },
    ]);
    const analysed = await run('data', 'analyse', { input: rows });
    expect(analysed).toMatchObject({ count: 3 });
    expect(analysed.columns).toMatchObject([
      { name: 'name', different: 3 },
      { name: 'amount', sum: 1550.3, min: 50, max: 1200.1 },
      { name: 'town', different: 2 },
    ]);
  });

  it('finds rows that are alike, the same every time', async () => {
    const orders = [1, 2, 3, 101, 102, 900].map((amount, at) => ({
      name: `n${at}`,
      amount,
      visits: amount > 50 ? 9 : 1,
    }));
    const kinds = [
      { count: 3, centre: { amount: 2, visits: 1 } },
      { count: 2, centre: { amount: 101.5, visits: 9 } },
      { count: 1, centre: { amount: 900, visits: 9 } },
    ];
    expect(await reshape({ operation: 'cluster', input: orders })).toEqual(kinds);
    expect(await reshape({ operation: 'cluster', input: orders, count: 1, field: 'visits' })).toEqual([
      { count: 6, centre: { visits: 5 } },
    ]);
    expect(await reshape({ operation: 'cluster', input: orders.slice(0, 2), count: 50 })).toHaveLength(2);
    expect(await reshape({ operation: 'cluster', input: [{ name: 'a' }] })).toEqual([]);
    expect(await reshape({ operation: 'cluster', input: [] })).toEqual([]);
  });

  it('is bounded', async () => {
    await expect(reshape({ operation: 'count', input: Array(10_001).fill(1) })).rejects.toBeTruthy();
    await expect(reshape({ operation: 'json', input: ['x'.repeat(1_100_000)] })).rejects.toMatchObject({
      retryable: false,
    });
  });
});
