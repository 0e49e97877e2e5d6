import type { Client } from 'whatsapp-web.js';

interface KeyClass {
  new (attributes: object): Record<string, unknown>;
  prototype: Record<string, unknown>;
}

/**
 * Gives message keys the `_serialized` that the library reads. For the fake's own tests: the product has its own.
 * The field is found by its value, as its name is the minifier's.
 */
export function installKeyShim(client: Client): void {
  client.on('authenticated', () => {
    client.pupPage?.evaluate(patch).catch((error: unknown) => client.emit('shim_error', error));
  });
}

/** Runs in the page. */
function patch(): void {
  const load = (globalThis as unknown as { require(name: string): unknown }).require;
  const Key = load('WAWebMsgKey') as KeyClass;
  const { createWid } = load('WAWebWidFactory') as { createWid(text: string): unknown };
  if ('_serialized' in Key.prototype) return;
  const probe = new Key({ fromMe: true, selfDir: 'out', remote: createWid('1@c.us'), id: 'PROBE' });
  const field = Object.keys(probe).find((name) => probe[name] === 'true_1@c.us_PROBE');
  if (field === undefined || field === '_serialized') return;
  const keep = function (this: object, value: unknown) {
    Object.defineProperty(this, '_serialized', { value, enumerable: true, writable: true, configurable: true });
  };
  Object.defineProperty(Key.prototype, '_serialized', {
    configurable: true,
    set: keep,
    get(this: Record<string, unknown>) {
      return this[field];
    },
  });
  Object.defineProperty(Key.prototype, field, {
    configurable: true,
    set: keep,
    get(this: object) {
      return Object.hasOwn(this, '_serialized') ? (this as { _serialized: unknown })._serialized : undefined;
    },
  });
}
