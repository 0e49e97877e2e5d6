import type { Answers, FromPage, ToPage } from '../wire.ts';

type Asked = keyof Answers;
type Question<T extends Asked> = Omit<Extract<FromPage, { type: T }>, 'seq'>;
interface Waiting {
  /** What was asked, to ask again on a new connection: a message is sent until the server has it. */
  again: string | undefined;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const AGAIN_MS = 200;

/** The page's connection to the phone's network. Opens itself again when it drops. */
export class Link {
  #socket: WebSocket | undefined;
  #next = 1;
  readonly #waiting = new Map<number, Waiting>();
  readonly #queue: string[] = [];
  readonly #onMessage: (message: ToPage) => void;
  readonly #onOpen: () => void;
  readonly #onDrop: () => void;

  constructor(on: { message(message: ToPage): void; open(): void; drop(): void }) {
    this.#onMessage = on.message;
    this.#onOpen = on.open;
    this.#onDrop = on.drop;
  }

  connect(): void {
    const socket = new WebSocket(`${location.protocol.replace('http', 'ws')}//${location.host}/ws/chat`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#onOpen();
      const asked = [...this.#waiting.values()].flatMap(({ again }) => again ?? []);
      for (const text of asked) if (!this.#queue.includes(text)) socket.send(text);
      for (const text of this.#queue.splice(0)) socket.send(text);
    };
    socket.onmessage = (event) => this.#receive(JSON.parse(String(event.data)) as ToPage);
    socket.onclose = () => {
      this.#onDrop();
      setTimeout(() => this.connect(), AGAIN_MS);
    };
  }

  get open(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Waits for the connection when there is none. */
  send(message: FromPage): void {
    const text = JSON.stringify(message);
    if (this.open) this.#socket?.send(text);
    else this.#queue.push(text);
  }

  ask<T extends Asked>(question: Question<T>): Promise<Answers[T]> {
    const seq = this.#next++;
    return new Promise((resolve, reject) => {
      const message = { ...question, seq } as FromPage;
      const again = message.type === 'send' ? JSON.stringify(message) : undefined;
      this.#waiting.set(seq, { again, resolve: resolve as (value: unknown) => void, reject });
      this.send(message);
    });
  }

  #receive(message: ToPage): void {
    if (message.type !== 'reply') {
      this.#onMessage(message);
      return;
    }
    const waiting = this.#waiting.get(message.replyTo);
    this.#waiting.delete(message.replyTo);
    if (!message.error) waiting?.resolve(message.value);
    else waiting?.reject(Object.assign(new Error(message.error.message), { status: message.error.status }));
  }
}
