import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Harness, openHarness } from './support/harness.ts';
import { AMINA, addPeople, answer, waiting } from './support/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
  await addPeople(h);
});
afterAll(() => h.close());

const ask = (id: string, params: Record<string, unknown>, more = {}) => ({
  id,
  service: 'flow',
  action: 'ask',
  params: params as never,
  ...more,
});
const begin = async (steps: Parameters<Harness['approve']>[0]['steps'], data: Record<string, unknown> = {}) =>
  h.start(await h.approve({ steps }), data);

it('waits for an answer that fits, asks again for what does not, and gives it on as data', async () => {
  const id = await begin(
    [
      ask('size', { question: 'How many for {{ trigger.name }}?', kind: 'number', min: 1, max: 50 }),
      { id: 'next', action: 'put', params: { data: '{{ size.answer * 2.0 }}', to: '{{ size.by }}' } },
    ],
    { name: 'Acme' },
  );
  const row = await waiting(h, id, 'size');
  expect(row.question).toMatchObject({ text: 'How many for Acme?', kind: 'number', min: 1, max: 50 });
  expect(Date.parse(row.question?.deadline ?? '') - Date.now()).toBeGreaterThan(86_000_000);
  expect(await h.runs.query(`run-${id}`)).toMatchObject({
    questions: [{ path: 'size', received: false, value: null }],
  });
  const before = (await h.handle(id).describe()).historyLength;
  expect(await answer(h, id, row, 'many')).toEqual({
    result: 'misfit',
    text: 'I need a number there, as 12 or 1,500.50.',
  });
  expect(await answer(h, id, row, 80)).toEqual({ result: 'misfit', text: 'I need a number of at most 50.' });
  expect(await answer(h, id, row, 8, AMINA)).toEqual({ result: 'refused', text: 'Only Wanjiru can answer this one.' });
  expect((await h.handle(id).describe()).historyLength).toBe(before);
  expect(await answer(h, id, row, '12')).toMatchObject({ result: 'accepted' });
  const { steps } = await h.ended(id);
  expect(steps.size).toMatchObject({
    report: 'Answer: 12',
    output: { answer: 12, by: 'Wanjiru', answered: true },
    question: { answer: 12, answeredBy: 'Wanjiru' },
  });
  expect(steps.next?.input).toEqual({ data: 24, to: 'Wanjiru' });
});

it('tells a second answer who was first', async () => {
  const rest = { id: 'rest', service: 'flow', action: 'wait', params: { duration: '1h' } };
  const id = await begin([ask('q', { question: 'Which?', options: ['small', 'large'] }), rest]);
  const row = await waiting(h, id, 'q');
  expect(await answer(h, id, row, 'medium')).toEqual({
    result: 'misfit',
    text: 'It must be one of these: small, large.',
  });
  await answer(h, id, row, 'LARGE');
  expect(await answer(h, id, row, 'small')).toEqual({
    result: 'already',
    text: expect.stringMatching(/^Already answered: Wanjiru did at \d\d:\d\d\.$/),
  });
  expect(await h.runs.query(`run-${id}`)).toMatchObject({ questions: [{ received: true, value: 'large' }] });
  await h.runs.signal(`run-${id}`, 'cancel', 'done');
  await h.ended(id);
});

it('takes the default on silence, and fails without one, which a later step may handle', async () => {
  const { execution, steps } = await h.run({
    steps: [
      ask('a', { question: 'Colour?', timeout: '50ms', default: 'blue' }),
      ask('b', { question: 'Shape?', timeout: '50ms' }),
      { id: 'tell', action: 'notify', condition: "{{ b.status == 'failed' }}", params: { to: '{{ a.answer }}' } },
    ],
  });
  expect(execution.status).toBe('completed');
  expect(steps).toMatchObject({
    a: { output: { answer: 'blue', answered: false, by: '' }, report: 'No answer, so blue' },
    b: { state: 'failed', error: 'Nobody answered in time.' },
    tell: { state: 'success', input: { to: 'blue' } },
  });
  const alone = await h.run({ steps: [ask('b', { question: 'Shape?', timeout: '50ms' })] });
  expect(alone.execution).toMatchObject({ status: 'failed', errorMessage: 'Nobody answered in time.' });
});

it('asks another person, a date and a file as what they are', async () => {
  const id = await begin([
    ask('day', { question: 'When?', kind: 'date', to: 'Amina', min: '2026-01-01' }),
    ask('paper', { question: 'The receipt?', kind: 'file' }),
  ]);
  const day = await waiting(h, id, 'day');
  expect(day.question).toMatchObject({ to: [AMINA.user], names: 'Amina' });
  expect(await answer(h, id, day, '2025-12-01', AMINA)).toMatchObject({ result: 'misfit' });
  expect(await answer(h, id, day, '2026-02-30', AMINA)).toMatchObject({ result: 'misfit' });
  await answer(h, id, day, '2026-12-01', AMINA);
  const paper = await waiting(h, id, 'paper');
  expect(await answer(h, id, paper, 'a text')).toMatchObject({ result: 'misfit' });
  await answer(h, id, paper, { name: 'r.pdf', mediaType: 'application/pdf', size: 10, more: 'x' });
  const { steps } = await h.ended(id);
  expect(steps).toMatchObject({
    day: { output: { answer: '2026-12-01', by: 'Amina' } },
    paper: { output: { answer: { name: 'r.pdf', mediaType: 'application/pdf', size: 10 } } },
  });
});

it('asks for each item, one at a time', async () => {
  const id = await begin(
    [
      ask('each', { question: 'What of {{ item }}?' }, { for_each: '{{ trigger.items }}' }),
      { id: 'next', action: 'put', params: { data: '{{ each.results.map(one, one.answer) }}' } },
    ],
    { items: ['a', 'b'] },
  );
  const first = await waiting(h, id, 'each/each:0');
  expect((await h.steps(id))['each/each:1']).toBeUndefined();
  await answer(h, id, first, 'one');
  await answer(h, id, await waiting(h, id, 'each/each:1'), 'two');
  expect((await h.ended(id)).steps.next?.input).toEqual({ data: ['one', 'two'] });
});
