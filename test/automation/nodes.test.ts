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
