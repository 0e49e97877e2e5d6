import type { Json } from './model.ts';

/** How a call is to go wrong. Exactly one of error, status, retryAfter, reset and hang. */
export interface Failure {
  /** Slack's error code, with `ok: false`. */
  error?: string;
  /** More fields of that answer. */
  more?: Json;
  /** An HTTP status instead of an answer. */
  status?: number;
  /** 429 with this Retry-After, in seconds. */
  retryAfter?: number;
  /** The connection is reset. */
  reset?: true;
  /** Nothing is ever answered. */
  hang?: true;
  /** It was carried out all the same, and only the answer goes wrong: the doubtful case. */
  after?: true;
  /** How many calls; one where not given, Infinity for all. */
  times?: number;
  channel?: string;
  when?: (args: Json) => boolean;
}

export interface Injected {
  /** How many calls it met. */
  hits(): number;
  cancel(): void;
}

interface Standing {
  method: string;
  failure: Failure;
  left: number;
  hits: number;
}

export interface Failures {
  add(method: string, failure: Failure): Injected;
  /** The failure this call meets, if any; it counts. `*` stands for every method. */
  meet(method: string, args: Json): Failure | undefined;
  clear(): void;
}

export function createFailures(): Failures {
  let standing: Standing[] = [];
  return {
    add(method, failure) {
      const one: Standing = { method, failure, left: failure.times ?? 1, hits: 0 };
      standing.push(one);
      return {
        hits: () => one.hits,
        cancel() {
          standing = standing.filter((other) => other !== one);
        },
      };
    },
    meet(method, args) {
      const channel = args.channel ?? args.channel_id;
      const one = standing.find(
        (each) =>
          each.left > 0 &&
          (each.method === method || each.method === '*') &&
          (each.failure.channel === undefined || each.failure.channel === channel) &&
          (each.failure.when === undefined || each.failure.when(args)),
      );
      if (!one) return undefined;
      one.left -= 1;
      one.hits += 1;
      return one.failure;
    },
    clear() {
      standing = [];
    },
  };
}
