import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerDeploymentOptions, WorkflowBundleOption } from '@temporalio/worker';
import type { Config } from '../src/config.ts';
import { hash } from '../src/ids.ts';
import type { Log } from '../src/log.ts';
import type { Deployments } from '../src/temporal/deployments.ts';

const TRIES = 60;

/** What the workflows' code is, in twelve characters: the same wherever it was bundled. */
export async function buildOf(bundle: WorkflowBundleOption): Promise<string> {
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
  return hash(code.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '')).slice(0, 12);
}

/** With WORKER_DEPLOYMENT a run stays with the build it began on; without it any worker takes any run. */
export function versioning(config: Config, build: string): WorkerDeploymentOptions | undefined {
  if (config.WORKER_DEPLOYMENT === undefined) return undefined;
  return {
    version: { deploymentName: config.WORKER_DEPLOYMENT, buildId: build },
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'PINNED',
  };
}

/**
 * The very first build of a deployment becomes current by itself: before that no run would go to any of its workers. Temporal
 * learns of a build a moment after its worker polls. Later builds are promoted by a person.
 */
export async function takeFirstPlace(
  deployments: Deployments,
  build: string,
  { log, ending }: { log: Log; ending: AbortSignal },
): Promise<void> {
  for (let tried = 1; tried <= TRIES && !ending.aborted; tried += 1) {
    try {
      const current = await deployments.current();
      if (current === null) await deployments.promote(build);
      if (current === build || current === null) log.info({ build }, 'new runs go to this build');
      else log.info({ build, current }, 'new runs go to another build until this one is promoted');
      return;
    } catch (error) {
      if (tried === TRIES) log.error({ err: error, build }, 'this build could not be made the first of its deployment');
      await pause(500, undefined, { ref: false });
    }
  }
}
