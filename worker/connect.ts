import { setTimeout as pause } from 'node:timers/promises';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { Log } from '../src/log.ts';
import type { TemporalAccess } from '../src/temporal/access.ts';

const CONNECT_MS = 30_000;

/** A worker's connection; Temporal may still be starting. Throws one sentence when it does not answer. */
export async function connect(access: TemporalAccess, patienceMs = CONNECT_MS): Promise<NativeConnection> {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      return await NativeConnection.connect(access);
    } catch (error) {
      const why = error instanceof Error ? error.message.split('\n')[0]?.slice(0, 200) : String(error);
      if (Date.now() > until)
        throw new Error(`Temporal does not answer at ${access.address}: ${why}`, { cause: error });
      await pause(500);
    }
  }
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * Temporal's own warnings go where ours go, and what workflow code logs, which is silent while a run is replayed; signals are
 * handled by whoever runs this process. Once a process.
 */
export function quietRuntime(log: Log): void {
  try {
    Runtime.install({
      shutdownSignals: [],
      logger: new DefaultLogger('INFO', ({ level, meta, message }) => {
        if (meta?.sdkComponent === 'workflow') {
          const { execution, workspace, status, workflowId: temporalWorkflow, error } = meta;
          log[LEVELS[level]](
            { execution, workspace, temporalWorkflow, status, ...(error !== undefined && { err: error }) },
            message,
          );
        } else if (level === 'WARN' || level === 'ERROR') log[LEVELS[level]]({ temporal: meta }, message);
      }),
    });
  } catch {
    // Installed already by an earlier worker of this process.
  }
}
