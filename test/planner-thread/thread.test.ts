import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { createLog } from '../../src/log.ts';
import { createBuiltinPlanner } from '../../src/planner/builtin/planner.ts';
import { say } from '../../src/planner/builtin/words.ts';
import { createPlannerThread } from '../../src/planner/thread/planner.ts';
import type { PlannerInput } from '../../src/planner/types.ts';

const BUILT = pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'app', 'planner', 'thread', 'main.js'));
const folder = mkdtempSync(join(tmpdir(), 'nod-thread-'));
afterAll(() => rmSync(folder, { recursive: true }));

const log = createLog('silent', 'test', []);
/** A thread that does something else than planning. */
function threadOf(name: string, code: string): URL {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `import { parentPort } from 'node:worker_threads';\n${code}`);
  return pathToFileURL(file);
}
/** Says what was said, and does as it is told. */
const ECHO = `parentPort.postMessage({ kind: 'ready' });
  parentPort.on('message', ({ text }) => {
    while (text === 'stuck');
    if (text === 'fall') throw new Error('it fell');
    if (text === 'leave') process.exit(0);
    parentPort.postMessage({ kind: 'reply', reply: { kind: 'say', text } });
  });`;
const said = (text: string, more: Partial<PlannerInput> = {}): PlannerInput => ({
  text,
  history: [],
  now: '2026-11-20T07:00:00.000Z',
  timeZone: 'Africa/Nairobi',
  locale: null,
  currency: 'KES',
  owner: { name: 'Wanjiru', email: null, phone: null },
  draft: null,
  workflows: [],
  dialog: null,
  check: () => [],
  ...more,
});

test('says what the planner says, turn by turn, one after another', async () => {
  const apart = createPlannerThread({ script: BUILT, log });
  const here = createBuiltinPlanner({ catalogue: createCatalogue() });
  const first = said('every friday at 4pm post in #crew');
  const asked = await apart(first);
  expect(asked).toEqual(await here(first));
  const second = said('Timesheets!', { dialog: asked.dialog });
  const others = ['hello', 'list my workflows', 'pay 500 to +254712345678 every monday at 9am'].map((text) =>
    said(text),
  );
  const replies = await Promise.all([second, ...others].map((one) => apart(one)));
  expect(replies).toEqual(await Promise.all([second, ...others].map((one) => here(one))));
  expect(replies[0]?.kind).toBe('propose');
});

test('what is proposed was checked where the workspace is known', async () => {
  const apart = createPlannerThread({ script: BUILT, log });
  const checked: unknown[] = [];
  const check: PlannerInput['check'] = (definition) => {
    checked.push(definition);
    return [{ path: 'steps[0]', code: 'not_here', message: 'Nobody of that name is here.' }];
  };
  const reply = await apart(said("every friday at 4pm post 'Timesheets!' in #crew", { check }));
  expect(checked).toHaveLength(1);
  expect(reply.kind).not.toBe('propose');
  const broken = said("every friday at 4pm post 'Timesheets!' in #crew", {
    check: () => {
      throw new Error('the check is broken');
    },
  });
  await expect(apart(broken)).rejects.toThrow('the check is broken');
  expect((await apart(said('hello'))).kind).toBe('say');
});

test('a message that never comes to an end is given up, what was open stays, and the next is answered', async () => {
  const script = threadOf('stuck', ECHO);
  const apart = createPlannerThread({ script, log, limitMs: 1_500 });
  const dialog = { asked: ['something'] };
  const [stuck, next] = await Promise.all([apart(said('stuck', { dialog })), apart(said('next'))]);
  expect(stuck).toEqual({ kind: 'say', text: say.tooLong, dialog });
  expect(next).toEqual({ kind: 'say', text: 'next' });
});

test('one that the person stops is ended at once', async () => {
  const script = threadOf(
    'stopped',
    `parentPort.postMessage({ kind: 'ready' });
    parentPort.on('message', ({ text }) => {
      if (text === 'stop me') parentPort.postMessage({ kind: 'check', definition: {} });
      while (text === 'stop me');
      parentPort.postMessage({ kind: 'reply', reply: { kind: 'say', text } });
    });`,
  );
  const apart = createPlannerThread({ script, log });
  const stopping = new AbortController();
  const check: PlannerInput['check'] = () => {
    stopping.abort(new Error('the person stopped it'));
    return [];
  };
  await expect(apart(said('stop me', { check, signal: stopping.signal }))).rejects.toThrow('the person stopped it');
  expect(await apart(said('next'))).toEqual({ kind: 'say', text: 'next' });
});

test('stopped while it starts or waits, a turn is not begun, and the next is answered', async () => {
  const apart = createPlannerThread({ script: threadOf('echo', ECHO), log, limitMs: 5_000 });
  const stopping = new AbortController();
  const first = apart(said('stuck', { signal: stopping.signal }));
  const second = apart(said('stuck', { signal: stopping.signal }));
  const third = apart(said('next'));
  stopping.abort(new Error('the person stopped it'));
  await expect(first).rejects.toThrow('the person stopped it');
  await expect(second).rejects.toThrow('the person stopped it');
  expect(await third).toEqual({ kind: 'say', text: 'next' });
});

test('a thread that falls over fails its message alone', async () => {
  const apart = createPlannerThread({ script: threadOf('falls', ECHO), log });
  const all = await Promise.allSettled(['fall', 'one', 'leave', 'two'].map((text) => apart(said(text))));
  expect(all.map((one) => (one.status === 'rejected' ? String(one.reason) : one.value.text))).toEqual([
    'Error: it fell',
    'one',
    'Error: the planner’s thread ended in the middle of a message',
    'two',
  ]);
});

test('one that does not start says so, each time', async () => {
  const never = createPlannerThread({ script: threadOf('never', 'throw new Error("no start")'), log });
  await expect(never(said('hello'))).rejects.toThrow('no start');
  await expect(never(said('hello'))).rejects.toThrow('no start');
  const silent = threadOf('silent', `parentPort.on('message', () => {});`);
  const late = createPlannerThread({ script: silent, log, startMs: 200 });
  await expect(late(said('hello'))).rejects.toThrow('does not start');
});

test('findings and words that cannot be handed over fail their message alone', async () => {
  const apart = createPlannerThread({ script: BUILT, log });
  const request = "every friday at 4pm post 'Timesheets!' in #crew";
  const odd = { path: '', code: 'odd', message: 'odd', why: () => {} };
  await expect(apart(said(request, { check: () => [odd] }))).rejects.toThrow(/could not be cloned/);
  await expect(apart(said(request, { dialog: () => {} }))).rejects.toThrow(/could not be cloned/);
  const checked: string[] = [];
  const check: PlannerInput['check'] = () => {
    checked.push('mine');
    return [];
  };
  expect((await apart(said(request, { check }))).kind).toBe('propose');
  expect(checked).toEqual(['mine']);
});

test('while nobody says anything it does not run', async () => {
  const script = threadOf(
    'idle',
    `let turns = 0;
    parentPort.postMessage({ kind: 'ready' });
    parentPort.on('message', () => parentPort.postMessage({ kind: 'reply', reply: { kind: 'say', text: String(++turns) } }));`,
  );
  const apart = createPlannerThread({ script, log, idleMs: 20 });
  const turns = async () => (await apart(said('again'))).text;
  expect(await turns()).toBe('1');
  await expect.poll(turns, { interval: 100 }).toBe('1');
});
