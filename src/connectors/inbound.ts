import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Json } from '../automation/definition.ts';
import { isDeeperThan } from '../json-depth.ts';
import type { EventSpec, ServiceSpec } from './define.ts';
import { paramMeta } from './params.ts';

/** How webhooks are proven, parsed and read; what one service does its own way is in its inbound.ts. */

type Body = { [key: string]: Json };
/** What is needed of the catalogue. */
type Services = { service(name: string): ServiceSpec | null | undefined };

const MAX_BYTES = 1_000_000;
const MAX_DEPTH = 64;
const ANY = new Set(['*', 'any']);

/**
 * True when `header` is the HMAC-SHA256 of the raw body: `sha256=<hex>` or bare hex. Missing, short or wrong: false.
 * Takes the same time whatever is wrong with it.
 */
export function verifySignature(rawBody: Buffer, header: string | undefined, secret: string): boolean {
  const hex = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(header?.trim() ?? '')?.[1];
  if (secret === '') return false;
  return sameBytes(createHmac('sha256', secret).update(rawBody).digest(), Buffer.from(hex ?? '', 'hex'));
}

/** Compares without telling by its time where two differ. */
function sameBytes(one: Buffer, other: Buffer): boolean {
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
  return timingSafeEqual(digest(one), digest(other)) && one.length === other.length;
}

/** The same for texts: a challenge, a signature in hex. */
export function sameText(one: string, other: string): boolean {
  return sameBytes(Buffer.from(one), Buffer.from(other));
}

/**
 * A webhook's body as an object. Null for what is not a JSON object in UTF-8, is larger than 1 MB or nested deeper than
 * 64, or has keys that could reach into prototypes or that the database cannot keep.
 */
export function parseBody(rawBody: Buffer): Body | null {
  if (rawBody.length > MAX_BYTES) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
    if (isDeeperThan(text, MAX_DEPTH)) return null;
    const json = JSON.parse(text, refuseOddKeys) as Json;
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

function refuseOddKeys(key: string, value: unknown): unknown {
  if (key === '__proto__' || key.includes('\u0000')) throw new SyntaxError('a key that is not allowed');
  if (key === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')) {
    throw new SyntaxError('a key that is not allowed');
  }
  return value;
}

/** The body as it may be kept: without what only proves where it comes from, bare or inside our envelope. */
export function withoutProofs(catalogue: Services, triggers: { service: string | null }[], json: Body): Body {
  const names = new Set(
    triggers.flatMap(({ service }) => (service === null ? [] : (catalogue.service(service)?.inbound?.proofs ?? []))),
  );
  if (names.size === 0) return json;
  const clean = (body: Body): Body => Object.fromEntries(Object.entries(body).filter(([name]) => !names.has(name)));
  return isObject(json.data) ? { ...clean(json), data: clean(json.data) } : clean(json);
}

/** The sender's id of this delivery: what the service declares, else `id` or `event_id` of the body. Null without one. */
export function eventIdOf(catalogue: Services, service: string | null, json: Body): string | null {
  const inbound = service === null ? undefined : catalogue.service(service)?.inbound;
  const declared = inbound?.eventId?.(json) ?? (isObject(json.data) ? inbound?.eventId?.(json.data) : null);
  const id = declared ?? plainId(json.event_id) ?? plainId(json.id);
  if (id === null || id === undefined) return null;
  return id.length <= 200 ? id : createHash('sha256').update(id).digest('hex');
}

function plainId(value: Json | undefined): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

export interface ReadEvent<T> {
  /** Canonical name; empty where the body names none. */
  event: string;
  /** Normalised `trigger.*` data. */
  data: Body;
  /** The trigger it fits; null when it fits none. */
  trigger: T | null;
}

/**
 * Finds what happened and which trigger it fits: the service's own format where a trigger's service knows it, else the
 * envelope {event, data}. A body without an event fits a trigger that takes anything, or the only one there is when its
 * service has no format of its own. Null when nothing can be told from it.
 */
export function readEvent<T extends { service: string | null; event: string | null }>(
  catalogue: Services,
  triggers: T[],
  json: Body,
): ReadEvent<T> | null {
  const own = readOwn(catalogue, triggers, json);
  if (own?.trigger) return own;
  const event = typeof json.event === 'string' ? json.event.trim() : '';
  const data = dataOf(json);
  const named = event === '' ? undefined : triggers.find((trigger) => sameEvent(trigger.event, event));
  if (named) return { event: named.event ?? event, data: typed(catalogue, named, data), trigger: named };
  const open = triggers.find((trigger) => trigger.event === null || ANY.has(trigger.event.toLowerCase()));
  if (open) return { event, data, trigger: open };
  const only = triggers.length === 1 ? triggers[0] : undefined;
  const known = only?.service ? catalogue.service(only.service)?.inbound?.normalise : undefined;
  if (only && event === '' && !known) return { event: only.event ?? '', data, trigger: only };
  if (own) return own;
  return event === '' ? null : { event, data, trigger: null };
}

/** Reads a body in the format of a trigger's own service, bare or inside our envelope. */
function readOwn<T extends { service: string | null; event: string | null }>(
  catalogue: Services,
  triggers: T[],
  json: Body,
): ReadEvent<T> | null {
  let unfit: ReadEvent<T> | null = null;
  for (const service of new Set(triggers.map((trigger) => trigger.service))) {
    const normalise = service === null ? undefined : catalogue.service(service)?.inbound?.normalise;
    const read = normalise?.(json) ?? (isObject(json.data) ? normalise?.(json.data) : null);
    if (!read) continue;
    const fits = (trigger: T) => trigger.service === service && sameEvent(trigger.event, read.event);
    const trigger = triggers.find(fits) ?? null;
    if (trigger) return { ...read, trigger };
    unfit = { ...read, trigger: null };
  }
  return unfit;
}

function sameEvent(wanted: string | null, event: string): boolean {
  return wanted?.toLowerCase() === event.toLowerCase();
}

/** The data of an envelope; of a body that is none, everything but the event's name. */
function dataOf(json: Body): Body {
  if (isObject(json.data)) return json.data;
  if (json.data !== undefined && typeof json.event === 'string') return { value: json.data };
  const { event: _event, ...rest } = json;
  return rest;
}

/** Known fields get the type their event declares (an amount sent as "15000.00" is a number); the rest stays as sent. */
function typed<T extends { service: string | null; event: string | null }>(
  catalogue: Services,
  trigger: T,
  data: Body,
): Body {
  const service = trigger.service ? catalogue.service(trigger.service) : null;
  const spec = service?.events.find((event) => event.event === trigger.event);
  return spec ? typedData(spec, data) : data;
}

function typedData(spec: EventSpec, data: Body): Body {
  const result: Body = { ...data };
  for (const [name, schema] of Object.entries(spec.data.shape)) {
    const value = result[name];
    const kind = paramMeta(schema as never)?.kind;
    if (typeof value === 'string' && (kind === 'money' || kind === 'number')) result[name] = numberOf(value) ?? value;
    if (typeof value === 'string' && kind === 'boolean') result[name] = value === 'true';
    if (typeof value === 'number' && (kind === 'phone' || kind === 'id' || kind === 'text'))
      result[name] = String(value);
  }
  return result;
}

/** A number sent as text: "15000.00", "1,500". Null for anything else. */
export function numberOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^-?\d{1,3}(,\d{3})*(\.\d+)?$|^-?\d+(\.\d+)?$/.test(value.trim())) return null;
  return Number(value.replaceAll(',', ''));
}

export function textOf(value: Json | undefined): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
