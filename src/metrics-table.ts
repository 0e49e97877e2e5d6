/**
 * Everything that is measured, by name. Labels are few and bounded: kinds, states, names of platforms and actions; never an id
 * and nothing of a person. `from`: shown as 0 from the start, because Prometheus does not see a counter that begins at 1 rise.
 */
export const COUNTERS = {
  nod_inbox_rows_total: { help: 'Messages and taps taken in.', labels: ['platform', 'kind'] },
  nod_outbox_messages_total: {
    help: 'What became of messages on their way out: sent, failed for good, or postponed.',
    labels: ['platform', 'outcome'],
  },
  nod_planner_failures_total: { help: 'Calls of a planner that brought no answer.', labels: ['planner'] },
  nod_webhooks_total: { help: 'Webhooks by what was answered.', labels: ['answer'] },
  nod_webhook_deliveries_total: {
    help: 'Kept webhook deliveries by what became of them.',
    labels: ['outcome'],
    from: [{ outcome: 'started' }, { outcome: 'failed' }, { outcome: 'ignored' }],
  },
  nod_webhook_retries_total: { help: 'Starts of a kept delivery that did not work and are tried again.', labels: [] },
  nod_executions_started_total: { help: 'Runs begun, by what started them.', labels: ['trigger'] },
  nod_executions_ended_total: {
    help: 'Runs ended, by how.',
    labels: ['status'],
    from: [{ status: 'completed' }, { status: 'failed' }, { status: 'cancelled' }],
  },
  nod_step_calls_total: { help: 'Attempts of steps.', labels: ['service', 'action'] },
  nod_step_timeouts_total: {
    help: 'Attempts of steps that were cut off because they took too long or their worker was lost.',
    labels: ['service', 'action'],
  },
  nod_effects_unknown_total: {
    help: 'Effects of which it is not known whether they happened.',
    labels: ['service', 'action'],
  },
  nod_spend_refused_total: { help: 'Payments a limit did not allow, by whose limit it was.', labels: ['limit'] },
  nod_schedules_missed_total: { help: 'Times of schedules that passed without a run.', labels: [] },
  nod_alerts_told_total: { help: 'Alerts told in chat.', labels: ['rule', 'news'] },
  nod_metrics_dropped_total: { help: 'Measurements that could not be taken.', labels: [] },
} as const;

const QUICK = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const SLOW = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86_400];

export const HISTOGRAMS = {
  nod_turn_duration_seconds: {
    help: 'Time to answer what was said, by what came of it.',
    labels: ['outcome'],
    buckets: QUICK,
  },
  nod_planner_duration_seconds: { help: 'Time a planner thought.', labels: ['planner', 'outcome'], buckets: SLOW },
  nod_execution_duration_seconds: {
    help: 'Time of a run from start to end; waited: whether it stood still for a person, a time or an event.',
    labels: ['status', 'waited'],
    buckets: SLOW,
  },
  nod_step_duration_seconds: {
    help: 'Time of the attempt that ended a step.',
    labels: ['service', 'action', 'state'],
    buckets: QUICK,
  },
  nod_step_attempts: { help: 'Attempts a step took.', labels: ['service', 'action'], buckets: [1, 2, 3, 5, 10] },
  nod_http_request_duration_seconds: {
    help: 'Time to answer a request, by route template.',
    labels: ['method', 'route', 'status'],
    buckets: QUICK,
  },
  nod_sweep_duration_seconds: { help: 'Time of a sweep for what was left behind.', labels: [], buckets: QUICK },
} as const;

/** Set as they change, or read from the database when somebody looks. */
export const GAUGES = {
  nod_sweep_backlog_items: { help: 'What the last sweep found left behind.', labels: ['kind'] },
  nod_database_up: { help: '1 when the figures below could be read from the database.', labels: [] },
  nod_inbox_waiting: { help: 'Messages and taps due and not handled yet; counted to 10,000.', labels: ['platform'] },
  nod_outbox_waiting: { help: 'Messages not sent yet; counted to 10,000.', labels: ['platform'] },
  nod_deliveries_waiting: { help: 'Webhook deliveries that wait to be started; counted to 10,000.', labels: [] },
  nod_queue_lag_seconds: { help: 'How long the oldest due row waits.', labels: ['queue'] },
  nod_executions_running: { help: 'Runs under way; counted to 10,000.', labels: ['phase'] },
  nod_executions_ended_day: { help: 'Runs ended in the last 24 hours; each counted to 10,000.', labels: ['status'] },
  nod_gates_waiting: { help: 'Gates that wait for a decision; counted to 10,000.', labels: [] },
  nod_effects_in_doubt: {
    help: 'Effects of which it is not known whether they happened; counted to 10,000.',
    labels: [],
  },
  nod_workers: { help: 'Workers that gave a sign of life.', labels: ['state'] },
} as const;

export type CounterName = keyof typeof COUNTERS;
export type HistogramName = keyof typeof HISTOGRAMS;
export type GaugeName = keyof typeof GAUGES;

type LabelOf<T> = T extends { labels: readonly (infer L extends string)[] } ? L : never;
export type CounterLabels<N extends CounterName> = Record<LabelOf<(typeof COUNTERS)[N]>, string>;
export type HistogramLabels<N extends HistogramName> = Record<LabelOf<(typeof HISTOGRAMS)[N]>, string>;
export type GaugeLabels<N extends GaugeName> = Record<LabelOf<(typeof GAUGES)[N]>, string>;

/** A gauge's value as a reader of the database gives it. */
export type Reading = { [N in GaugeName]: { name: N; labels: GaugeLabels<N>; value: number } }[GaugeName];
