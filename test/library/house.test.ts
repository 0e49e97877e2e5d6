import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEMPLATES } from '../../src/automation/templates/all.ts';
import type { Template } from '../../src/automation/templates/template.ts';
import { type Caller, type House, openHouse } from '../support/house.ts';

interface Draft {
  id: string;
  seal: string | null;
  definition: { name: string; steps: { id: string; params: Record<string, unknown> }[] };
  workflow: string | null;
  status: string;
}
interface Run {
  status: string;
  error_message: string | null;
  steps: {
    step: string;
    iteration: number;
    state: string;
    status: string | null;
    output: Record<string, unknown> | null;
    gate: { seal: string; decision: string | null } | null;
    question: { answered_by: string | null } | null;
  }[];
}

let house: House;
let ann: Caller;
let ben: Caller;

beforeAll(async () => {
  house = await openHouse();
  ann = await house.person('Ann');
  ben = await house.person('Ben');
});
afterAll(async () => {
  await house.close();
});

const post = <T>(path: string, body: unknown = {}, who = ann) => who.call<T>('POST', `/api/workflows/${path}`, body);
const get = <T>(path: string, who = ann) => who.call<T>('GET', `/api/workflows/${path}`);

async function approve(draft: Draft): Promise<string> {
  const sealed = draft.seal ? draft : (await post<Draft>(`drafts/${draft.id}/sandbox/`)).body;
  const made = await post<{ workflow: { id: string } }>(`drafts/${draft.id}/approve/`, { seal: sealed.seal });
  expect(made.status).toBe(200);
  return made.body.workflow.id;
}

const email = (name: string, subject: string, more: object = {}) => ({
  name,
  steps: [
    { id: 'tell', service: 'email', action: 'send_email', params: { to: 'ann@example.com', subject, body: 'Hi' } },
  ],
  ...more,
});

/** A workflow with two versions: subjects “One” and “Two”. */
async function twoVersions(name: string): Promise<string> {
  const id = await approve((await post<Draft>('', { definition: email(name, 'One') })).body);
  await approve((await post<Draft>('', { definition: email(name, 'Two'), workflow_id: id })).body);
  return id;
}

const decide = async (path: string, step: string, seal: string | undefined, decision = 'approve') =>
  post(`${path}decisions/`, { step, decision, seal });

/** Starts it by hand, says the same to every gate and question (yes, unless told otherwise), and waits until it is over. */
async function run(id: string, data: object, says: 'approve' | 'reject' | 'nothing' = 'approve'): Promise<Run> {
  const started = await post<{ execution_id: string }>(`${id}/run/`, { trigger_data: data });
  expect(started.status).toBe(202);
  const path = `${id}/executions/${started.body.execution_id}/`;
  let last: Run | undefined;
  await expect
    .poll(
      async () => {
        last = (await get<Run>(path)).body;
        for (const step of says === 'nothing' ? [] : last.steps)
          if (step.gate && step.gate.decision === null) await decide(path, step.step, step.gate.seal, says);
          else if (step.state === 'waiting' && step.question?.answered_by === null)
            await post(`${path}answers/`, { step: step.step, iteration: step.iteration, value: 'yes' });
        return last.status;
      },
      { timeout: 40_000, interval: 100 },
    )
    .not.toBe('running');
  return last as Run;
}

describe('versions', () => {
  it('are listed, shown and compared in words', async () => {
    const id = await twoVersions('Listed');
    const versions = (await get<{ number: number; approved_by: string; approved_where: string }[]>(`${id}/versions/`))
      .body;
    expect(versions).toMatchObject([
      { number: 2, approved_by: 'Ann', approved_where: 'api' },
      { number: 1, approved_by: 'Ann' },
    ]);
    const one = await get<Draft>(`${id}/versions/1/`);
    expect(one.body.definition.steps[0]?.params.subject).toBe('One');
    const compared = await get<{ words: string }>(`${id}/versions/compare/?from=1&to=2`);
    expect(compared.body.words).toMatch(/~~“?One.*\*\*“?Two/);
    expect((await get(`${id}/versions/3/`)).status).toBe(404);
    expect((await get(`${id}/versions/x/`)).status).toBe(404);
    expect((await get(`${id}/versions/compare/?from=1`)).status).toBe(400);
    for (const path of ['versions/', 'versions/1/', 'versions/compare/?from=1&to=2', 'export/'])
      expect((await get(`${id}/${path}`, ben)).status).toBe(403);
  });

  it('go back only by an approval, as a new version', async () => {
    const id = await twoVersions('Back');
    const draft = await post<Draft>(`${id}/versions/1/rollback/`);
    expect(draft).toMatchObject({ status: 201, body: { workflow: id, seal: expect.any(String) } });
    const subject = async () => (await get<Draft>(`${id}/`)).body.definition.steps[0]?.params.subject;
    expect(await subject()).toBe('Two');
    await approve(draft.body);
    expect(await subject()).toBe('One');
    expect((await get<{ number: number }[]>(`${id}/versions/`)).body.map((one) => one.number)).toEqual([3, 2, 1]);
    expect((await post(`${id}/versions/3/rollback/`)).status).toBe(409);
    expect((await post(`${id}/versions/1/rollback/`, {}, ben)).status).toBe(403);
    const stale = (await post<Draft>(`${id}/versions/2/rollback/`)).body;
    await approve((await post<Draft>(`${id}/versions/2/rollback/`)).body);
    expect((await post(`drafts/${stale.id}/approve/`, { seal: stale.seal })).status).toBe(409);
  });

  it('keep the name a workflow was given since', async () => {
    const id = await twoVersions('Before');
    await ann.call('PATCH', `/api/workflows/${id}/`, { name: 'After' });
    expect((await post<Draft>(`${id}/versions/1/rollback/`)).body.definition.name).toBe('After');
  });

  it('leave a run that is going with the one it began with', async () => {
    const gated = (subject: string) => ({
      name: 'Going',
      steps: [
        { id: 'ask', service: 'flow', action: 'approve', params: { message: 'Go on?' } },
        ...email('Going', subject).steps,
      ],
    });
    const id = await approve((await post<Draft>('', { definition: gated('One') })).body);
    await approve((await post<Draft>('', { definition: gated('Two'), workflow_id: id })).body);
    const { execution_id } = (await post<{ execution_id: string }>(`${id}/run/`, { trigger_data: {} })).body;
    const path = `${id}/executions/${execution_id}/`;
    const gate = async () => (await get<Run>(path)).body.steps[0]?.gate;
    await expect.poll(gate).toBeTruthy();
    await approve((await post<Draft>(`${id}/versions/1/rollback/`)).body);
    await decide(path, 'ask', (await gate())?.seal);
    await expect.poll(async () => (await get<Run>(path)).body.status).toBe('completed');
    expect((await get<{ version: number }>(path)).body.version).toBe(2);
    const sent = await house.store.sandbox.find({ workspace: ann.workspace, execution: execution_id }).lean();
    expect(sent.map((one) => (one.params as { subject: string }).subject)).toEqual(['Two']);
  });
});

describe('copies and files', () => {
  it('duplicates under a free name, with the connections of the same person', async () => {
    const id = await twoVersions('Original');
    const first = await post<Draft>(`${id}/duplicate/`);
    expect(first).toMatchObject({ status: 201, body: { workflow: null, definition: { name: 'Original copy' } } });
    await approve(first.body);
    expect((await post<Draft>(`${id}/duplicate/`)).body.definition.name).toBe('Original copy 2');
    expect((await post<Draft>(`${id}/duplicate/`, { name: 'Mine' })).body.definition.name).toBe('Mine');
    expect((await post(`${id}/duplicate/`, { name: 'Original' })).status).toBe(409);
    expect((await post(`${id}/duplicate/`, {}, ben)).status).toBe(403);
  });

  it('exports the same text every time, which another person can import', async () => {
    const id = await twoVersions('Travels');
    const once = await get<{ definition: object }>(`${id}/export/`);
    expect(JSON.stringify(once.body)).toBe(JSON.stringify((await get(`${id}/export/`)).body));
    expect(JSON.stringify(once.body)).not.toMatch(/wf_|usr_|ws_|con_|con-/);
    const made = await post<Draft>('import/', once.body, ben);
    expect(made).toMatchObject({ status: 201, body: { definition: { name: 'Travels' }, workflow: null } });
    expect(made.body.definition).toEqual({ ...once.body.definition });
    expect((await post<Draft>('import/', once.body)).body.definition.name).toBe('Travels 2');
  });

  it('refuses files it cannot read with a sentence', async () => {
    const { body: file } = await get<Record<string, unknown>>(`${await twoVersions('Strict')}/export/`);
    const refused = async (body: unknown) => {
      const { status, body: answer } = await post<{ error?: { message: string }; message?: string }>('import/', body);
      return `${status} ${JSON.stringify(answer)}`;
    };
    expect(await refused({ ...file, version: 2 })).toMatch(/422 .*newer Nod/);
    expect(await refused({ ...file, owner: 'usr_1' })).toMatch(/422 .*“owner” is not known/);
    expect(await refused({ ...file, format: 'other' })).toMatch(/422 .*no workflow file/);
    expect(await refused({ ...file, definition: { name: 'X', steps: [], more: 1 } })).toMatch(
      /422 .*“more” is not known/,
    );
    expect(await refused({ version: 1 })).toMatch(/^400/);
  });
});

describe('templates', () => {
  it('are listed with what they need', async () => {
    const listed = (await get<{ id: string; parameters: { name: string; value: string | null }[] }[]>('templates/'))
      .body;
    expect(listed.map((one) => one.id)).toEqual(TEMPLATES.map((one) => one.id));
    const missing = await post('templates/expense-approval/draft/', { values: {} });
    expect(missing.status).toBe(422);
    expect(JSON.stringify(missing.body)).toContain('Numbers that may be paid');
    expect((await post('templates/none/draft/', { values: {} })).status).toBe(404);
  });

  const values = (template: Template) => ({
    ...Object.fromEntries(
      template.parameters.filter((one) => one.value === undefined).map((one) => [one.name, one.example]),
    ),
    ...(template.id === 'onboarding' ? { wait: '1s' } : {}),
  });

  it.each(TEMPLATES.map((one) => [one.id, one] as const))(
    '%s runs to its end on the sandbox',
    async (id, template) => {
      const draft = await post<Draft>(`templates/${id}/draft/`, { values: values(template) });
      expect(draft.status).toBe(201);
      const workflow = await approve(draft.body);
      const over = await run(workflow, template.sample);
      expect(over).toMatchObject({ status: 'completed', error_message: null });
      expect(over.steps.filter((step) => step.state === 'failed')).toEqual([]);
      const sent = await house.store.sandbox.find({ workspace: ann.workspace, user: ann.user }).lean();
      expect(sent.some((one) => one.workflowName === draft.body.definition.name)).toBe(true);
    },
    60_000,
  );

  async function made(id: string, own: Record<string, string> = {}): Promise<string> {
    const template = TEMPLATES.find((one) => one.id === id) as Template;
    const draft = await post<Draft>(`templates/${id}/draft/`, { values: { ...values(template), ...own } });
    expect(draft.status, JSON.stringify(draft.body)).toBe(201);
    return approve(draft.body);
  }
  const stepsOf = (over: Run) =>
    Object.fromEntries(over.steps.filter((step) => !step.step.includes('/')).map((step) => [step.step, step]));
  const states = (over: Run) => Object.fromEntries(over.steps.map((step) => [step.step, step.state]));

  it('image-generation draws nothing that is unsafe or cannot be drawn, says why, and takes the service asked for', async () => {
    const id = await made('image-generation');
    const unsafe = await run(id, { prompt: 'something unsafe' });
    expect(unsafe).toMatchObject({ status: 'failed', error_message: 'This is not something I may draw.' });
    expect(states(unsafe)).toMatchObject({ draw_huggingface: 'skipped', save: 'skipped', tell: 'skipped' });
    const wrong = await run(id, { prompt: 'a fox', backend: 'crayons' });
    expect(wrong).toMatchObject({ status: 'failed', error_message: 'I know no image service called crayons.' });
    const short = await run(id, { prompt: 'x' });
    expect(short.error_message).toBe('What is to be drawn takes 3 to 1,000 characters.');
    const other = await run(id, { prompt: 'a fox', backend: 'openai' });
    expect(other.status).toBe('completed');
    expect(states(other)).toMatchObject({ draw_huggingface: 'skipped', draw_openai: 'success', tell: 'success' });
    expect(stepsOf(other).result?.output).toMatchObject({
      values: { image_url: expect.stringMatching(/^https:/), metadata: { backend: 'openai' }, status: 'completed' },
    });
  });

  it('image-generation writes down and tells a picture that failed, and fails at the end', async () => {
    // The service takes no picture of this size.
    const over = await run(await made('image-generation'), { prompt: 'a fox', size: '7x7' });
    expect(over).toMatchObject({
      status: 'failed',
      error_message: expect.stringMatching(/^The image could not be made: /),
    });
    expect(states(over)).toMatchObject({ save: 'skipped', history: 'success', tell: 'success', failed: 'failed' });
  });

  it('data-analysis refuses what it cannot group, and finds rows that are alike where there are enough', async () => {
    const wrong = await run(await made('data-analysis', { group: 'Colour' }), {});
    expect(wrong).toMatchObject({ status: 'failed', error_message: 'It has no column called Colour.' });
    const over = await run(await made('data-analysis', { least: '2' }), {});
    expect(over.status).toBe('completed');
    expect(stepsOf(over).alike?.output).toMatchObject({
      count: 2,
      output: [{ count: 1, centre: { Balance: 1200 } }, { count: 1 }],
    });
    expect(stepsOf(over).result?.output).toMatchObject({
      values: { status: 'completed', urls: [expect.any(String), expect.any(String)] },
    });
  });

  it('learning-path has as many modules as were asked for', async () => {
    const over = await run(await made('learning-path', { modules: '2' }), {});
    expect(over.status).toBe('completed');
    expect(stepsOf(over).result?.output).toMatchObject({ values: { estimated_duration_days: 14, resources_count: 2 } });
    expect(over.steps.filter((step) => step.step === 'schedule' && step.state === 'success')).not.toEqual([]);
  });

  it('expense-approval tells a no and silence, and pays nothing', async () => {
    const { sample } = TEMPLATES.find((one) => one.id === 'expense-approval') as Template;
    const no = await run(await made('expense-approval'), sample, 'reject');
    expect(no.status).toBe('completed');
    expect(states(no)).toMatchObject({ pay: 'skipped', tell_rejected: 'success', tell_timeout: 'skipped' });
    const late = await run(await made('expense-approval', { wait: '1s' }), sample, 'nothing');
    expect(late.status).toBe('completed');
    expect(states(late)).toMatchObject({ pay: 'skipped', tell_rejected: 'skipped', tell_timeout: 'success' });
  });

  it('research-agent ends with its questions where nobody answers', async () => {
    const over = await run(await made('research-agent', { wait: '1s' }), {}, 'nothing');
    expect(over.status).toBe('completed');
    expect(stepsOf(over).unanswered?.output).toMatchObject({
      reason: expect.stringMatching(/^Not answered in time: /),
    });
    expect(states(over)).toMatchObject({ report: 'skipped', mail: 'skipped' });
  });
});
