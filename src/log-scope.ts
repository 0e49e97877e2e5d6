import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line that is logged meanwhile says: the run and whose it is. Ids only. */
export interface LogScope {
  workspace?: string | undefined;
  execution?: string | undefined;
  /** The run's id at Temporal. */
  temporalWorkflow?: string | undefined;
}

const scopes = new AsyncLocalStorage<LogScope>();

export const inLogScope = <T>(scope: LogScope, work: () => T): T =>
  scopes.run({ ...scopes.getStore(), ...scope }, work);

export const logScope = (): LogScope => scopes.getStore() ?? {};
