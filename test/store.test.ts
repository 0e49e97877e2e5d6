import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { newId } from '../src/ids.ts';
import { isDuplicate } from '../src/store/duplicate.ts';
import { openStore } from '../src/store/store.ts';
import { openTestStore } from './support/store.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.drop();
});

it('refuses a query that names no workspace', async () => {
  await expect(opened.store.users.find({ name: 'x' })).rejects.toThrow('without a workspace');
  await expect(opened.store.users.updateOne({ _id: 'x' }, { name: 'y' })).rejects.toThrow('without a workspace');
  await expect(opened.store.users.aggregate([{ $match: { name: 'x' } }])).rejects.toThrow('without a workspace');
  await expect(opened.store.users.find({ workspace: 'w', name: 'x' })).resolves.toEqual([]);
});

it('turns an id into its owner, and a stranger into null', async () => {
  const id = newId('usr');
  await opened.store.drafts.create({ _id: id, workspace: 'w1', user: 'u1', status: 'draft' });
  expect(await opened.store.ownerOf('draft', id)).toEqual({ workspace: 'w1', user: 'u1' });
  expect(await opened.store.ownerOf('draft', 'nobody')).toBeNull();
});

it('keeps a workflow name unique per owner until it is deleted', async () => {
  const row = { workspace: 'w1', user: 'u1', name: 'Weekly report', status: 'active' as const, version: 1 };
  const first = newId('wf');
  await opened.store.workflows.create({ _id: first, ...row });
  const again = opened.store.workflows.create({ _id: newId('wf'), ...row });
  await expect(again).rejects.toSatisfy(isDuplicate);
  await opened.store.workflows.updateOne({ _id: first, workspace: 'w1' }, { status: 'deleted' });
  await expect(opened.store.workflows.create({ _id: newId('wf'), ...row })).resolves.toBeTruthy();
});

it('makes what is missing when it starts, and leaves alone what is all there', async () => {
  const url = new URL(inject('services').mongo);
  url.pathname = `/${newId('test')}`;
  const store = await openStore(url.href);
  const indexes = async (): Promise<number> => (await store.workflows.collection.indexes()).length;
  try {
    await store.prepare();
    const all = await indexes();
    expect(all).toBeGreaterThan(2);
    await store.workflows.collection.dropIndexes();
    await store.prepare();
    // Somebody who takes an index away by hand has a reason.
    expect(await indexes()).toBe(1);

    await store.workflows.collection.drop();
    await store.prepare();
    expect(await indexes()).toBe(all);

    // As an older version had left it.
    await store.workflows.collection.dropIndexes();
    await store.connection.collection('prepared').updateOne({}, { $set: { hash: 'of another version' } });
    await store.prepare();
    expect(await indexes()).toBe(all);
  } finally {
    await store.connection.dropDatabase();
    await store.close();
  }
});
