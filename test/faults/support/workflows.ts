import { createHmac } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { ExecutionRow, StepRow } from '../../../src/store/runs.ts';
import type { Caller } from '../../support/person.ts';
import type { Product } from './product.ts';

/** A step that changes something at the world; `hold`: it is answered once that name is released. */
export function effect(
  product: Product,
  id: string,
  more: { method?: 'PUT' | 'POST'; hold?: string; needs?: string[] } = {},
) {
  return {
    id,
    service: 'http',
    action: 'request',
    params: {
      url: `${product.world.url}/effect`,
      method: more.method ?? 'PUT',
      body: { run: '{{ run.id }}', step: id },
      ...(more.hold === undefined ? {} : { headers: { 'x-world-hold': more.hold } }),
    },
    ...(more.needs ? { needs: more.needs } : {}),
  };
}

export const waiting = (id: string, duration: string, needs: string[] = []) => ({
  id,
  service: 'flow',
  action: 'wait',
  params: { duration },
  needs,
});

export const asking = (id: string, needs: string[] = []) => ({
  id,
  service: 'flow',
  action: 'approve',
  params: { message: 'May I go on?' },
  needs,
});

export interface Live {
  id: string;
  caller: Caller;
  /** Of its webhook, where it has one. */
  secret: string;
}

/** Makes and approves a workflow by the API. */
export async function live(
  caller: Caller,
  name: string,
  steps: unknown[],
  webhook = false,
  more: object = {},
): Promise<Live> {
  const triggers = [webhook ? { type: 'webhook', service: 'webhook', event: 'ping' } : { type: 'manual' }];
  const draft = await caller.call<{ id: string; seal: string }>('POST', '/api/workflows/', {
    definition: { name, triggers, steps, ...more },
  });
  expect(draft.status, JSON.stringify(draft.body)).toBe(201);
  const approved = await caller.call<{ workflow: { id: string } }>(
    'POST',
    `/api/workflows/drafts/${draft.body.id}/approve`,
    { seal: draft.body.seal },
  );
  expect(approved.status, JSON.stringify(approved.body)).toBe(200);
  const { id } = approved.body.workflow;
  if (!webhook) return { id, caller, secret: '' };
  const made = await caller.call<{ webhook_secret: string }>('POST', `/api/workflows/${id}/webhook-secret`);
  return { id, caller, secret: made.body.webhook_secret };
}

/** Starts a run; returns its id. */
export async function run(workflow: Live, data: Record<string, unknown> = {}): Promise<string> {
  const answer = await workflow.caller.call<{ execution_id: string }>('POST', `/api/workflows/${workflow.id}/run/`, {
    trigger_data: data,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body.execution_id;
}

/** What a sender of webhooks heard: the status (0 where nobody answered) and the run it was promised. */
export interface Ack {
  event: string;
  status: number;
  execution: string | null;
}

/** Sends one signed event. */
export async function deliver(product: Product, workflow: Live, event: string): Promise<Ack> {
  const raw = JSON.stringify({ event: 'ping', id: event, data: { n: 1 } });
  const signature = `sha256=${createHmac('sha256', workflow.secret).update(raw).digest('hex')}`;
  try {
    const answer = await fetch(`${product.address()}/api/workflows/webhooks/${workflow.id}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-signature': signature },
      body: raw,
    });
    const body = (await answer.json()) as { execution_id?: string };
    return { event, status: answer.status, execution: body.execution_id ?? null };
  } catch {
    return { event, status: 0, execution: null };
  }
}

/** Waits until a run has come to its end and returns it with its steps by name. */
export async function ended(product: Product, caller: Caller, id: string, timeout = 60_000) {
  const { workspace } = caller;
  const row = await vi.waitFor(
    async () => {
      const found = await product.store.executions.findOne({ _id: id, workspace }).lean<ExecutionRow>();
      expect(found?.status).toMatch(/completed|failed|cancelled/);
      return found as ExecutionRow;
    },
    { timeout, interval: 50 },
  );
  return { ...row, steps: await stepsOf(product, caller, id) };
}

export async function stepsOf(product: Product, caller: Caller, id: string): Promise<Record<string, StepRow>> {
  const rows = await product.store.steps.find({ workspace: caller.workspace, execution: id }).lean<StepRow[]>();
  return Object.fromEntries(rows.map((row) => [row.path, row]));
}

/** Waits until a step of a run is in a state. */
export async function stepIs(product: Product, caller: Caller, id: string, step: string, state: StepRow['state']) {
  return vi.waitFor(
    async () => {
      const row = (await stepsOf(product, caller, id))[step];
      expect(row?.state).toBe(state);
      return row as StepRow;
    },
    { timeout: 20_000, interval: 30 },
  );
}

/** Waits until a request of a step has arrived at the world. */
export async function arrived(product: Product, id: string, step: string): Promise<void> {
  await vi.waitFor(() => expect(requests(product, id, step).length).toBeGreaterThan(0), {
    timeout: 20_000,
    interval: 20,
  });
}

/** What arrived at the world for a step of a run. */
export const requests = (product: Product, id: string, step: string) =>
  product.world.lines().filter((line) => {
    const body = JSON.parse(line.body) as { run?: string; step?: string };
    return body.run === id && body.step === step;
  });

/** Approves the gate of a step. */
export async function approve(product: Product, caller: Caller, id: string, step: string, action = `tap-${id}`) {
  const row = await stepIs(product, caller, id, step, 'waiting');
  const { workflow } = (await product.store.executions
    .findOne({ _id: id, workspace: caller.workspace })
    .lean<ExecutionRow>()) as ExecutionRow;
  return caller.call<{ result: string; text: string }>(
    'POST',
    `/api/workflows/${workflow}/executions/${id}/decisions`,
    { step, decision: 'approve', action_id: action, seal: row.gate?.seal ?? '' },
  );
}
