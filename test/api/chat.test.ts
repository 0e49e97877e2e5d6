import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, type House, openHouse } from '../support/house.ts';

interface ChatAnswer {
  conversation_id: string;
  kind: string;
  response: string;
  missing?: { name: string; label: string }[];
  act?: { command: string; workflow: string | null; needs_confirmation: boolean };
  workflow_draft: {
    id: string;
    status: string;
    seal: string;
    definition: { name: string; steps: unknown[]; triggers: unknown[] };
  } | null;
}
interface Messages {
  messages: {
    id: string;
    from: string;
    text: string;
    content: { choices?: { name: string; value: string }[] } | string;
  }[];
  next: number;
}

let house: House;
let ann: Caller;

beforeAll(async () => {
  house = await openHouse();
  ann = await house.person('Ann');
});
afterAll(async () => {
  await house.close();
});

async function say(message: string, conversation_id: string | null = null, more: object = {}): Promise<ChatAnswer> {
  const answer = await ann.call<ChatAnswer>('POST', '/api/workflows/chat/', {
    message,
    conversation_id,
    timezone: 'Africa/Nairobi',
    ...more,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

/** Answers whatever is asked until there is a proposal. */
async function propose(message: string, answers: Record<string, string>): Promise<ChatAnswer> {
  let reply = await say(message);
  for (let round = 0; reply.kind === 'ask' && round < 5; round++) {
    const given = (reply.missing ?? []).map(({ name }) => `${name}: ${answers[name] ?? 'You decide.'}`).join('; ');
    reply = await say(given, reply.conversation_id);
  }
  expect(reply.kind, reply.response).toBe('propose');
  return reply;
}

const workflows = async () =>
  (await ann.call<{ id: string; name: string; status: string }[]>('GET', '/api/workflows/')).body;

it('goes from a sentence over questions and a typed yes to a run whose result is in the thread', async () => {
  const proposed = await propose('when I say so, email boss@example.com the weekly report', {
    subject: 'Weekly report',
    body: 'All systems fine',
    trigger: 'only when I ask',
  });
  expect(proposed.workflow_draft).toMatchObject({ status: 'awaiting_confirmation', seal: expect.any(String) });
  await say('yes, create it!', proposed.conversation_id);
  const [made] = await workflows();
  expect(made).toMatchObject({ status: 'active', name: proposed.workflow_draft?.definition.name });

  const ran = await say(`run ${made?.name} now`, proposed.conversation_id);
  expect(ran).toMatchObject({ kind: 'act', act: { command: 'run', workflow: made?.name } });
  const path = `/api/workflows/chat/${encodeURIComponent(proposed.conversation_id)}/messages?after=0&limit=200`;
  await expect
    .poll(async () => (await ann.call<Messages>('GET', path)).body.messages.map((line) => line.text).join('\n'), {
      timeout: 15_000,
    })
    .toMatch(/✅.*boss@example\.com/s);
});

it('pauses, resumes and deletes by sentence, asking before it deletes', async () => {
  const [made] = await workflows();
  const talk = await say(`pause ${made?.name}`);
  expect(talk.act).toMatchObject({ command: 'pause', workflow: made?.name });
  expect((await workflows())[0]?.status).toBe('paused');
  await say(`resume ${made?.name}`, talk.conversation_id);
  expect((await workflows())[0]?.status).toBe('active');
  const asked = await say(`delete ${made?.name}`, talk.conversation_id);
  expect(asked.act).toMatchObject({ command: 'delete', needs_confirmation: true });
  expect(await workflows()).toHaveLength(1);
  await say('yes', talk.conversation_id);
  expect(await workflows()).toHaveLength(0);
});

it('approves by a tap, once, and shows the taps in the messages', async () => {
  const proposed = await propose('every monday at 9 email boss@example.com "All fine"', { subject: 'Weekly' });
  const thread = encodeURIComponent(proposed.conversation_id);
  const { body } = await ann.call<Messages>('GET', `/api/workflows/chat/${thread}/messages?after=0`);
  const card = body.messages.findLast((line) => typeof line.content === 'object' && line.content !== null);
  const choice = (typeof card?.content === 'object' ? card.content.choices : [])?.find(
    (one) => one.name === 'draft.approve',
  );
  expect(choice).toBeDefined();
  const tap = () =>
    ann.call('POST', `/api/workflows/chat/${thread}/actions`, {
      message_id: card?.id,
      choice: { name: choice?.name, value: choice?.value },
    });
  const [one, two] = await Promise.all([tap(), tap()]);
  expect([one.status, two.status]).toEqual([200, 200]);
  const made = (await workflows()).filter((row) => row.name === proposed.workflow_draft?.definition.name);
  expect(made).toHaveLength(1);
});

it('keeps someone else out of a conversation', async () => {
  const ben = await house.person('Ben');
  const mine = await say('hello');
  const theirs = await ben.call('POST', '/api/workflows/chat/', {
    message: 'hi',
    conversation_id: mine.conversation_id,
  });
  expect(theirs.status).toBe(403);
  expect(
    (await ben.call('POST', '/api/workflows/chat/', { message: 'hi', conversation_id: 'web:nothing' })).status,
  ).toBe(404);
});

it.each([
  ['empty', ''],
  ['blank', '  \n '],
])('refuses an %s message with a sentence', async (_, message) => {
  const answer = await ann.call<{ error: { message: string } }>('POST', '/api/workflows/chat/', { message });
  expect(answer.status).toBe(400);
  expect(answer.body.error.message).toMatch(/\.$/);
});

it.each([
  ['emoji', '🙂🙂🙂'],
  ['right to left', 'مرحبا، ماذا يمكنك أن تفعل؟'],
  ['long', `please ${'very '.repeat(2500)}nicely`],
])('answers a message of %s', async (_, message) => {
  const reply = await say(message);
  expect(reply.response.length).toBeGreaterThan(0);
  expect(['say', 'ask']).toContain(reply.kind);
});

it('takes `now` and `given_workflows` in a test, and only answers acts on those', async () => {
  const reply = await say('pause the weekly report', null, {
    now: '2026-11-20T10:00:00',
    given_workflows: [{ name: 'Weekly report', status: 'active' }],
  });
  expect(reply).toMatchObject({ kind: 'act', act: { command: 'pause', workflow: 'Weekly report' } });
});

it('gives an API token on a page of its own, never in the chat', async () => {
  const reply = await say('give me an API token');
  const page = /http\S+\/once\/\S+/.exec(reply.response)?.[0] ?? '';
  expect(page).not.toBe('');
  expect(reply.response).not.toMatch(/nod_[0-9a-z]{20}_/);
  const looked = await (await fetch(page)).text();
  expect(looked).not.toMatch(/nod_[0-9a-z]{20}_/);
  const shown = await (await fetch(page, { method: 'POST' })).text();
  const token = /nod_[0-9a-z]{20}_[0-9a-f]{64}/.exec(shown)?.[0];
  const list = await fetch(`${house.address}/api/workflows/`, { headers: { authorization: `Bearer ${token}` } });
  expect(list.status).toBe(200);
  expect((await fetch(page, { method: 'POST' })).status).toBe(410);
});

it('leaves out the next time of a schedule when asked, and says which', async () => {
  const proposed = await propose('every friday at 16:00 email boss@example.com "Have a good weekend"', {
    subject: 'Weekend',
  });
  await say('yes', proposed.conversation_id);
  const name = proposed.workflow_draft?.definition.name ?? '';
  const first = await say(`skip the next ${name}`, proposed.conversation_id);
  expect(first.response).toMatch(/leaves out Friday \d+ \w+, 16:00/);
  const second = await say(`skip the next ${name}`, proposed.conversation_id);
  expect(second.response).not.toBe(first.response);
});
