import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { createSandbox } from '../../src/connectors/sandbox.ts';
import { openTestStore } from '../support/store.ts';
import { contextOf, standingClock } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
const catalogue = createCatalogue();

beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.drop();
});

describe('the sandbox', () => {
  const holder = { workspace: 'w-sandbox', user: 'u1' };
  const perform = (service: string, name: string, params: Record<string, string | number>, key: string) => {
    const action = catalogue.action(service, name);
    if (!action) throw new Error('no such action');
    const context = contextOf(undefined, { idempotencyKey: key, workspace: holder.workspace });
    return createSandbox({ store: opened.store, clock: standingClock() }).perform(action, params, context);
  };

  it('keeps what would have been sent, once for each key, with ids that stay', async () => {
    const invoice = { amount: 5, client: 'Acme', due_date: 'in 14 days' };
    const first = await perform('payment', 'create_invoice', invoice, 'sandbox-key-1');
    expect(first.invoice_number).toMatch(/^INV-\d{4}$/);
    const repeats = await Promise.all(
      [1, 2, 3].map(() => perform('payment', 'create_invoice', invoice, 'sandbox-key-1')),
    );
    for (const repeat of repeats) expect(repeat).toEqual(first);
    await perform('payment', 'payment_status', { payment_id: 'X' }, 'sandbox-key-2');
    const sandbox = createSandbox({ store: opened.store, clock: standingClock() });
    const rows = await sandbox.list(holder, { limit: 10 });
    expect(rows).toMatchObject([{ service: 'payment', action: 'create_invoice', effect: 'write', result: first }]);
    // A bare amount is one of the currency that holds.
    expect(rows[0]).toMatchObject({
      title: 'Create an invoice for Acme, KES 5',
      params: { ...invoice, currency: 'KES' },
    });
    expect(await sandbox.lookup(holder.workspace, 'sandbox-key-1')).toEqual(first);
    expect(await sandbox.lookup(holder.workspace, 'sandbox-key-2')).toBeNull();
    expect(await sandbox.list({ ...holder, user: 'u2' }, { limit: 10 })).toEqual([]);
    await sandbox.clear(holder);
    expect(await sandbox.list(holder, { limit: 10 })).toEqual([]);
  });
});
