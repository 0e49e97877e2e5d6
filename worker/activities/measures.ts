import type { ActionSpec } from '../../src/connectors/define.ts';
import type { Metrics } from '../../src/metrics.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';

/** What activities say about runs and steps; none of it waits or throws. */
export interface Measures {
  started(run: Pick<ExecutionRow, 'triggerType'>): void;
  ended(run: Pick<ExecutionRow, 'status' | 'startedAt' | 'completedAt' | 'waited'>): void;
  /** One attempt of a step; `state` is `running` when it will be tried again. */
  step(spec: Of, attempt: { state: string; count: number; ms: number; doubtful: boolean }): void;
  /** An attempt that took too long, or was lost with its worker. */
  cutOff(spec: Of): void;
  spendRefused(limit: 'workflow' | 'owner' | 'payment'): void;
}

type Of = Pick<ActionSpec, 'service' | 'action'>;

export function createMeasures(deps: {
  metrics: Pick<Metrics, 'count' | 'observe'>;
  /** Keeps how many attempts there were, and how many were cut off, where the gateway can see it. */
  tally: { calls(): void; cutOff(): void };
}): Measures {
  const { metrics, tally } = deps;
  return {
    started: (run) => metrics.count('nod_executions_started_total', { trigger: run.triggerType }),

    ended({ status, startedAt, completedAt, waited }) {
      metrics.count('nod_executions_ended_total', { status });
      const seconds = ((completedAt ?? startedAt).getTime() - startedAt.getTime()) / 1000;
      const labels = { status, waited: waited ? 'yes' : 'no' };
      metrics.observe('nod_execution_duration_seconds', labels, Math.max(0, seconds));
    },

    step({ service, action }, { state, count, ms, doubtful }) {
      metrics.count('nod_step_calls_total', { service, action });
      // There from the first call on, so that it is seen to rise.
      metrics.count('nod_step_timeouts_total', { service, action }, 0);
      tally.calls();
      if (doubtful) metrics.count('nod_effects_unknown_total', { service, action });
      if (state === 'running') return;
      metrics.observe('nod_step_duration_seconds', { service, action, state }, ms / 1000);
      metrics.observe('nod_step_attempts', { service, action }, count);
    },

    cutOff({ service, action }) {
      metrics.count('nod_step_timeouts_total', { service, action });
      tally.cutOff();
    },

    spendRefused: (limit) => metrics.count('nod_spend_refused_total', { limit }),
  };
}
