import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new opaque id, `prefix_` and 20 characters of Crockford base32 (100 random bits): safe in URLs and job ids. */
export function newId(prefix: string): string {
  let id = '';
  for (const byte of randomBytes(20)) id += ALPHABET[byte & 31];
  return `${prefix}_${id}`;
}

/** Hex SHA-256 of a text: for keys that must be short, opaque and the same for the same input. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
