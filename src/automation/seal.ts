import { createHash } from 'node:crypto';
import type { PinnedChild } from '../store/workflows.ts';
import { canonicalJson } from './canonical.ts';
import type { Definition } from './definition.ts';

/** What an approval is of: change any of it and it is another seal. */
export interface Sealed {
  /** With its policy and triggers. */
  definition: Definition;
  /** Service to connection id. */
  connections: Record<string, string>;
  /** `service.action` to contract number. */
  contracts: Record<string, number>;
  /** Workflows it runs, by what its steps call them. */
  children: Record<string, PinnedChild>;
}

/** Hex SHA-256 of the canonical JSON. */
export function sealOf({ definition, connections, contracts, children }: Sealed): string {
  return createHash('sha256').update(canonicalJson({ definition, connections, contracts, children })).digest('hex');
}

/** No 0, 1, I, O, U or L: read aloud without doubt. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `7F3-K2`: what a person compares; five letters of the seal. */
export function shortSeal(seal: string): string {
  let rest = BigInt(`0x${seal.slice(0, 16) || '0'}`);
  let short = '';
  for (let index = 0; index < 5; index += 1) {
    short += LETTERS[Number(rest % BigInt(LETTERS.length))];
    rest /= BigInt(LETTERS.length);
  }
  return `${short.slice(0, 3)}-${short.slice(3)}`;
}
