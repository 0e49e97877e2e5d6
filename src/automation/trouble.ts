import type { DeliveryRow } from '../store/deliveries.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { TriggerRow } from '../store/workflows.ts';
import { ownWorkflow } from './access.ts';
import type { AutomationDeps } from './deps.ts';
import { nextOf } from './next-run.ts';
import type { Person } from './service.ts';
import { listInWords, plural } from './words.ts';

/** Why a workflow does not start (S0.137), as far as what is stored tells. */
export interface Trouble {
  /** In the way: each a sentence with what can be done about it. Empty: nothing is. */
  reasons: string[];
  /** What starts it, and when it did last. */
  facts: string[];
  /** ISO instants. */
  lastStart: string | null;
  nextRun: string | null;
}

const DAY_MS = 86_400_000;

export function createTrouble({ store, clock }: Pick<AutomationDeps, 'store' | 'clock'>) {
  return async function trouble(person: Person, id: string): Promise<Trouble> {
    const workflow = await ownWorkflow(store, person, id);
    const scope = { workspace: workflow.workspace, workflow: id };
    const since = new Date(clock.now().getTime() - 7 * DAY_MS);
    const [triggers, deliveries, last, left] = await Promise.all([
      store.triggers.find({ ...scope, version: workflow.version }).lean<TriggerRow[]>(),
      store.deliveries
        .find({ ...scope, receivedAt: { $gte: since } }, { state: 1, reason: 1, receivedAt: 1, attempts: 1 })
        .sort({ receivedAt: -1 })
        .limit(500)
        .lean<DeliveryRow[]>(),
      store.executions
        .findOne({ ...scope, overLimit: { $ne: true } })
        .sort({ startedAt: -1 })
        .lean<ExecutionRow>(),
      store.executions.countDocuments({ ...scope, overLimit: true, startedAt: { $gte: since } }, { limit: 1000 }),
    ]);
    const reasons: string[] = [];
    const off = workflow.pausedReason ? `: ${workflow.pausedReason}` : '';
    if (workflow.status === 'deleted') reasons.push('It was deleted.');
    if (workflow.status === 'paused') reasons.push(`It is paused${off}. Say “resume ${workflow.name}” to go on.`);
    if (workflow.status === 'failed')
      reasons.push(`It was stopped${off}. Put right what failed, then say “resume ${workflow.name}”.`);
    reasons.push(...ofTriggers(triggers), ...ofDeliveries(triggers, deliveries));
    if (left > 0)
      reasons.push(
        `${plural(left, 'start')} of the past 7 days ${left === 1 ? 'was' : 'were'} left out: it may run ${plural(workflow.definition.policy.max_runs_per_day ?? 0, 'time')} a day.`,
      );
    const next = workflow.status === 'active' ? nextOf(triggers, clock.now()) : null;
    return {
      reasons,
      facts: factsOf(triggers, deliveries),
      lastStart: last?.startedAt.toISOString() ?? null,
      nextRun: next,
    };
  };
}

function ofTriggers(triggers: TriggerRow[]): string[] {
  const reasons: string[] = [];
  const own = triggers.filter((trigger) => trigger.type !== 'manual');
  if (own.length === 0) reasons.push('Nothing starts it by itself: it runs when you say so.');
  for (const trigger of own) {
    if (!trigger.isActive) reasons.push(`What starts it (${nameOf(trigger)}) is off.`);
    else if (trigger.finishedAt) reasons.push('Its one time is over, so it starts no more.');
    if (trigger.skip.length > 0 && trigger.isActive) reasons.push('You asked me to leave out its next time.');
  }
  return reasons;
}

const nameOf = (trigger: TriggerRow): string =>
  trigger.type === 'schedule' ? 'its schedule' : `${trigger.service ?? 'an'} ${trigger.event ?? 'event'}`;

/** Why deliveries were left aside, in words; anything else is said as it stands. */
const WHY: Record<string, string> = {
  paused: 'it was paused',
  deleted: 'it was deleted',
};

function ofDeliveries(triggers: TriggerRow[], deliveries: DeliveryRow[]): string[] {
  const webhook = triggers.find((trigger) => trigger.type === 'webhook' && trigger.isActive);
  if (!webhook) return [];
  if (deliveries.length === 0)
    return [
      `No event has reached me in the past 7 days. Look in ${webhook.service ?? 'the service'} whether it sends “${webhook.event}” to ${webhook.webhookUrl}, and what answer it got: 401 means that its signature does not fit.`,
    ];
  const reasons: string[] = [];
  const waiting = deliveries.filter((one) => one.state === 'queued');
  if (waiting.length > 0)
    reasons.push(
      `${plural(waiting.length, 'event')} ${waiting.length === 1 ? 'is' : 'are'} kept and still to be started.`,
    );
  const aside = deliveries.filter((one) => one.state === 'ignored' || one.state === 'failed');
  if (aside.length > 0) {
    const why = [...new Set(aside.map((one) => WHY[one.reason ?? ''] ?? one.reason ?? 'no reason was kept'))].slice(
      0,
      3,
    );
    reasons.push(`${plural(aside.length, 'event')} of the past 7 days started nothing: ${listInWords(why)}.`);
  }
  return reasons;
}

function factsOf(triggers: TriggerRow[], deliveries: DeliveryRow[]): string[] {
  const started = deliveries.filter((one) => one.state === 'started').length;
  return triggers.some((trigger) => trigger.type === 'webhook')
    ? [`${plural(deliveries.length, 'event')} came in the past 7 days, ${started} of them started a run.`]
    : [];
}
