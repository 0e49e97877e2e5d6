import type { TemporalConnection } from './connection.ts';

/** One build of the workflows' code, as Temporal knows it. */
export interface Build {
  id: string;
  /** New runs go to it. */
  current: boolean;
  /** Runs under way that stay with it. */
  running: number;
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
      const ids = (info?.versionSummaries ?? []).flatMap((one) => one.deploymentVersion?.buildId ?? []);
      return Promise.all(ids.map(async (id) => ({ id, current: id === current, running: await running(id) })));
    },

    async current(): Promise<string | null> {
      return (await describe())?.routingConfig?.currentDeploymentVersion?.buildId ?? null;
    },

    /** New runs go to this build from now on. Throws when Temporal has met no worker of it yet. */
    async promote(build: string): Promise<void> {
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
