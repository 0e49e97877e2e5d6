import { execFileSync } from 'node:child_process';

/** Calls the product's API as one person. Throws what it answers besides success. */
export type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** A person of the bench's own, by a token made as anyone makes one. */
export function callerOf(
  product: { address: string; dataDir: string },
  tokenCli: string,
  env: NodeJS.ProcessEnv,
): Call {
  const token = execFileSync(process.execPath, [tokenCli, '--user', 'bench'], {
    encoding: 'utf8',
    cwd: product.dataDir,
    env,
  }).trim();
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${product.address}${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
}

/** Makes and approves a workflow, as anyone would by the API; returns its id. */
export async function approved(call: Call, definition: object): Promise<string> {
  const draft = await call<{ id: string; seal: string }>('POST', '/api/workflows', { definition });
  const path = `/api/workflows/drafts/${draft.id}/approve`;
  return (await call<{ workflow: { id: string } }>('POST', path, { seal: draft.seal })).workflow.id;
}
