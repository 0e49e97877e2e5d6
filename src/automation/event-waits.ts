import type { DeliveryRow } from '../store/deliveries.ts';
import type { Store } from '../store/store.ts';
import type { EventWaitRow } from '../store/waits.ts';
import type { TriggerRow } from '../store/workflows.ts';
import type { Definition, Json, Step } from './definition.ts';
import { evaluateCondition } from './templates.ts';

/** Runs that wait for an event, looked at with one delivery at most. */
const MOST = 500;
/** Why a delivery for which no run waited was left: a wait of a run that had begun by then may still find it. */
export const NOBODY_WAITS = 'no run waits for it';

/** Whether a step waits for an event, and not for a time. */
export const waitsForEvent = (step: Pick<Step, 'service' | 'action' | 'params'>): boolean =>
  step.service === 'flow' && step.action === 'wait' && step.params.event !== undefined;

/** The events a definition's runs wait for, each once: their address takes them in. */
export function awaitedEvents(definition: Pick<Definition, 'steps'>): { service: string; event: string }[] {
  const found = new Map<string, { service: string; event: string }>();
  for (const { params } of definition.steps.filter(waitsForEvent)) {
    const one = { service: String(params.service ?? 'custom'), event: String(params.event) };
    found.set(`${one.service} ${one.event}`.toLowerCase(), one);
  }
  return [...found.values()];
}

/** Whether an event is the one that is waited for. An expression that cannot be worked out fits nothing. */
export function fitsWait(
  wait: Pick<EventWaitRow, 'service' | 'event' | 'match'>,
  came: { service: string | null; event: string; data: unknown },
): boolean {
  const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  if (!same(wait.event, came.event)) return false;
  if (wait.service !== null && came.service !== null && !same(wait.service, came.service)) return false;
  if (typeof wait.match === 'string') {
    try {
      return evaluateCondition(`{{ ${wait.match} }}`, { event: came.data as Json });
    } catch {
      return false;
    }
  }
  const data = (came.data ?? {}) as Record<string, unknown>;
  return Object.entries((wait.match ?? {}) as Record<string, unknown>).every(([path, wanted]) =>
    alike(
      path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], data),
      wanted,
    ),
  );
}

/** A number may come as text: `42` and `"42"` are the same here. */
const alike = (came: unknown, wanted: unknown): boolean =>
  typeof came === 'object' || typeof wanted === 'object'
    ? JSON.stringify(came ?? null) === JSON.stringify(wanted ?? null)
    : came !== undefined && String(came) === String(wanted);

/** What joins deliveries and the runs that wait for them. Each wait is met once; a delivery may meet several. */
export function createEventWaits({ store, clock }: { store: Store; clock: { now(): Date } }) {
  const waits = () => store.connection.collection<EventWaitRow>('event_waits');

  /** Waits of a workflow's runs that an event would end now. */
  async function matching(
    of: Pick<DeliveryRow, 'workspace' | 'workflow' | 'event' | 'data'>,
    service: string | null,
  ): Promise<EventWaitRow[]> {
    const open = await waits()
      .find({ workspace: of.workspace, workflow: of.workflow, state: 'open' })
      .sort({ createdAt: 1 })
      .limit(MOST)
      .toArray();
    const now = clock.now();
    return open.filter((wait) => (wait.deadline === null || wait.deadline > now) && fitsWait(wait, { ...of, service }));
  }

  /** Ends a wait with a delivery; false where something else ended it before. */
  async function meet(wait: Pick<EventWaitRow, '_id' | 'workspace'>, delivery: DeliveryRow): Promise<boolean> {
    const met = await waits().updateOne(
      { _id: wait._id, workspace: wait.workspace, state: 'open' },
      { $set: { state: 'met', delivery: delivery._id, data: delivery.data, closedAt: clock.now() } },
    );
    return met.modifiedCount === 1;
  }

  /** Met by this delivery, and their runs do not know yet. */
  const unheard = (delivery: DeliveryRow): Promise<EventWaitRow[]> =>
    waits().find({ workspace: delivery.workspace, delivery: delivery._id, heard: false }).limit(MOST).toArray();

  async function heard(wait: Pick<EventWaitRow, '_id' | 'workspace'>): Promise<void> {
    await waits().updateOne({ _id: wait._id, workspace: wait.workspace }, { $set: { heard: true } });
  }

  /** Of a run's own past: the first event it missed because it did not wait yet. */
  async function kept(wait: EventWaitRow, since: Date): Promise<DeliveryRow | null> {
    const used = await waits()
      .find({ workspace: wait.workspace, execution: wait.execution, delivery: { $ne: null } })
      .project<{ delivery: string }>({ delivery: 1 })
      .toArray();
    const rows = await store.deliveries
      .find({
        workspace: wait.workspace,
        workflow: wait.workflow,
        receivedAt: { $gte: since },
        _id: { $nin: used.map((one) => one.delivery) },
        $or: [{ resumes: true }, { state: 'ignored', reason: NOBODY_WAITS }],
      })
      .sort({ receivedAt: 1 })
      .limit(MOST)
      .lean<DeliveryRow[]>();
    const triggers = await store.triggers
      .find({ workspace: wait.workspace, workflow: wait.workflow }, { service: 1 })
      .lean<Pick<TriggerRow, '_id' | 'service'>[]>();
    const serviceOf = (row: DeliveryRow) => triggers.find((one) => one._id === row.trigger)?.service ?? null;
    return rows.find((row) => fitsWait(wait, { ...row, service: serviceOf(row) })) ?? null;
  }

  return { matching, meet, unheard, heard, kept };
}
