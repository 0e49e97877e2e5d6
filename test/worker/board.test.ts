import { expect, it } from 'vitest';
import { evaluateCondition } from '../../src/automation/templates.ts';
import { type Board, createBoard } from '../../worker/workflows/board.ts';
import type { PlannedStep } from '../../worker/workflows/contract.ts';

type Line = [id: string, needs: string[], more?: Partial<PlannedStep>];

/** Steps from lines; ancestors follow from the needs. */
function plan(lines: Line[]): PlannedStep[] {
  const after = new Map<string, Set<string>>();
  return lines.map(([id, needs, more]) => {
    const before = new Set(needs.flatMap((need) => [need, ...(after.get(need) ?? [])]));
    after.set(id, before);
    return {
      id,
      service: 'world',
      action: 'write',
      params: {},
      condition: null,
      needs,
      after: [...before],
      readsFailureOf: [],
      reads: [],
      goesOn: false,
      forEach: null,
      parallel: 5,
      lane: 'remote',
      success: 'success',
      outputs: ['id'],
      timeoutMs: 1000,
      confirm: false,
      ...more,
    };
  });
}

const handler = (of: string, word = 'failed'): Partial<PlannedStep> => ({
  condition: `{{ ${of}.status == '${word}' }}`,
  readsFailureOf: [of],
  reads: [of],
});

/** Plays a board: `fails` and `refused` name the steps that end so. Returns how each ended, and what ran in which order. */
function play(lines: Line[], fails: string[] = [], refused: string[] = []) {
  const board: Board = createBoard(plan(lines), (text, outputs) => evaluateCondition(text, outputs));
  const ran: string[] = [];
  for (let round = 0; round < 100 && !board.done(); round += 1) {
    const moves = board.next();
    for (const step of moves.skip) board.skip(step);
    for (const { step, error } of moves.fail) board.fail(step, error);
    for (const step of moves.run) board.start(step);
    for (const step of moves.run) {
      ran.push(step.id);
      if (fails.includes(step.id)) board.fail(step, `${step.id} broke`);
      else if (refused.includes(step.id)) board.refuse(step, 'no');
      else board.succeed(step, { id: step.id, status: step.success, error: null });
    }
  }
  return { states: Object.fromEntries(board.states), ran, failure: board.failure()?.step ?? null, done: board.done() };
}

it('skips what does not ask about a failure, runs what does, and goes on after it', () => {
  const lines: Line[] = [
    ['a', []],
    ['b', ['a']],
    ['help', ['b'], handler('a')],
    ['c', ['help']],
  ];
  expect(play(lines, ['a'])).toMatchObject({
    states: { a: 'failed', b: 'skipped', help: 'success', c: 'success' },
    failure: null,
  });
  expect(play(lines)).toMatchObject({ states: { a: 'success', b: 'success', help: 'skipped', c: 'success' } });
});

it('starts nothing new after a failure that nothing handles', () => {
  const result = play(
    [
      ['a', []],
      ['b', ['a']],
      ['x', []],
      ['y', ['x']],
    ],
    ['a'],
  );
  expect(result).toMatchObject({ states: { b: 'skipped', x: 'success', y: 'skipped' }, failure: 'a', done: true });
});

it('holds another branch until a failure is decided, then lets it go on', () => {
  const lines: Line[] = [
    ['a', []],
    ['x', []],
    ['y', ['x']],
    ['help', ['a'], handler('a')],
    ['z', ['y', 'help']],
  ];
  const result = play(lines, ['a']);
  expect(result.states).toEqual({ a: 'failed', x: 'success', help: 'success', y: 'success', z: 'success' });
  expect(result.ran.indexOf('help')).toBeLessThan(result.ran.indexOf('y'));
});

it('does not wait for ever for a handler that waits for the held branch', () => {
  const lines: Line[] = [
    ['a', []],
    ['x', []],
    ['y', ['x']],
    ['help', ['a', 'y'], handler('a')],
  ];
  expect(play(lines, ['a'])).toMatchObject({ states: { y: 'skipped', help: 'success' }, failure: null, done: true });
});

it('judges steps that become ready together alike, whatever their order', () => {
  const help: Line = ['help', ['a'], handler('a')];
  const plain: Line = ['plain', ['a']];
  for (const lines of [
    [['a', []] as Line, help, plain],
    [['a', []] as Line, plain, help],
  ]) {
    expect(play(lines, ['a']).states).toMatchObject({ plain: 'skipped', help: 'success' });
  }
});

it('takes a handler that did not run for none', () => {
  const lines: Line[] = [
    ['a', []],
    ['other', ['a'], handler('a', 'confirmed')],
    ['end', ['other']],
  ];
  expect(play(lines, ['a'])).toMatchObject({ states: { other: 'skipped', end: 'skipped' }, failure: 'a' });
});

it('fails a step whose condition cannot be worked out', () => {
  const lines: Line[] = [
    ['a', []],
    ['b', ['a'], { condition: '{{ a.nothing > 3 }}' }],
  ];
  expect(play(lines)).toMatchObject({ states: { b: 'failed' }, failure: 'b' });
  const kind: Line[] = [
    ['a', []],
    ['b', ['a'], { condition: '{{ a.id }}' }],
  ];
  expect(play(kind)).toMatchObject({ states: { b: 'failed' }, failure: 'b' });
});

it('goes on after an error where the step says so', () => {
  expect(
    play(
      [
        ['a', [], { goesOn: true }],
        ['b', ['a']],
      ],
      ['a'],
    ),
  ).toMatchObject({ states: { a: 'failed', b: 'success' }, failure: null });
});

it('lets nothing through a refusal but what asks about it', () => {
  const lines: Line[] = [
    ['ask', []],
    ['pay', ['ask']],
    ['tell', ['pay'], { condition: "{{ ask.status == 'skipped' }}", reads: ['ask'] }],
    ['after', ['tell']],
  ];
  const result = play(lines, [], ['ask']);
  expect(result).toMatchObject({ states: { pay: 'skipped', tell: 'success', after: 'success' }, failure: null });
});

it('counts a skipped need as met, with empty results', () => {
  const lines: Line[] = [
    ['a', [], { condition: '{{ 1 > 2 }}' }],
    ['b', ['a'], { condition: '{{ a.id == null && a.status == "skipped" }}' }],
  ];
  expect(play(lines).states).toEqual({ a: 'skipped', b: 'success' });
});
