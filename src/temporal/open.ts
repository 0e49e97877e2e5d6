import type { PayloadCodec } from '@temporalio/common';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { type TemporalAccess, temporalAccess } from './access.ts';
import { createPayloadCodec } from './codec.ts';
import { createTemporal, type TemporalConnection } from './connection.ts';
import { createWorkspaceOf } from './workspaces.ts';

/** The client of gateway and worker, with what a worker needs to reach the same Temporal and read the same payloads. */
export function openTemporal(given: {
  config: Config;
  address: string;
  store: Store;
  keys: [Buffer, ...Buffer[]];
  log: Log;
}): { temporal: TemporalConnection; access: TemporalAccess; codec: PayloadCodec } {
  const { config, address, store, keys, log } = given;
  // A Temporal that was started here is reached without anything.
  const access = config.TEMPORAL_HOST === undefined ? { address } : temporalAccess(asEnvironment(config), address);
  const codec = createPayloadCodec({ keys, workspaceOf: createWorkspaceOf(store) });
  return { temporal: createTemporal({ access, namespace: config.TEMPORAL_NAMESPACE, log, codec }), access, codec };
}

/** The settings as Temporal's own configuration reads them, and the process's for what only it knows (the home folder). */
function asEnvironment(config: Config): Record<string, string | undefined> {
  const own = Object.entries(config).filter(
    ([name, value]) => name.startsWith('TEMPORAL_') && typeof value === 'string',
  );
  return { ...process.env, ...(Object.fromEntries(own) as Record<string, string>) };
}
