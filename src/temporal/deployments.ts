import { listInWords } from '../automation/words.ts';
import type { TemporalConnection } from './connection.ts';

/** One build of the workflows' code, as Temporal knows it. */
export interface Build {
  id: string;
  /** New runs go to it. */
  current: boolean;
  /** Runs under way that stay with it. */
  running: number;
  /** It was never given runs: its workers wait to be promoted. */
  fresh: boolean;
}

const NOT_FOUND = 5;
const what = { what: 'look at deployments', deadlineMs: 5000 } as const;

/** Builds of a worker deployment: which is current, what still runs on each, and making one current. */
export function createDeployments(deps: { temporal: TemporalConnection; deployment: string; identity: string }) {
  const { temporal, deployment, identity } = deps;
  const { namespace } = temporal;

  async function describe() {
    try {
      const answer = await temporal.call(
        (client) => client.workflowService.describeWorkerDeployment({ namespace, deploymentName: deployment }),
        what,
      );
      return answer.workerDeploymentInfo ?? null;
    } catch (error) {
      if ((error as { code?: number }).code === NOT_FOUND) return null;
      throw error;
    }
  }

  async function running(build: string): Promise<number> {
    const query = `TemporalWorkerDeploymentVersion = '${deployment}:${build}' AND ExecutionStatus = 'Running'`;
    return (await temporal.call((client) => client.workflow.count(query), what)).count;
  }

  return {
    /** The newest first. Empty when no worker of it ever polled. */
    async builds(): Promise<Build[]> {
      const info = await describe();
      const current = info?.routingConfig?.currentDeploymentVersion?.buildId;
      const all = (info?.versionSummaries ?? []).flatMap(({ deploymentVersion, firstActivationTime }) =>
        deploymentVersion?.buildId ? [{ id: deploymentVersion.buildId, fresh: !firstActivationTime }] : [],
      );
      return Promise.all(
        all.map(async ({ id, fresh }) => {
          const isCurrent = id === current;
          return { id, current: isCurrent, running: await running(id), fresh: fresh && !isCurrent };
        }),
      );
    },

    async current(): Promise<string | null> {
      return (await describe())?.routingConfig?.currentDeploymentVersion?.buildId ?? null;
    },

    /** New runs go to this build from now on. Throws when Temporal has met no worker of it yet. */
    async promote(build: string): Promise<void> {
      const known = (await describe())?.versionSummaries ?? [];
      const ids = known.flatMap((one) => one.deploymentVersion?.buildId ?? []);
      if (!ids.includes(build))
        throw new Error(
          `There is no build “${build}” of ${deployment}. ${ids.length > 0 ? `There is ${listInWords(ids)}.` : 'No worker of it has started yet.'}`,
        );
      await temporal.call(
        (client) =>
          client.workflowService.setWorkerDeploymentCurrentVersion({
            namespace,
            deploymentName: deployment,
            buildId: build,
            identity,
          }),
        { ...what, deadlineMs: 15_000 },
      );
    },
  };
}

export type Deployments = ReturnType<typeof createDeployments>;
