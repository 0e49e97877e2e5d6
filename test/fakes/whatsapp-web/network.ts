// The server behind web.whatsapp.com, and the devices linked through it.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { makeCertificate } from './certificate.ts';
import type { History } from './history.ts';
import { buildPage } from './page-build.ts';
import type { FromPage, Settings, ToPage } from './wire.ts';

/** An open tab. */
export interface Tab {
  socket: WebSocket;
  /** Of the device it is linked as. */
  token: string | null;
  synced: boolean;
}

export interface Device {
  token: string;
  tab: Tab | null;
  /** What happened while no synced tab was there. */
  backlog: ToPage[];
}

export interface NetworkEvents {
  message(tab: Tab, message: FromPage): void;
  opened(tab: Tab): void;
  closed(tab: Tab): void;
}

export interface Network {
  port: number;
  tabs: Set<Tab>;
  devices: Map<string, Device>;
  send(tab: Tab, message: ToPage): void;
  /** Lets the requests of frozen pages go on. */
  thaw(): void;
  /** While false, nothing gets a connection. */
  reachable: boolean;
  close(): Promise<void>;
}

export async function openNetwork(settings: Settings, history: History, on: NetworkEvents): Promise<Network> {
  const page = buildPage();
  const frozen: ServerResponse[] = [];
  const server = createServer(await makeCertificate(), serve);
  const network: Network = {
    port: 0,
    tabs: new Set(),
    devices: new Map(),
    reachable: true,
    send: ({ socket }, message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    thaw: () => {
      for (const response of frozen.splice(0)) response.end();
    },
    close: () => close(server, network),
  };
  listenForTabs(server, network, on);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  network.port = (server.address() as AddressInfo).port;
  return network;

  function serve(request: IncomingMessage, response: ServerResponse): void {
    if (!network.reachable) {
      request.socket.destroy();
      return;
    }
    const url = new URL(request.url ?? '/', 'https://web.whatsapp.com');
    const script = page.scripts.get(url.pathname);
    if (url.pathname === '/')
      answer(
        response,
        'text/html',
        page.html.replace('{{settings}}', () => settingsText(settings)),
      );
    else if (url.pathname === '/style.css') answer(response, 'text/css', page.style);
    else if (script !== undefined) answer(response, 'text/javascript', script);
    else if (url.pathname === '/frame') answer(response, 'text/html', '<!doctype html><title>frame</title>');
    else if (url.pathname === '/freeze') frozen.push(response);
    else if (url.pathname === '/media') serveFile(response, history, url.searchParams.get('path') ?? '');
    else response.writeHead(404).end();
  }
}

function answer(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

function serveFile(response: ServerResponse, history: History, path: string): void {
  const file = history.files.get(path);
  if (file) answer(response, file.mimetype, file.bytes);
  else response.writeHead(404).end();
}

/** Safe inside a script element. */
function settingsText(settings: Settings): string {
  return JSON.stringify(settings).replaceAll('<', '\\u003c');
}

function listenForTabs(server: Server, network: Network, on: NetworkEvents): void {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (!network.reachable || request.url !== '/ws/chat') {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const tab: Tab = { socket: webSocket, token: null, synced: false };
      network.tabs.add(tab);
      on.opened(tab);
      webSocket.on('message', (data) => on.message(tab, JSON.parse(String(data)) as FromPage));
      webSocket.on('error', () => webSocket.terminate());
      webSocket.on('close', () => {
        network.tabs.delete(tab);
        const device = tab.token === null ? undefined : network.devices.get(tab.token);
        if (device?.tab === tab) device.tab = null;
        on.closed(tab);
      });
    });
  });
}

async function close(server: Server, network: Network): Promise<void> {
  network.reachable = false;
  network.thaw();
  for (const { socket } of network.tabs) socket.terminate();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

export function newToken(): string {
  return randomBytes(12).toString('hex');
}

/** As long as WhatsApp's, which starts a QR code with it. */
export function newRef(): string {
  return `2@${randomBytes(48).toString('base64')}`;
}
