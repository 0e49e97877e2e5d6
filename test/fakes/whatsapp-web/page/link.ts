import type { Answers, FromPage, ToPage } from '../wire.ts';

type Asked = keyof Answers;
type Question<T extends Asked> = Omit<Extract<FromPage, { type: T }>, 'seq'>;
interface Waiting {
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
    const socket = new WebSocket(`wss://${location.host}/ws/chat`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#onOpen();
      for (const text of this.#queue.splice(0)) socket.send(text);
    };
    socket.onmessage = (event) => this.#receive(JSON.parse(String(event.data)) as ToPage);
    socket.onclose = () => {
      this.#onDrop();
      setTimeout(() => this.connect(), AGAIN_MS);
    };
  }

  /** Waits for the connection when there is none. */
  send(message: FromPage): void {
    const text = JSON.stringify(message);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
    else this.#queue.push(text);
  }

  ask<T extends Asked>(question: Question<T>): Promise<Answers[T]> {
    const seq = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(seq, { resolve: resolve as (value: unknown) => void, reject });
      this.send({ ...question, seq } as FromPage);
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
