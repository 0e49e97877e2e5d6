import type { DeliveryRow } from '../store/deliveries.ts';
import { isDuplicate } from '../store/duplicate.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { shared } from '../store/together.ts';
import type { TriggerRow, WorkflowRow } from '../store/workflows.ts';
import { spanned } from '../tracing.ts';
import type { AutomationDeps } from './deps.ts';
import { createEventWaits, NOBODY_WAITS } from './event-waits.ts';
import { newExecution, startOf } from './execution.ts';

const BATCH = 50;
const MINUTE = 60_000;
/** After this many failed starts a delivery is kept as failed and told. */
const MAX_ATTEMPTS = 50;

/** Versions whose facts are kept in memory. */
const MOST_VERSIONS = 1000;

type VersionFacts = Parameters<typeof newExecution>[1];

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Turns stored deliveries into runs, paced per owner (D19). Safe to run twice side by side: an execution's id is fixed
 * with its delivery, and starting the same one again starts nothing.
 */
export function createRelay(deps: AutomationDeps) {
  const { store, runs, clock, log, catalogue } = deps;
  const perMinute = deps.config.WEBHOOK_RUNS_PER_MINUTE;
  const buckets = new Map<string, Bucket>();
  const busy = new Map<string, { again: boolean; done: Promise<void> }>();
  const waits = createEventWaits(deps);
  const versions = new Map<string, VersionFacts>();
  let stopped = false;

  /** How many of `wanted` may start now. */
  function take(user: string, wanted: number): number {
    const now = Date.now();
    const bucket = buckets.get(user) ?? { tokens: perMinute, at: now };
    bucket.tokens = Math.min(perMinute, bucket.tokens + ((now - bucket.at) / MINUTE) * perMinute);
    bucket.at = now;
    const granted = Math.min(wanted, Math.floor(bucket.tokens));
    bucket.tokens -= granted;
    buckets.set(user, bucket);
    return granted;
  }

  async function mark(row: DeliveryRow, change: Partial<DeliveryRow>): Promise<void> {
    const filter = { _id: row._id, workspace: row.workspace, state: 'queued' };
    await store.writes.update('deliveries', filter, { $set: change });
    if (change.state) deps.metrics?.count('nod_webhook_deliveries_total', { outcome: change.state });
    else deps.metrics?.count('nod_webhook_retries_total', {});
  }

  /** Where a signature proves nothing (IntaSend's challenge), the service is asked whether it really happened (D10). */
  async function confirmed(row: DeliveryRow, trigger: TriggerRow | null): Promise<boolean> {
    if (row.signed || !trigger?.service) return true;
    const inbound = catalogue.service(trigger.service)?.inbound;
    if (!inbound?.confirm) return true;
    const fields = await deps.accounts.fieldsFor(row.workspace, row.user, trigger.service);
    return fields ? inbound.confirm(row.body, { fields, signal: AbortSignal.timeout(10_000) }) : false;
  }

  async function keepExecution(row: ExecutionRow): Promise<void> {
    try {
      await store.writes.insert('executions', row);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }

  /** What of a version never changes is read once. */
  async function factsOf(workspace: string, id: string): Promise<VersionFacts | null> {
    const known = versions.get(id);
    if (known) return known;
    const read = await store.versions
      .findOne({ _id: id, workspace }, { number: 1, seal: 1, 'definition.profile': 1 })
      .lean<VersionFacts>();
    if (versions.size >= MOST_VERSIONS) versions.clear();
    if (read) versions.set(id, read);
    return read;
  }

  /** What deliveries of one trigger that are started together all need. */
  const look = shared(async (key) => {
    const [workspace, id, triggerId] = JSON.parse(key) as [string, string, string];
    const [workflow, trigger] = await Promise.all([
      store.workflows.findOne({ _id: id, workspace }).lean<WorkflowRow>(),
      store.triggers.findOne({ _id: triggerId, workspace }).lean<TriggerRow>(),
    ]);
    const version = workflow && (await factsOf(workspace, `${id}:${workflow.version}`));
    return { workflow, trigger, version };
  });

  /** Ends the waits of runs that this delivery fits. Safe to repeat: what was met by it and not told yet is told again. */
  async function resumed(row: DeliveryRow, trigger: TriggerRow | null): Promise<boolean> {
    // One after the other: another gateway may end a wait with this delivery between the two.
    for (const wait of await waits.matching(row, trigger?.service ?? null)) await waits.meet(wait, row);
    const met = await waits.unheard(row);
    for (const wait of met) {
      await runs.arrived(wait.temporalWorkflowId, wait._id.slice(wait.execution.length + 1));
      await waits.heard(wait);
    }
    return met.length > 0;
  }

  async function startOne(row: DeliveryRow): Promise<void> {
    const { workflow, trigger, version } = await look(JSON.stringify([row.workspace, row.workflow, row.trigger]));
    const started = workflow?.status === 'active';
    if (!started && !row.resumes) return mark(row, { state: 'ignored', reason: workflow?.status ?? 'deleted' });
    if (!(await confirmed(row, trigger))) {
      return mark(row, { state: 'ignored', reason: 'the service does not confirm this event' });
    }
    if (await resumed(row, trigger)) return mark(row, { state: 'started', resumes: true });
    // Whoever waited when it came was faster, or waits no longer.
    if (row.resumes || !workflow || trigger?.resumes) return mark(row, { state: 'ignored', reason: NOBODY_WAITS });
    if (!version) throw new Error(`version ${workflow.version} of ${workflow._id} is missing`);
    const execution = newExecution(workflow, version, {
      id: row.executionId,
      triggerType: 'webhook',
      trigger: row.trigger,
      triggerData: { data: row.data, event: row.event, body: row.body },
      now: clock.now(),
    });
    // Neither waits for the other; the delivery is queued until both are there.
    const start = { ...startOf(execution), name: workflow.name, rowComes: true };
    await Promise.all([keepExecution(execution), runs.start(start)]);
    await mark(row, { state: 'started' });
  }

  async function tryOne(row: DeliveryRow): Promise<void> {
    try {
      await spanned('delivery', { parent: row.trace ?? null }, () => startOne(row));
    } catch (error) {
      const attempts = row.attempts + 1;
      const wait = Math.min(60_000, 500 * 2 ** Math.min(attempts, 7));
      log.warn({ err: error, delivery: row._id, attempts }, 'delivery not started yet');
      const over = attempts >= MAX_ATTEMPTS ? { state: 'failed' as const, reason: 'could not be started' } : {};
      await mark(row, { attempts, dueAt: new Date(clock.now().getTime() + wait), ...over });
    }
  }

  const dueFor = (user: string) =>
    store.deliveries
      .find({ workspace: EVERY_WORKSPACE, user, state: 'queued', dueAt: { $lte: clock.now() } })
      .sort({ receivedAt: 1 })
      .limit(BATCH)
      .lean<DeliveryRow[]>();

  /** Starts what is due for one owner until nothing is left or the pace is reached; `fresh` has just been stored. */
  async function drain(user: string, fresh?: DeliveryRow): Promise<void> {
    if (fresh && take(user, 1) === 1) await tryOne(fresh);
    while (!stopped) {
      const due = await dueFor(user);
      const granted = take(user, due.length);
      await Promise.all(due.slice(0, granted).map(tryOne));
      if (granted === 0 || due.length < BATCH) return;
    }
  }

  /** Starts draining an owner's deliveries now; calls while it drains make it look once more. Never throws. */
  function kick(user: string, fresh?: DeliveryRow): void {
    const running = busy.get(user);
    if (running) {
      running.again = true;
      return;
    }
    if (stopped) return;
    const state = { again: false, done: Promise.resolve() };
    busy.set(user, state);
    state.done = drain(user, fresh)
      .catch((error) => log.warn({ err: error }, 'deliveries wait'))
      .finally(() => {
        busy.delete(user);
        if (state.again) kick(user);
      });
  }

  /** Finds owners with deliveries that were left behind: after a crash, an outage, or a pace that was reached. */
  async function sweep(): Promise<void> {
    const users = await store.deliveries.distinct('user', {
      workspace: EVERY_WORKSPACE,
      state: 'queued',
      dueAt: { $lte: clock.now() },
    });
    for (const user of users) kick(user);
  }

  return {
    kick,
    sweep,
    async stop(): Promise<void> {
      stopped = true;
      await Promise.all([...busy.values()].map((running) => running.done));
    },
  };
}
