import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccounts, type Holder } from '../../src/connectors/accounts.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { newId } from '../../src/ids.ts';
import { openTestStore } from '../support/store.ts';
import { configOf, standingClock, testVault } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let holder: Holder;
const vault = testVault();
const catalogue = createCatalogue();

beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.drop();
});
beforeEach(async () => {
  holder = await person();
});

async function person(more: { admin?: boolean; workspace?: string } = {}): Promise<Holder> {
  const _id = newId('usr');
  const workspace = more.workspace ?? newId('ws');
  await opened.store.users.create({
    _id,
    workspace,
    name: 'Wanjiru',
    admin: more.admin ?? false,
    createdAt: new Date(),
  });
  return { workspace, user: _id };
}

function accounts(env: Record<string, string> = {}) {
  return createAccounts({ store: opened.store, vault, catalogue, config: configOf(env), clock: standingClock() });
}

const PRODUCTION = { NODE_ENV: 'production' };
const mailgun = { from: 'nod@acme.example', mailgun_api_key: 'test-key', mailgun_domain: 'mg.acme.example' };
const intasend = { public_key: 'test-public', secret_key: 'test-secret' };

describe('connecting', () => {
  it('keeps the fields encrypted and opens them for a run only', async () => {
    const made = await accounts().connect(holder, 'payment', intasend);
    const row = await opened.store.connections.findOne({ _id: made.id, workspace: holder.workspace }).lean();
    expect(JSON.stringify(row)).not.toContain('test-secret');
    expect(JSON.stringify(await accounts().list(holder))).not.toContain('test-secret');
    expect(await accounts().open(holder, made.id)).toEqual({ id: made.id, kind: 'real', fields: intasend });
  });

  it('cannot be opened as another connection', async () => {
    const one = await accounts().connect(holder, 'payment', intasend);
    const two = await accounts().connect(holder, 'payment', { ...intasend, public_key: 'other' });
    const row = await opened.store.connections.findOne({ _id: one.id, workspace: holder.workspace }).lean();
    await opened.store.connections.updateOne(
      { _id: two.id, workspace: holder.workspace },
      { $set: { sealed: row?.sealed ?? null } },
    );
    await expect(accounts().open(holder, two.id)).rejects.toThrow();
  });

  it('keeps its id when the same account is connected again, also after disconnecting', async () => {
    const first = await accounts().connect(holder, 'payment', intasend);
    const again = await accounts().connect(holder, 'payment', { ...intasend, secret_key: 'newer-secret' });
    expect(again.id).toBe(first.id);
    await accounts().disconnect(holder, first.id);
    await expect(accounts().open(holder, first.id)).rejects.toMatchObject({ code: 'gone' });
    const third = await accounts().connect(holder, 'payment', intasend);
    expect(third.id).toBe(first.id);
    expect((await accounts().open(holder, first.id)).fields.secret_key).toBe('test-secret');
  });

  it('keeps its id when an account gets all its fields changed on purpose', async () => {
    const first = await accounts().connect(holder, 'payment', intasend);
    const changed = { public_key: 'rotated', secret_key: 'rotated-secret' };
    const again = await accounts().connect(holder, 'payment', changed, { reconnect: first.id });
    expect(again).toMatchObject({ id: first.id, account: 'rotated' });
    const other = await person({ workspace: holder.workspace });
    await expect(accounts().connect(other, 'payment', intasend, { reconnect: first.id })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('names each field that cannot be used', async () => {
    const attempt = accounts().connect(holder, 'payment', { public_key: 'a\r\nb', secret_key: 7, wallet: 'x' });
    await expect(attempt).rejects.toMatchObject({
      code: 'invalid',
      findings: [
        { path: 'fields.public_key', code: 'bad_value' },
        { path: 'fields.secret_key', code: 'wrong_type' },
        { path: 'fields.wallet', code: 'unknown_field' },
      ],
    });
    await expect(accounts().connect(holder, 'payment', {})).rejects.toMatchObject({
      findings: [{ code: 'missing' }, { code: 'missing' }],
    });
    await expect(accounts().connect(holder, 'nothing', {})).rejects.toMatchObject({ code: 'not_found' });
    await expect(accounts().connect(holder, 'http', { a: 'b' })).rejects.toMatchObject({ code: 'invalid' });
  });

  it('wants a way to send with an email account', async () => {
    await expect(accounts().connect(holder, 'email', { from: 'nod@acme.example' })).rejects.toMatchObject({
      code: 'invalid',
      findings: [{ code: 'incomplete' }],
    });
    await expect(accounts().connect(holder, 'email', mailgun)).resolves.toMatchObject({ account: 'nod@acme.example' });
  });
});

describe('who may use what', () => {
  it('is only its owner until it is shared, and again after that is taken back', async () => {
    const other = await person({ workspace: holder.workspace });
    const made = await accounts().connect(holder, 'payment', intasend);
    await expect(accounts().open(other, made.id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(accounts().disconnect(other, made.id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(accounts().share(other, made.id, other.user)).rejects.toMatchObject({ code: 'forbidden' });

    await accounts().share(holder, made.id, other.user);
    expect((await accounts().open(other, made.id)).fields).toEqual(intasend);
    expect(await accounts(PRODUCTION).bindings(other, ['payment'])).toMatchObject({
      payment: { id: made.id, shared: true },
    });

    await accounts().share(holder, made.id, other.user, false);
    await expect(accounts().open(other, made.id)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('does not cross workspaces', async () => {
    const stranger = await person();
    const made = await accounts().connect(holder, 'payment', intasend);
    await expect(accounts().open(stranger, made.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(accounts().share(stranger, made.id, stranger.user)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(accounts().share(holder, made.id, stranger.user)).rejects.toMatchObject({ code: 'not_found' });
    await expect(accounts().disconnect(stranger, 'con_nothing')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('gives the credentials of the environment to admins, and to others by grant only', async () => {
    const env = { ...PRODUCTION, INTASEND_PUBLIC_KEY: 'env-public', INTASEND_SECRET_KEY: 'env-secret' };
    const admin = await person({ admin: true });
    const other = await person({ workspace: admin.workspace });
    const bound = await accounts(env).bindings(admin, ['payment']);
    const again = await accounts(env).bindings(admin, ['payment']);
    expect(again).toEqual(bound);
    const id = (bound.payment as { id: string }).id;
    expect((await accounts(env).open(admin, id)).fields).toEqual({
      public_key: 'env-public',
      secret_key: 'env-secret',
    });

    expect(await accounts(env).bindings(other, ['payment'])).toMatchObject({ payment: { missing: 'not_connected' } });
    await expect(accounts(env).open(other, id)).rejects.toMatchObject({ code: 'forbidden' });
    await accounts(env).share(admin, id, other.user);
    expect(await accounts(env).bindings(other, ['payment'])).toMatchObject({ payment: { id } });
    expect((await accounts(env).open(other, id)).fields.secret_key).toBe('env-secret');

    // Taken out of the environment, it is gone for everyone.
    await expect(accounts(PRODUCTION).open(other, id)).rejects.toMatchObject({ code: 'gone' });
    expect(await accounts(PRODUCTION).bindings(admin, ['payment'])).toMatchObject({
      payment: { missing: 'not_connected' },
    });
  });

  it('takes a half set of credentials in the environment for none', async () => {
    const admin = await person({ admin: true });
    const half = { ...PRODUCTION, INTASEND_PUBLIC_KEY: 'env-public' };
    expect(await accounts(half).bindings(admin, ['payment'])).toMatchObject({ payment: { missing: 'not_connected' } });
  });

  it('prefers one of their own to one of the environment', async () => {
    const env = { ...PRODUCTION, INTASEND_PUBLIC_KEY: 'env-public', INTASEND_SECRET_KEY: 'env-secret' };
    const admin = await person({ admin: true });
    await accounts(env).bindings(admin, ['payment']);
    const own = await accounts(env).connect(admin, 'payment', intasend);
    expect(await accounts(env).bindings(admin, ['payment'])).toMatchObject({ payment: { id: own.id } });
  });
});

describe('sandboxes', () => {
  it('stand in by themselves outside production, labelled, with an id that stays', async () => {
    const first = await accounts().bindings(holder, ['payment', 'quickbooks', 'http', 'flow']);
    expect(first).toMatchObject({
      payment: { kind: 'sandbox', account: 'sandbox' },
      quickbooks: { kind: 'sandbox' },
    });
    expect(Object.keys(first)).toEqual(['payment', 'quickbooks']);
    expect(await accounts().bindings(holder, ['payment', 'quickbooks'])).toEqual(first);
  });

  it('are off in production unless asked for, and nothing falls back to one', async () => {
    const bound = await accounts(PRODUCTION).bindings(holder, ['payment', 'quickbooks', 'travel']);
    expect(bound).toMatchObject({
      payment: { missing: 'not_connected' },
      quickbooks: { missing: 'unavailable' },
      travel: { missing: 'unavailable' },
    });
    await expect(accounts(PRODUCTION).useSandbox(holder, 'payment')).rejects.toMatchObject({ code: 'forbidden' });
    const asked = accounts({ ...PRODUCTION, SANDBOX: 'true' });
    const sandbox = await asked.useSandbox(holder, 'payment');
    expect(await asked.open(holder, sandbox.id)).toEqual({ id: sandbox.id, kind: 'sandbox', fields: {} });
    await expect(accounts(PRODUCTION).open(holder, sandbox.id)).rejects.toMatchObject({ code: 'gone' });
    await expect(accounts({ SANDBOX: 'false' }).useSandbox(holder, 'payment')).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('of travel may be allowed alone', async () => {
    const bound = await accounts({ ...PRODUCTION, TRAVEL_ALLOW_FALLBACK: 'true' }).bindings(holder, [
      'travel',
      'payment',
    ]);
    expect(bound).toMatchObject({ travel: { kind: 'sandbox' }, payment: { missing: 'not_connected' } });
  });

  it('give way to a real account in new drafts only: what is bound stays bound', async () => {
    const before = (await accounts().bindings(holder, ['payment'])).payment as { id: string };
    const made = await accounts().connect(holder, 'payment', intasend);
    expect(await accounts().bindings(holder, ['payment'])).toMatchObject({ payment: { id: made.id, kind: 'real' } });
    expect(await accounts().open(holder, before.id)).toMatchObject({ kind: 'sandbox' });
  });
});

it('finds the account of a service that uses another one’s', async () => {
  await accounts().connect(holder, 'payment', { ...intasend, challenge: 'test-challenge' });
  const fields = await accounts().fieldsFor(holder.workspace, holder.user, 'intersend');
  expect(fields).toMatchObject({ challenge: 'test-challenge' });
  expect(await accounts().fieldsFor(holder.workspace, holder.user, 'custom')).toBeNull();
  expect(await accounts().fieldsFor(holder.workspace, 'nobody', 'intasend')).toBeNull();
});

it('opens what needs no account without one', async () => {
  expect(await accounts().open(holder, null)).toEqual({ id: 'builtin', kind: 'builtin', fields: {} });
});
