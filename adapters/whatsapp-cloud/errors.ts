import { PlatformError } from '../../src/chat/types.ts';

/** An answer of the Graph API that is not a success. */
export interface GraphFault {
  status: number;
  /** Meta's code; 0 where the answer was none of Meta's. */
  code: number;
  subcode: number | null;
  message: string;
  /** Milliseconds, where told. */
  retryAfterMs: number | null;
}

/** What a fault means for what was to be sent, and for what comes after it. */
export type Meaning =
  /** Nobody there to take it. */
  | 'gone'
  /** This message will never be taken. */
  | 'refused'
  | 'window'
  /** Too fast for this person, or for the whole number. */
  | 'pair'
  | 'pace'
  /** Our access: token, permission, number, account. */
  | 'token'
  | 'permission'
  | 'number'
  | 'account'
  | 'template'
  | 'media'
  /** Theirs: surely not taken now, perhaps later. */
  | 'later'
  /** It may have been taken. */
  | 'unknown';

const CODES: Partial<Record<Meaning, readonly number[]>> = {
  gone: [131026, 130497, 131030],
  refused: [100, 131008, 131009, 131021, 131051, 131062, 135000, 131055],
  window: [131047],
  pair: [131056],
  pace: [4, 17, 32, 613, 80007, 130429, 131048, 133016],
  token: [190, 102, 467],
  permission: [3, 10, 131005],
  number: [133010, 133006, 131045],
  account: [368, 131031, 131042, 131064, 133000],
  template: [132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069],
  media: [131052, 131053],
  later: [1, 2, 130472, 131000, 131016, 131049, 131057, 133004],
};

/** What an answer means. It is read from the code, never from a title: those change. */
export function meaningOf(fault: Pick<GraphFault, 'status' | 'code' | 'subcode'>): Meaning {
  if (fault.code === 100 && fault.subcode === 33) return 'number';
  for (const [meaning, codes] of Object.entries(CODES) as [Meaning, readonly number[]][]) {
    if (codes.includes(fault.code)) return meaning;
  }
  if (fault.code >= 200 && fault.code <= 299) return 'permission';
  if (fault.code === 0 && fault.status === 401) return 'token';
  if (fault.code === 0 && fault.status === 403) return 'permission';
  if (fault.status === 429) return 'pace';
  if (fault.status >= 500) return fault.code === 0 ? 'unknown' : 'later';
  return 'refused';
}

const REASONS: Record<Meaning, PlatformError['reason']> = {
  gone: 'gone',
  refused: 'refused',
  window: 'rate_limited',
  pair: 'rate_limited',
  pace: 'rate_limited',
  token: 'unreachable',
  permission: 'unreachable',
  number: 'unreachable',
  account: 'unreachable',
  template: 'unreachable',
  media: 'refused',
  later: 'unreachable',
  unknown: 'doubtful',
};

/** A fault in the terms of the contract. */
export class GraphError extends PlatformError {
  readonly fault: GraphFault;
  readonly meaning: Meaning;

  constructor(fault: GraphFault, meaning: Meaning, retryAfterMs: number | null = fault.retryAfterMs) {
    const code = fault.code ? ` (${fault.code})` : ` (status ${fault.status})`;
    super(REASONS[meaning], `${fault.message}${code}`, retryAfterMs === null ? {} : { retryAfterMs });
    this.name = 'PlatformError';
    this.fault = fault;
    this.meaning = meaning;
  }
}
