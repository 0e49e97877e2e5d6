// What the browser loads: the page over TLS as WhatsApp's, and the same without TLS to look at.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from './certificate.ts';
import type { History } from './history.ts';
import type { Network, TabEvents } from './network.ts';
import { buildPage } from './page-build.ts';
import type { Settings } from './wire.ts';

export interface Servers {
  /** Where web.whatsapp.com is. */
  port: number;
  /** Where it can be looked at without a certificate. */
  viewPort: number;
  /** Lets frozen pages go on. */
  thaw(): void;
  /** Answers what the pages do not, at the view's address. */
  control: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

export async function openServers(
  settings: Settings,
  history: History,
  network: Network,
  on: TabEvents,
): Promise<Servers> {
  const page = buildPage();
  const frozen: ServerResponse[] = [];
  const tls = createTlsServer(await makeCertificate(), (request, response) => {
    if (!network.reachable) request.socket.destroy();
    else if (pathOf(request) === '/') answer(response, 'text/html', page.html);
    else if (pathOf(request) === '/settings.js') answer(response, 'text/javascript', scriptOf(settings));
    else if (pathOf(request) === '/freeze') frozen.push(response);
    else if (!serveShared(request, response)) notFound(response);
  });
  const plain = createServer((request, response) => {
    const view = chatOf(request);
    if (pathOf(request) === '/view')
      answer(response, 'text/html', page.html.replace('/settings.js', settingsFor(view)));
    else if (pathOf(request) === '/settings.js')
      answer(response, 'text/javascript', scriptOf({ ...settings, faults: NO_FAULTS, view }));
    else if (!serveShared(request, response)) servers.control(request, response);
  });
  for (const server of [tls, plain]) network.attach(server, on);
  const servers: Servers = {
    port: await listen(tls),
    viewPort: await listen(plain),
    control: (_request, response) => notFound(response),
    thaw: () => {
      for (const response of frozen.splice(0)) response.end();
    },
    async close() {
      network.reachable = false;
      servers.thaw();
      network.drop();
      await Promise.all([tls, plain].map(end));
    },
  };
  return servers;

  function serveShared(request: IncomingMessage, response: ServerResponse): boolean {
    const path = pathOf(request);
    const script = page.scripts.get(path);
    const file = path === '/media' ? history.files.get(queryOf(request).get('path') ?? '') : undefined;
    if (script !== undefined) answer(response, 'text/javascript', script);
    else if (path === '/style.css') answer(response, 'text/css', page.style);
    else if (path === '/frame') answer(response, 'text/html', '<!doctype html><title>frame</title>');
    else if (file) answer(response, file.mimetype, file.bytes);
    else return false;
    return true;
  }
}

const NO_FAULTS = { revision: 0, hang: [], fail: {}, missing: [] };

function queryOf(request: IncomingMessage): URLSearchParams {
  return new URL(request.url ?? '/', 'http://page').searchParams;
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://page').pathname;
}

function chatOf(request: IncomingMessage): string {
  return queryOf(request).get('chat') ?? '';
}

function settingsFor(chat: string): string {
  return `/settings.js?chat=${encodeURIComponent(chat)}`;
}

function scriptOf(settings: Settings): string {
  return `window.FAKE_SETTINGS = ${JSON.stringify(settings)};`;
}

function answer(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

function notFound(response: ServerResponse): void {
  response.writeHead(404).end();
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function end(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
