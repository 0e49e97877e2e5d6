// The tabs that are open and the devices linked through them.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { FromPage, ToPage } from './wire.ts';

/** An open tab. */
export interface Tab {
  socket: WebSocket;
  /** Of the device it is linked as. */
  token: string | null;
  /** Linked, in step and connected: what happens reaches it at once. */
  synced: boolean;
  /** Shows a QR code or a pairing code. */
  waits: boolean;
  /** Which revision of the faults it follows. */
  revision: number;
  /** It only shows the chats, and belongs to no device. */
  viewer: boolean;
}

export interface Device {
  token: string;
  tab: Tab | null;
  /** What happened while no synced tab was there. */
  backlog: ToPage[];
}

export interface TabEvents {
  message(tab: Tab, message: FromPage): void;
  opened(tab: Tab): void;
  closed(tab: Tab): void;
}

export class Network {
  /** In the order they were opened. */
  readonly tabs = new Set<Tab>();
  readonly devices = new Map<string, Device>();
  /** While false nobody gets a connection. */
  reachable = true;
  readonly #sockets = new WebSocketServer({ noServer: true });

  /** Takes the pages' connections from a server. */
  attach(server: Server, on: TabEvents): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (!this.reachable || request.url !== '/ws/chat') socket.destroy();
      else this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, on));
    });
  }

  #open(socket: WebSocket, on: TabEvents): void {
    const tab: Tab = { socket, token: null, synced: false, waits: false, revision: 0, viewer: false };
    this.tabs.add(tab);
    on.opened(tab);
    socket.on('message', (data) => on.message(tab, JSON.parse(String(data)) as FromPage));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.tabs.delete(tab);
      const device = this.deviceOf(tab);
      if (device?.tab === tab) device.tab = null;
      on.closed(tab);
    });
  }

  deviceOf(tab: Tab): Device | undefined {
    return tab.token === null ? undefined : this.devices.get(tab.token);
  }

  send({ socket }: Tab, message: ToPage): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  /** To every linked device, at once or when it is back, and to those who only look. */
  tell(message: ToPage): void {
    for (const device of this.devices.values()) {
      if (device.tab?.synced) this.send(device.tab, message);
      else device.backlog.push(message);
    }
    for (const tab of this.tabs) if (tab.viewer) this.send(tab, message);
  }

  /** To every open page of the bot, linked or not. */
  tellTabs(message: ToPage): void {
    for (const tab of this.tabs) if (!tab.viewer) this.send(tab, message);
  }

  /** The connections end without a word; pages try again by themselves. */
  drop(): void {
    for (const { socket } of this.tabs) socket.terminate();
  }
}

export function newToken(): string {
  return randomBytes(12).toString('hex');
}

/** As long as WhatsApp's, which starts a QR code with it. */
export function newRef(): string {
  return `2@${randomBytes(48).toString('base64')}`;
}
