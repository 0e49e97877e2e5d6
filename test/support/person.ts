import { hash } from '../../src/ids.ts';
import type { Store } from '../../src/store/store.ts';
import { createTokens } from '../../src/tokens.ts';

export interface Reply<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

/** A person with a workspace and a token of their own, who calls the API. */
export interface Caller {
  token: string;
  workspace: string;
  user: string;
  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<T>>;
}

/** Adds a person to the database of a product that answers at `address`. The same name is the same person. */
export async function addPerson(store: Store, address: () => string, name: string, zone: string): Promise<Caller> {
  const mark = hash(`person:${name}`).slice(0, 20);
  const owner = { workspace: `ws_${mark}`, user: `usr_${mark}` };
  const createdAt = new Date();
  await store.workspaces.create({
    _id: owner.workspace,
    workspace: owner.workspace,
    name,
    platform: 'web',
    createdAt,
  });
  await store.users.create({
    _id: owner.user,
    workspace: owner.workspace,
    name,
    email: null,
    phone: null,
    timeZone: zone,
    locale: null,
    admin: false,
    stoppedAt: null,
    createdAt,
  });
  const token = await createTokens({ store, clock: { now: () => new Date() } }).create(owner, 'test');
  return {
    token,
    ...owner,
    async call<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const answer = await fetch(`${address()}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: (text ? JSON.parse(text) : null) as T };
    },
  };
}
