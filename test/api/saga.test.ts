import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, type House, openHouse } from '../support/house.ts';

/** The order saga of S4.7 on the sandbox, through the API: its last step fails, and everything is taken back. */
interface Draft {
  id: string;
  seal: string | null;
}
interface Run {
  status: string;
  undone: { state: string; by: string | null } | null;
  steps: { step: string; state: string; undone: { state: string; text: string; at: string } | null }[];
}

let house: House;
let ann: Caller;
beforeAll(async () => {
  house = await openHouse();
  ann = await house.person('Ann');
});
afterAll(() => house.close());

const post = <T>(path: string, body: unknown = {}) => ann.call<T>('POST', `/api/workflows/${path}`, body);

async function approved(draft: Draft): Promise<string> {
  const sealed = draft.seal ? draft : (await post<Draft>(`drafts/${draft.id}/sandbox/`)).body;
  return (await post<{ workflow: { id: string } }>(`drafts/${draft.id}/approve/`, { seal: sealed.seal })).body.workflow
    .id;
}

async function ended(path: string): Promise<Run> {
  let last: Run | undefined;
  await expect
    .poll(
      async () => {
        last = (await ann.call<Run>('GET', `/api/workflows/${path}`)).body;
        return last.status !== 'running' && last.undone?.state !== 'running';
      },
      { timeout: 60_000, interval: 200 },
    )
    .toBe(true);
  return last as Run;
}

it('takes an order back on the sandbox in reverse order when its last step fails, and once only', {
  timeout: 120_000,
}, async () => {
  const draft = await post<Draft>('templates/order-saga/draft/', { values: { base: 'Shop', board: 'Shipping' } });
  const id = await approved(draft.body);
  const data = {
    order_id: 'ORD-1',
    item: 'Kettle',
    quantity: 2,
    amount: 4000,
    payment_id: 'PAY-1',
    email: 'no address',
  };
  const started = await post<{ execution_id: string }>(`${id}/run/`, { trigger_data: data });
  const path = `${id}/executions/${started.body.execution_id}/`;
  const run = await ended(path);
  expect(run).toMatchObject({ status: 'failed', undone: { state: 'over', by: null } });
  const back = run.steps
    .filter((step) => step.undone)
    .sort((a, b) => Date.parse(a.undone?.at ?? '') - Date.parse(b.undone?.at ?? ''));
  expect(back.map((step) => [step.step, step.undone?.state])).toEqual([
    ['ship', 'undone'],
    ['charge', 'undone'],
    ['reserve', 'undone'],
  ]);
  const landed = await house.store.sandbox
    .find({ workspace: ann.workspace, execution: started.body.execution_id })
    .lean();
  expect(landed.map((row) => row.action)).toContain('refund');
  // Nothing is left to take back, and nothing to go on from.
  expect((await post(`${path}undo/`)).status).toBe(409);
  expect((await post(`${path}retry/`)).status).toBe(409);
});
