import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Attempt, Delivery, Send } from './deliveries.ts';
import type { State } from './state.ts';

const MOST = 10;
const TICKET_LIVES = 30_000;

/** Socket Mode: the app's connections, and what is pushed over them. */
export interface Sockets {
  /** How many are open. */
  count(): number;
  /** How often the app asked whether the line stands. */
  pings(): number;
  send: Send;
  /** Asks the app to reconnect, as Slack does every few hours: a `disconnect`, after which nothing more comes on it. */
  refresh(reason?: 'refresh_requested' | 'warning' | 'link_disabled'): void;
  /** Cuts all connections without a word. */
  cut(): void;
  /** Once so many are open. */
  connected(count?: number): Promise<void>;
  /** What the app sent that was not an ack of anything open. */
  strays: unknown[];
  close(): void;
}

interface Waiting {
  socket: WebSocket;
  done(answer: unknown): void;
}

export function createSockets(state: State, server: Server, ackMs: number): Sockets {
  const wss = new WebSocketServer({ noServer: true });
  const open: WebSocket[] = [];
  const waiting = new Map<string, Waiting>();
  const strays: unknown[] = [];
  const watchers = new Set<() => void>();
  let turn = 0;
  let pings = 0;

  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', state.base);
    const ticket = url.searchParams.get('ticket') ?? '';
    const given = state.tickets.get(ticket);
    state.tickets.delete(ticket);
    const good = given !== undefined && state.now() - given <= TICKET_LIVES && url.pathname === '/link/';
    if (!good || open.length >= MOST) {
      socket.end(`HTTP/1.1 ${good ? '429 Too Many Requests' : '401 Unauthorized'}\r\nconnection: close\r\n\r\n`);
      return;
    }
    wss.handleUpgrade(request, socket, head, welcome);
  });

  function welcome(socket: WebSocket): void {
    open.push(socket);
    socket.on('message', (data) => heard(String(data)));
    socket.on('ping', () => {
      pings += 1;
    });
    socket.on('close', () => gone(socket));
    socket.on('error', () => gone(socket));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: open.length,
        debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: state.appId },
      }),
    );
    for (const watcher of [...watchers]) watcher();
  }

  function gone(socket: WebSocket): void {
    const index = open.indexOf(socket);
    if (index >= 0) open.splice(index, 1);
    for (const [id, one] of waiting) {
      if (one.socket !== socket) continue;
      waiting.delete(id);
      one.done(undefined);
    }
  }

  function heard(text: string): void {
    const answer = JSON.parse(text) as { envelope_id?: string; payload?: unknown };
    const one = waiting.get(answer.envelope_id ?? '');
    if (!one) {
      strays.push(answer);
      return;
    }
    waiting.delete(answer.envelope_id ?? '');
    one.done(answer.payload ?? null);
  }

  return {
    count: () => open.length,
    pings: () => pings,
    strays,
    async send(delivery, retry) {
      const at = Date.now();
      const over = (more: Partial<Attempt>): Attempt => ({
        via: 'socket',
        at,
        ms: Date.now() - at,
        status: 0,
        reason: null,
        answer: null,
        noRetry: false,
        ...more,
      });
      const socket = open[turn++ % Math.max(1, open.length)];
      if (!socket) return over({ reason: 'no_connection' });
      const id = `${delivery.id}-${delivery.attempts.length}-${state.next()}`;
      const answer = await new Promise<unknown>((resolve) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          resolve(undefined);
        }, ackMs);
        waiting.set(id, {
          socket,
          done(payload) {
            clearTimeout(timer);
            resolve(payload);
          },
        });
        socket.send(JSON.stringify(envelopeOf(delivery, id, retry)));
      });
      if (answer === undefined) return over({ reason: 'timeout' });
      return over({ status: 200, answer: isEmpty(answer) ? null : answer });
    },
    refresh(reason = 'refresh_requested') {
      const message = JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-1' } });
      for (const socket of [...open]) {
        socket.send(message);
        if (reason !== 'warning') open.splice(open.indexOf(socket), 1);
      }
    },
    cut() {
      for (const socket of wss.clients) socket.terminate();
    },
    connected(count = 1) {
      if (open.length >= count) return Promise.resolve();
      return new Promise((resolve) => {
        const watcher = () => {
          if (open.length < count) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
      });
    },
    close() {
      for (const socket of wss.clients) socket.terminate();
      wss.close();
    },
  };
}

function envelopeOf(delivery: Delivery, id: string, retry: { num: number; reason: string } | null) {
  const type = { event: 'events_api', interactive: 'interactive', slash: 'slash_commands', verification: 'events_api' };
  return {
    envelope_id: id,
    type: type[delivery.kind],
    payload: delivery.payload,
    accepts_response_payload: delivery.kind !== 'event',
    ...(delivery.kind === 'event' ? { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' } : {}),
  };
}

function isEmpty(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && Object.keys(answer).length === 0;
}
