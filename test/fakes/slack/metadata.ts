import { isObject } from './args.ts';
import type { Json, Metadata } from './model.ts';
import { Refused } from './refused.ts';

const LARGEST = 8 * 1024;

/** Message metadata: undefined when not given, null when it is to go away (`{}`). */
export function checkMetadata(value: unknown): Metadata | null | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) throw new Refused('invalid_metadata_format');
  if (Object.keys(value).length === 0) return null;
  const { event_type: type, event_payload: payload, ...rest } = value;
  if (typeof type !== 'string' || type === '' || type.length > 255 || !isObject(payload)) {
    throw new Refused('invalid_metadata_format');
  }
  if (Object.keys(rest).length > 0) throw new Refused('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(value)) > LARGEST) throw new Refused('metadata_too_large');
  if (!Object.values(payload).every(allowed)) throw new Refused('invalid_metadata_schema');
  return { event_type: type, event_payload: payload as Json };
}

/** A string, number or boolean; one flat object; or an array of those. */
function allowed(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => simple(one) || flat(one));
  return simple(value) || flat(value);
}

function flat(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(simple);
}

function simple(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
