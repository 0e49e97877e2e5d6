import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Caller, type House, openHouse } from '../support/house.ts';

interface Choice {
  name: string;
  value: string;
  label: string;
  form?: { inputs: { name: string }[] };
}
interface Said {
  id: string;
  text: string;
  content:
    | { title?: string; body?: { kind: string; text?: string }[]; choices?: Choice[]; footer?: string }
    | string
    | null;
}

let house: House;
let ann: Caller;
let thread: string;
let serial = 0;
/** A name of its own for each test: they share a person. */
let name: string;

beforeAll(async () => {
  house = await openHouse();
  ann = await house.person('Ann');
});
afterAll(async () => {
  await house.close();
});
beforeEach(async () => {
  serial += 1;
  name = `Digest ${['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota', 'kappa', 'lambda'][serial]}`;
  thread = (await chat('versions of nothing at all', null)).conversation_id;
});

async function chat(message: string, conversation: string | null = thread) {
  const answer = await ann.call<{ conversation_id: string; response: string; workflow_draft: { id: string } | null }>(
    'POST',
    '/api/workflows/chat/',
    { message, conversation_id: conversation },
  );
  expect(answer.status).toBe(200);
  return answer.body;
}
const say = async (message: string) => (await chat(message)).response;

const messages = async () =>
  (await ann.call<{ messages: Said[] }>('GET', `/api/workflows/chat/${thread}/messages/?after=0`)).body.messages;

const choices = (one: Said | undefined): Choice[] =>
  typeof one?.content === 'object' ? (one.content?.choices ?? []) : [];

/** Taps the newest choice of a name (and value). */
async function tap(choice: string, more: { value?: string; values?: Record<string, string> } = {}) {
  const has = (one: Choice) => one.name === choice && (more.value === undefined || one.value === more.value);
  let found: { message: Said; choice: Choice } | undefined;
  await expect
    .poll(async () => {
      const message = (await messages()).findLast((one) => choices(one).some(has));
      const target = choices(message).find(has);
      found = message && target ? { message, choice: target } : undefined;
      return found !== undefined;
    })
    .toBe(true);
  const answer = await ann.call('POST', `/api/workflows/chat/${thread}/actions/`, {
    message_id: found?.message.id,
    choice: { name: found?.choice.name, value: found?.choice.value },
    ...(more.values ? { values: more.values } : {}),
  });
  expect(answer.status).toBeLessThan(300);
}

const text = async () =>
  (await messages())
    .map((one) => `${one.text}\n${typeof one.content === 'object' ? (one.content?.footer ?? '') : ''}`)
    .join('\n');
const reads = (words: RegExp) => expect.poll(text).toMatch(words);

const workflows = () => house.store.workflows.find({ workspace: ann.workspace, status: 'active' }).lean();
const live = async (called = name) => (await workflows()).find((one) => one.name === called);

const definition = (subject: string) => ({
  name,
  triggers: [],
  steps: [
    { id: 'tell', service: 'email', action: 'send_email', params: { to: 'ann@example.com', subject, body: 'Hi' } },
  ],
});

async function approved(body: object): Promise<string> {
  const draft = (await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', body)).body;
  const made = await ann.call<{ workflow: { id: string } }>('POST', `/api/workflows/drafts/${draft.id}/approve/`, {
    seal: draft.seal,
  });
  return made.body.workflow.id;
}

async function twoVersions(): Promise<string> {
  const id = await approved({ definition: definition('One') });
  await approved({ definition: definition('Two'), workflow_id: id });
  return id;
}

it('shows and compares versions, and goes back to one by its button and an approval', async () => {
  const id = await twoVersions();
  expect(await say(`show the versions of ${name}`)).toMatch(/2 versions[\s\S]*Version 2 \(on now\)[\s\S]*by Ann/);
  expect(await say(`compare version 1 and 2 of ${name}`)).toMatch(/One[\s\S]*Two/);
  expect(await say('show version 1')).toMatch(/version 1[\s\S]*One/);
  await say('versions');
  await tap('version.back', { value: `${id}:1` });
  await reads(/Nothing changes until you approve it/);
  expect((await live())?.version).toBe(2);
  await tap('draft.approve');
  await expect.poll(async () => (await live())?.version).toBe(3);
  expect((await live())?.definition.steps[0]?.params.subject).toBe('One');
  expect(await say(`show the versions of ${name}`)).toMatch(/3 versions/);
});

it('goes back by words, and a yes is to the card that is shown', async () => {
  await twoVersions();
  expect(await say(`Please go back to version 1 of “${name}”`)).toMatch(/Two[\s\S]*One/);
  await say('yes');
  await expect.poll(async () => (await live())?.version).toBe(3);
  expect(await say('go back to the previous version')).toMatch(/One[\s\S]*Two/);
  expect(await say(`go back to version 9 of ${name}`)).toMatch(/has no version 9. There are versions 1 to 3/);
  expect(await say(`go back to version 3 of ${name}`)).toMatch(/is the one that is on/);
  expect(await say('show the versions of Nowhere')).toMatch(/I know no workflow “Nowhere”/);
});

it('copies under another name, replacing the card that was open', async () => {
  await twoVersions();
  await say(`go back to version 1 of ${name}`);
  expect(await say(`duplicate ${name}`)).toContain(`${name} copy`);
  await reads(/Replaced by a newer card/);
  expect(await say(`copy ${name} as Fresh ${name}`)).toContain(`Fresh ${name}`);
  await say('yes');
  await expect.poll(async () => (await live(`Fresh ${name}`))?.version).toBe(1);
  expect((await live())?.version).toBe(2);
  expect(await say(`copy ${name} as ${name}`)).toMatch(/already have a workflow called/);
});

it('leaves a workflow as it was where a change of it is dropped', async () => {
  await twoVersions();
  await say(`go back to version 1 of ${name}`);
  await say('no');
  await reads(new RegExp(`Dropped. “${name}” stays as it was`));
  expect(await say(`who approved version 2 of ${name}?`)).toMatch(/version 2[\s\S]*approved by Ann/);
});

it('exports as a block, and makes a draft of what is pasted', async () => {
  await twoVersions();
  await say(`export ${name}`);
  const block = (await messages())
    .flatMap((one) => (typeof one.content === 'object' ? (one.content?.body ?? []) : []))
    .findLast((one) => one.kind === 'code')?.text;
  expect(JSON.parse(block ?? '')).toMatchObject({ format: 'nod.workflow', version: 1, definition: { name } });
  expect(await say((block ?? '').replace(name, `Pasted ${name}`))).toContain(`Pasted ${name}`);
  await say('yes');
  await expect.poll(async () => (await live(`Pasted ${name}`))?.version).toBe(1);
  expect(await say(`\`\`\`json\n${block}\n\`\`\``)).toContain(`${name} 2`);
  expect(await say((block ?? '').slice(0, -20))).toMatch(/That JSON is not complete/);
  expect(await say((block ?? '').replace('"version": 1', '"version": 7'))).toMatch(/from a newer Nod/);
  expect(await say((block ?? '').replace('"version": 1', '"version": 7'))).not.toMatch(/newer Nod[\s\S]*newer Nod/);
  expect(await say(`import this: ${block}`)).toMatch(/Here is “/);
  expect(await say(JSON.stringify({ ...definition('Three'), name: `Bare ${name}` }))).toContain(
    `Here is “Bare ${name}”`,
  );
  expect(await say('import a workflow')).toMatch(/Paste the file here/);
});

it('gives a page that opens once where a file is too long for a message', async () => {
  const steps = Array.from({ length: 60 }, (_, at) => ({
    id: `tell_${at}`,
    service: 'email',
    action: 'send_email',
    params: { to: 'ann@example.com', subject: `Part ${at}`, body: 'A long text. '.repeat(40) },
  }));
  await approved({ definition: { ...definition('One'), steps } });
  await say(`export ${name}`);
  await reads(/too long for here/);
  const url = /\/once\/[\w-]+/.exec(await text())?.[0] ?? '';
  const page = await fetch(`${house.address}${url}`, { method: 'POST' });
  expect(await page.text()).toContain('&quot;format&quot;: &quot;nod.workflow&quot;');
  expect((await fetch(`${house.address}${url}`, { method: 'POST' })).status).toBe(410);
});

it('lists templates, and fills one in by its form', async () => {
  expect(await say('what templates are there?')).toMatch(/Expense approval[\s\S]*Research agent/);
  await tap('template.use', {
    value: 'expense-approval',
    values: { phones: '+254712345678', most: '5000' },
  });
  await reads(/From the template “Expense approval”/);
  await reads(/5,000/);
  await tap('template.use', { value: 'weekly-report', values: { sheet: 'Sales' } });
  await reads(/Who gets the report is missing, as team@acme.example/);
});

it('asks for what a template needs, one thing after the other, and takes several lines at once', async () => {
  expect(await say('use the weekly report template')).toMatch(/The spreadsheet\?/);
  expect(await say('Sales 2026')).toMatch(/Who gets the report\?/);
  expect(await say('nobody')).toMatch(/is an email address, as team@acme.example/);
  expect(await say('yes')).toMatch(/Who gets the report\?/);
  expect(await say('team@acme.example')).toMatch(
    /Sales 2026[\s\S]*team@acme.example|team@acme.example[\s\S]*Sales 2026/,
  );
  await say('yes');
  await expect.poll(async () => (await live('Weekly report'))?.version).toBe(1);

  await say('use the data analysis template');
  expect(await say('Orders\nann@acme.example')).toMatch(/Data analysis/);
  await reads(/Orders/);

  expect(await say('use the research agent template')).toMatch(/What to research\?/);
  expect(await say('cancel')).toMatch(/to begin again/);
  expect(await say('use the juggling template')).toMatch(/no template “juggling”/);
});

it('takes one word that is a request elsewhere for the answer to what a template asks', async () => {
  await twoVersions();
  await say('use the weekly report template');
  expect(await say('Versions')).toMatch(/Who gets the report\?/);
  await say('cancel');
});

it('leaves everything else to the planner, also while a template asks', async () => {
  await twoVersions();
  await say('use the weekly report template');
  expect(await say(`show the versions of ${name}`)).toMatch(/2 versions/);
  expect(await say('copy the rows of the sheet to Notion every day')).not.toMatch(/copy of/i);
  expect(await say('every Friday list all versions of the catalogue')).not.toMatch(/I know no workflow/);
  expect(await say('when an order comes, use the welcome template')).not.toMatch(/no template/);
});
