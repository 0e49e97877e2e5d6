import { type ActivityInterceptorsFactory, NativeConnection } from '@temporalio/worker';
import { inject } from 'vitest';
import { versioning } from '../../../worker/deployment.ts';
import { createWorker } from '../../../worker/run.ts';
import { inScopes } from '../../../worker/scopes.ts';
import { createUnderWay } from '../../../worker/under-way.ts';
import { testBundle } from '../../support/bundle.ts';
import type { Harness } from './harness.ts';

/** One more worker on the harness's queue, or another, with activities of its own; `build` runs it as that build of a deployment. */
export async function addWorker(
  h: Harness,
  options: {
    deployment?: string;
    build?: string;
    drainMs?: number;
    queue?: string;
    /** In place of its own activities. */
    activities?: ReturnType<Harness['newActivities']>;
  } = {},
) {
  const connection = await NativeConnection.connect({ address: inject('services').temporal });
  const underWay = createUnderWay();
  let calls = 0;
  const counting: ActivityInterceptorsFactory = () => ({
    inbound: {
      execute(input, next) {
        calls += 1;
        return next(input);
      },
    },
  });
  const config = { ...h.config, WORKER_DEPLOYMENT: options.deployment };
  const worker = await createWorker({
    connection,
    namespace: 'default',
    queue: options.queue ?? h.queue,
    bundle: await testBundle(),
    activities: options.activities ?? h.newActivities(),
    versioning: versioning(config, options.build ?? ''),
    around: [inScopes, underWay.interceptor, counting],
    drainMs: options.drainMs ?? 2000,
  });
  const running = worker.run();
  let stopped = false;
  return {
    /** Calls of activities it took. */
    calls: () => calls,
    /** Told to stop: drains, then says what became of its work. */
    async stop() {
      if (stopped) return underWay.report();
      stopped = true;
      underWay.drain();
      worker.shutdown();
      await running;
      await connection.close();
      return underWay.report();
    },
  };
}
