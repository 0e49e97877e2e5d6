import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload, type SerializationContext } from '@temporalio/common';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPayloadCodec } from '../../src/temporal/codec.ts';

const key = randomBytes(32);
const of = (workflowId: string): SerializationContext => ({ type: 'workflow', namespace: 'default', workflowId });
const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value as never) as Payload;
const value = (one: Payload | undefined): unknown => defaultPayloadConverter.fromPayload(one as Payload);
const keyId = (one: Payload | undefined): string => Buffer.from(one?.metadata?.['encryption-key-id'] ?? []).toString();
const workspaces: Record<string, string> = { 'run-a': 'ws_a', 'run-b': 'ws_b' };
const make = (...keys: [Buffer, ...Buffer[]]) =>
  createPayloadCodec({ keys, workspaceOf: async (id) => workspaces[id] ?? null });

it('gives back any value, and shows nothing of it meanwhile', async () => {
  const codec = make(key);
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (any) => {
      const [sealed] = await codec.encode([payload(any)], of('run-a'));
      const [opened] = await codec.decode([sealed as Payload], of('run-a'));
      expect(value(opened)).toEqual(JSON.parse(JSON.stringify(any)));
    }),
  );
  const [sealed] = await codec.encode([payload({ note: 'very private words' })], of('run-a'));
  expect(JSON.stringify(sealed?.metadata) + Buffer.from(sealed?.data ?? []).toString('latin1')).not.toMatch(
    /private|note/,
  );
});

it('gives each workspace a key of its own, named by opaque marks', async () => {
  const codec = make(key);
  const [a] = await codec.encode([payload(1)], of('run-a'));
  const [b] = await codec.encode([payload(1)], of('run-b'));
  const [nobody] = await codec.encode([payload(1)]);
  expect(new Set([a, b, nobody].map(keyId)).size).toBe(3);
  expect(keyId(a)).toMatch(/^1\.[0-9a-f]{8}\.[0-9a-f]{24}$/);
  // The key of one does not open what another's sealed.
  const moved = { ...a, metadata: { ...b?.metadata } } as Payload;
  await expect(codec.decode([moved])).rejects.toThrow();
});

it('learns whose a run is from what it reads, without asking anyone', async () => {
  const [sealed] = await make(key).encode([payload({ workspace: 'ws_a' })], of('run-unknown'));
  let asked = 0;
  const reader = createPayloadCodec({
    keys: [key],
    workspaceOf: async () => {
      asked += 1;
      return null;
    },
  });
  await reader.decode([sealed as Payload], of('run-unknown'));
  const [answer] = await reader.encode([payload('done')], {
    type: 'activity',
    namespace: 'default',
    workflowId: 'run-unknown',
    isLocal: true,
  });
  expect(keyId(answer)).toBe(keyId(sealed));
  expect(asked).toBe(0);
});

it('reads what was never encrypted', async () => {
  expect(value((await make(key).decode([payload({ old: true })]))[0])).toEqual({ old: true });
});

it('reads what an earlier secret key encrypted, writes with the new one, and says when a key is missing', async () => {
  const next = randomBytes(32);
  const [old] = await make(key).encode([payload('kept')], of('run-a'));
  const rotated = make(next, key);
  expect(value((await rotated.decode([old as Payload], of('run-a')))[0])).toBe('kept');
  const [fresh] = await rotated.encode([payload('new')], of('run-a'));
  expect(keyId(fresh).split('.')[1]).not.toBe(keyId(old).split('.')[1]);
  expect(value((await make(next).decode([fresh as Payload]))[0])).toBe('new');
  await expect(make(next).decode([old as Payload])).rejects.toThrow(/NOD_SECRET_KEY_PREVIOUS/);
});

it('refuses what was changed on the way', async () => {
  const codec = make(key);
  const [sealed] = await codec.encode([payload('pay 10')], of('run-a'));
  const data = Buffer.from(sealed?.data ?? []);
  for (const at of [0, 13, data.length - 1]) {
    const bent = Buffer.from(data);
    bent[at] = (bent[at] ?? 0) ^ 1;
    await expect(codec.decode([{ ...sealed, data: bent } as Payload])).rejects.toThrow();
  }
});
