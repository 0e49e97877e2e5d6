/** The little of autocannon's programmatic interface that is used here. */
declare module 'autocannon' {
  interface Request {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string;
  }
  /** Carried from a request to its answer. */
  type Context = Record<string, string>;
  interface Options {
    url: string;
    connections: number;
    amount: number;
    /** Seconds an answer may take. */
    timeout: number;
    requests: {
      method: string;
      setupRequest(request: Request, context: Context): Request;
      onResponse(status: number, body: string, context: Context): void;
    }[];
  }
  interface Result {
    '2xx': number;
    non2xx: number;
    errors: number;
    /** Milliseconds. */
    latency: { p50: number; p99: number };
  }
  export default function autocannon(options: Options): Promise<Result>;
}
