import { expect, it } from 'vitest';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';

/** Nodes and edges (S1): every type of node becomes a step, and what a loop repeats stands inside it. */
const catalogue = createCatalogue();
const check = (nodes: object[], edges: object[]) =>
  checkDefinition(
    { name: 'Graph', nodes, edges },
    {
      now: '2026-11-20T07:00:00.000Z',
      timeZone: 'Africa/Nairobi',
      withdrawMax: 100_000,
      dailySpendLimit: 500_000,
      currency: 'KES',
      catalogue,
      workflows: [],
    },
  );
const edge = (source: string, target: string, sourceHandle?: string) => ({
  source,
  target,
  ...(sourceHandle && { sourceHandle }),
});
const set = (id: string, more: object = {}) => ({ id, type: 'flow.set', data: { values: { a: 1 } }, ...more });

it('knows the types of S1 and their own names for parameters', () => {
  const { definition, findings } = check(
    [
      { id: 'start', type: 'input' },
      { id: 'ask', type: 'llm', data: { prompt: 'Write about {{ trigger.topic }}' } },
      {
        id: 'call',
        type: 'http',
        data: { url: 'https://example.com/{{ llmOutput }}', method: 'POST', timeout: 30000 },
      },
      { id: 'shape', type: 'transform', data: { input: '{{ httpResponse }}', operation: 'count' } },
      { id: 'dig', type: 'agent', data: { prompt: 'Find out more about {{ llmOutput }}' } },
    ],
    [edge('start', 'ask'), edge('ask', 'call'), edge('call', 'shape'), edge('ask', 'dig')],
  );
  expect(findings).toEqual([]);
  expect(definition?.steps).toMatchObject([
    { id: 'ask', service: 'llm', action: 'generate', needs: [] },
    {
      id: 'call',
      service: 'http',
      action: 'request',
      needs: ['ask'],
      timeout: '30s',
      params: { url: 'https://example.com/{{ ask.text }}' },
    },
    { id: 'shape', service: 'data', action: 'transform', needs: ['call'], params: { input: '{{ call.body }}' } },
    {
      id: 'dig',
      service: 'llm',
      action: 'agent',
      needs: ['ask'],
      params: { goal: 'Find out more about {{ ask.text }}' },
    },
  ]);
});

const LOOPED = [
  { id: 'rows', inside: null, needs: [] },
  { id: 'each', service: 'flow', action: 'loop', for_each: '{{ trigger.items }}', needs: ['rows'], max_parallel: 3 },
  { id: 'one', inside: 'each', needs: [] },
  { id: 'two', inside: 'each', needs: ['one'] },
  { id: 'after', inside: null, needs: ['each'] },
];
const each = { id: 'each', type: 'loop', data: { items: '{{ trigger.items }}', maxParallel: 3 } };

it.each<[string, object[], object[]]>([
  [
    'the edge of its body, and back',
    [set('rows'), each, set('one'), set('two'), set('after')],
    [
      edge('rows', 'each'),
      edge('each', 'one', 'body'),
      edge('one', 'two'),
      edge('two', 'each'),
      edge('each', 'after', 'done'),
    ],
  ],
  [
    'nodes that say in which they stand',
    [set('rows'), each, set('one', { parentId: 'each' }), set('two', { parentId: 'each' }), set('after')],
    [edge('rows', 'each'), edge('one', 'two'), edge('each', 'after')],
  ],
  [
    'a body whose last node leads on',
    [set('rows'), each, set('one', { parentId: 'each' }), set('two', { parentId: 'each' }), set('after')],
    [edge('rows', 'each'), edge('each', 'one'), edge('one', 'two'), edge('two', 'after')],
  ],
])('a loop by %s', (_how, nodes, edges) => {
  const { definition, findings } = check(nodes, edges);
  expect(findings).toEqual([]);
  expect(definition?.steps.map((step) => ({ ...step, inside: step.inside ?? null }))).toMatchObject(LOOPED);
});

it('a condition inside the body holds for its pass', () => {
  const { definition, findings } = check(
    [each, { id: 'big', type: 'conditional', data: { condition: '{{ item > 5 }}' } }, set('one')],
    [edge('each', 'big', 'loop'), edge('big', 'one', 'true')],
  );
  expect(findings).toEqual([]);
  expect(definition?.steps[1]).toMatchObject({ id: 'one', inside: 'each', needs: [], condition: '{{ item > 5 }}' });
});

it('refuses a branch that leads out of a loop: it is decided for each item', () => {
  const nodes = [
    { id: 'l', type: 'loop', data: { items: '{{ trigger.items }}' } },
    { id: 'c', type: 'conditional', parentId: 'l', data: { condition: 'item.late' } },
    { id: 'p', type: 'http', parentId: 'l', data: { url: 'https://example.com' } },
    { id: 'pay', type: 'http', data: { url: 'https://example.com/pay' } },
  ];
  const edges = [edge('c', 'p', 'false'), edge('c', 'pay', 'true')];
  const codes = (some: object[]) => check(nodes, some).findings.map((one) => one.code);
  expect(codes(edges)).toContain('branch_out_of_loop');
  expect(codes(edges.slice(0, 1))).toEqual([]);
});

it('refuses a loop without a list, without a body, and in a loop', () => {
  const codes = (nodes: object[], edges: object[]) => check(nodes, edges).findings.map((one) => one.code);
  expect(codes([{ id: 'each', type: 'loop' }], [])).toEqual(expect.arrayContaining(['missing', 'empty_loop']));
  const inner = { id: 'inner', type: 'loop', parentId: 'each', data: { items: '{{ trigger.more }}' } };
  expect(codes([each, inner, set('one', { parentId: 'inner' })], [])).toContain('nested_loop');
});

it('leaves a name that two nodes would have alone', () => {
  const { findings } = check(
    [
      { id: 'a', type: 'llm', data: { prompt: 'One' } },
      { id: 'b', type: 'llm', data: { prompt: 'Two' } },
      { id: 'c', type: 'llm', data: { prompt: 'Say {{ llmOutput }}' } },
    ],
    [edge('a', 'b'), edge('b', 'c')],
  );
  expect(findings).toMatchObject([{ path: 'steps[2].params.prompt' }]);
});

const big = { id: 'big', type: 'conditional', data: { condition: '{{ trigger.amount > 1000 }}' } };
const late = { id: 'late', type: 'conditional', data: { condition: 'trigger.late' } };
const BIG = '{{ trigger.amount > 1000 }}';
const SMALL = '{{ !(trigger.amount > 1000) }}';

/** The conditions of steps by id; undefined where they always run. */
function conditions(nodes: object[], edges: object[]): Record<string, string | undefined> {
  const { definition, findings } = check(nodes, edges);
  expect(findings).toEqual([]);
  return Object.fromEntries((definition?.steps ?? []).map((step) => [step.id, step.condition]));
}

it('leaves out what follows a node that its branch left out', () => {
  const edges = [edge('big', 'a', 'true'), edge('a', 'b'), edge('b', 'c'), edge('big', 'd', 'false'), edge('d', 'e')];
  expect(conditions([big, ...['a', 'b', 'c', 'd', 'e'].map((id) => set(id))], edges)).toEqual({
    a: BIG,
    b: BIG,
    c: BIG,
    d: SMALL,
    e: SMALL,
  });
});

it('goes on where branches meet, whichever was taken', () => {
  const [a, b, join] = ['a', 'b', 'join'].map((id) => set(id)) as [object, object, object];
  const into = edge('a', 'join');
  const drawn: [object[], object[]][] = [
    [
      [big, a, join],
      [edge('big', 'a', 'true'), into, edge('big', 'join', 'false')],
    ],
    [
      [big, a, b, join],
      [edge('big', 'a', 'true'), edge('big', 'b', 'false'), into, edge('b', 'join')],
    ],
    [
      [big, a, join],
      [edge('big', 'a', 'true'), into, edge('big', 'join', 'false'), edge('big', 'join', 'true')],
    ],
    [
      [set('first'), big, a, join],
      [edge('first', 'big'), edge('big', 'a', 'true'), into, edge('big', 'join', 'no'), edge('first', 'join')],
    ],
    [
      [set('first'), big, a, join],
      [edge('first', 'big'), edge('big', 'a', 'true'), into, edge('first', 'join')],
    ],
  ];
  for (const [nodes, edges] of drawn) expect(conditions(nodes, edges).join, JSON.stringify(edges)).toBeUndefined();
});

it('goes on where one of several decisions leads, and holds to one that leads there straight', () => {
  const nodes = [big, late, set('a'), set('b'), set('join'), set('gated')];
  const edges = [
    edge('big', 'a', 'true'),
    edge('late', 'b', 'output-false'),
    edge('a', 'join'),
    edge('b', 'join'),
    edge('a', 'gated'),
    edge('late', 'gated', 'true'),
  ];
  expect(conditions(nodes, edges)).toEqual({
    a: BIG,
    b: '{{ !(trigger.late) }}',
    join: '{{ (trigger.amount > 1000) || (!(trigger.late)) }}',
    gated: '{{ (trigger.late) && (trigger.amount > 1000) }}',
  });
});

it('takes what an edge itself asks', () => {
  const asks = { ...edge('a', 'b'), condition: '{{ a.values.a == 1 }}' };
  expect(conditions([set('a'), set('b'), set('c')], [asks, edge('b', 'c')])).toMatchObject({
    b: '{{ a.values.a == 1 }}',
    c: '{{ a.values.a == 1 }}',
  });
});

it('refuses a decision that asks nothing, and an edge of which nobody can tell when it is taken', () => {
  const codes = (nodes: object[], edges: object[]) => check(nodes, edges).findings.map(({ code }) => code);
  expect(codes([{ ...big, data: { left: '1' } }, set('a')], [edge('big', 'a', 'true')])).toEqual(['missing']);
  expect(codes([big, set('a')], [edge('big', 'a', 'rather small')])).toEqual(['unknown_branch']);
});

/** Groups of decisions, each of which leads through a node to where its group meets; each group decides on the last node. */
function grouped(groups: string[], each: number): [object[], object[]] {
  const ask = (id: string) => ({ id, type: 'conditional', data: { condition: `trigger.${id} > 1` } });
  const all = groups.flatMap((group) => Array.from({ length: each }, (_, at) => ({ group, at: `${group}${at}` })));
  return [
    [
      set('last'),
      ...groups.flatMap((group) => [set(`${group}_met`), ask(`${group}_asks`)]),
      ...all.flatMap(({ at }) => [ask(`${at}_asks`), set(at)]),
    ],
    [
      ...groups.flatMap((group) => [edge(`${group}_met`, `${group}_asks`), edge(`${group}_asks`, 'last', 'true')]),
      ...all.flatMap(({ group, at }) => [edge(`${at}_asks`, at, 'true'), edge(at, `${group}_met`)]),
    ],
  ];
}

it('says that there are too many ways without going through all of them', () => {
  const before = performance.now();
  expect(check(...grouped(['a', 'b', 'c'], 16)).findings).toMatchObject([{ path: 'edges', code: 'too_many_ways' }]);
  expect(performance.now() - before).toBeLessThan(3000);
  // Thirty ways, and eighty decisions that each of them leads to.
  const [nodes, edges] = grouped(['a'], 30);
  for (let at = 0; at < 80; at += 1) {
    nodes.push({ id: `more${at}`, type: 'conditional', data: { condition: `trigger.more${at}` } });
    edges.push(edge('a_met', `more${at}`), edge(`more${at}`, 'last', 'true'));
  }
  expect(check(nodes, edges).findings).toMatchObject([{ code: 'too_many_ways' }]);
  expect(performance.now() - before).toBeLessThan(6000);
});

it('says every way there is, up to as many as can be read', () => {
  const ways = conditions(...grouped(['a', 'b'], 4)).last?.split(' || ');
  expect(ways).toHaveLength(16);
  expect(ways?.[0]).toContain('trigger.a_asks > 1');
});

it('refuses more nodes and edges than steps could come of', () => {
  const ids = Array.from({ length: 401 }, (_, at) => `n${at}`);
  const found = (nodes: object[], edges: object[]) => check(nodes, edges).findings[0];
  expect(
    found(
      ids.map((id) => set(id)),
      [],
    ),
  ).toMatchObject({ path: 'nodes', code: 'too_large' });
  const twice = ids.slice(0, 32).flatMap((from) => ids.slice(0, 32).map((to) => edge(from, to)));
  expect(
    found(
      ids.slice(0, 32).map((id) => set(id)),
      twice,
    ),
  ).toMatchObject({ path: 'edges', code: 'too_large' });
});
