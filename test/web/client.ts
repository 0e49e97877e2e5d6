import { request } from 'node:http';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The parsed body, whatever it is. */
  json: unknown;
}

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as JSON, or as it is when it is text already. */
  body?: unknown;
}

/** One request with exactly these headers; nothing is added that a browser would add. */
export async function ask(
  base: string,
  path: string,
  { method = 'GET', headers = {}, body }: Ask = {},
): Promise<Answer> {
  const { hostname, port, host } = new URL(base);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers: { host, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
      });
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Headers of a page that was opened on this machine: its cookie and what a browser says of a call it makes. */
export async function pageHeaders(base: string): Promise<Record<string, string>> {
  const page = await ask(base, '/');
  const cookie = String(page.headers['set-cookie']).split(';')[0] ?? '';
  return { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
}

/** Like a page, with a call each. */
export async function asPage(base: string) {
  const headers = await pageHeaders(base);
  return {
    headers,
    get: (path: string) => ask(base, path, { headers }),
    send: (method: string, path: string, body: unknown, more: Record<string, string> = {}) =>
      ask(base, path, { method, headers: { ...headers, ...more }, body }),
    async thread(clientId: string): Promise<string> {
      const made = await ask(base, '/app/threads', { method: 'POST', headers, body: { clientId } });
      return (made.json as { thread: { id: string } }).thread.id;
    },
  };
}

export interface Heard {
  id: string;
  event: string;
  data: unknown;
}

/** Listens to server-sent events; `heard` grows as they come. */
export async function listen(base: string, path: string, headers: Record<string, string>) {
  const { hostname, port, host } = new URL(base);
  const heard: Heard[] = [];
  const state = { ended: false, status: 0 };
  let rest = '';
  const outgoing = request({ hostname, port, path, headers: { host, ...headers }, agent: false });
  const opened = new Promise<void>((resolve, reject) => {
    outgoing.on('response', (response) => {
      state.status = response.statusCode ?? 0;
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        rest += chunk;
        const parts = rest.split('\n\n');
        rest = parts.pop() ?? '';
        heard.push(...parts.filter((part) => part.includes('data: ')).map(eventOf));
      });
      const over = () => {
        state.ended = true;
      };
      response.on('end', over);
      response.on('error', over);
      resolve();
    });
    outgoing.on('error', (error) => {
      state.ended = true;
      reject(error);
    });
  });
  outgoing.end();
  await opened;
  return { heard, state, close: () => outgoing.destroy() };
}

function eventOf(part: string): Heard {
  const line = (name: string) =>
    part
      .split('\n')
      .find((one) => one.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? '';
  return { id: line('id'), event: line('event'), data: parsed(line('data')) };
}
