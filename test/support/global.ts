import { readFileSync } from 'node:fs';
import type { TestProject } from 'vitest/node';

export interface TestServices {
  /** MongoDB URL without a database. */
  mongo: string;
  redis: string;
  /** host:port */
  temporal: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    services: TestServices;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env['NOD_TEST_SERVICES'];
  if (!running) throw new Error('NOD_TEST_SERVICES is not set');
  project.provide('services', JSON.parse(readFileSync(running, 'utf8')) as TestServices);
  return async () => {};
}
