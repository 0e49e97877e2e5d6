// The module registry, and what is made to go wrong in it.
import type { Faults } from '../wire.ts';
import { page } from './settings.ts';

const modules = new Map<string, unknown>();
const missing = new Set<string>();
const originals = new Map<string, () => void>();
let tellUnknown: (name: string) => void = () => {};

/** Installs `window.require`; an unknown module throws as WhatsApp's loader does. */
export function register(all: Record<string, unknown>, onUnknown: (name: string) => void): void {
  tellUnknown = onUnknown;
  for (const [name, module] of Object.entries(all)) modules.set(name, module);
  page.require = (name) => {
    if (modules.has(name) && !missing.has(name)) return modules.get(name);
    onUnknown(name);
    throw new Error(`Requiring unknown module "${name}"`);
  };
}

/** A module, or something in one by a path with dots. */
export function lookUp(path: string): unknown {
  const [name = '', ...rest] = path.split('.');
  let value = modules.get(name);
  for (const part of rest) value = (value as Record<string, unknown> | undefined)?.[part];
  return value;
}

/** These faults and no others from now on. */
export function applyFaults({ hang, fail, missing: gone }: Faults): void {
  for (const restore of originals.values()) restore();
  originals.clear();
  missing.clear();
  for (const name of gone) missing.add(name);
  for (const path of hang) replace(path, never);
  for (const [path, message] of Object.entries(fail)) {
    replace(path, () => {
      throw new Error(message);
    });
  }
}

/** A promise without end, also where the caller takes two of them from a list. */
function never(): unknown {
  const endless = new Promise(() => {});
  return Object.assign(new Promise(() => {}), { [Symbol.iterator]: () => [endless, endless].values() });
}

function replace(path: string, by: () => unknown): void {
  const parts = path.split('.');
  const leaf = parts.pop() ?? '';
  const holder = lookUp(parts.join('.')) as Record<string, unknown> | undefined;
  const original = holder?.[leaf];
  if (!holder || typeof original !== 'function') {
    tellUnknown(path);
    return;
  }
  holder[leaf] = by;
  originals.set(path, () => {
    holder[leaf] = original;
  });
}
