import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import { isHeldBack, undoOver, undoPlan } from './calls.ts';
import type { Activities, Call } from './contract.ts';
import type { UndoItem } from './contract-undo.ts';

/** Of one item; the activity itself tries each as often as it may. */
const ITEM_MS = 120_000;
/** Pages of a plan: far more than the steps of any run. */
const MOST_PAGES = 200;

/**
 * Takes back what a run did, the last thing first, one after the other. What cannot be taken back stands on its step and holds up
 * nothing else; what was taken back before stays so. A run of another workflow is taken back where it stands among them.
 */
export async function takeBack(next: () => Call, unpaused: () => Promise<void> = async () => {}): Promise<void> {
  await CancellationScope.nonCancellable(() => all(next, unpaused));
}

async function all(next: () => Call, unpaused: () => Promise<void>, within?: string): Promise<void> {
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { groups, more } = await undoPlan({ ...next(), ...(within !== undefined && { within }) });
    for (const items of groups) {
      await unpaused();
      const call = next();
      for (const { child } of items) if (child !== undefined) await all(partOf(call, child), unpaused, call.execution);
      await undo(call, items, unpaused);
    }
    if (!more) break;
  }
  await undoOver(next());
}

const partOf =
  ({ workspace }: Call, execution: string) =>
  (): Call => ({ workspace, execution, notes: [], phase: 'running' });

async function undo({ workspace, execution }: Call, items: UndoItem[], unpaused: () => Promise<void>): Promise<void> {
  const [first] = items;
  const name = `undo:${first?.path ?? ''}:${first?.iteration ?? 0}`;
  const calls = proxyActivities<Activities>({
    activityId: name,
    startToCloseTimeout: ITEM_MS * items.length,
    heartbeatTimeout: '15s',
    retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '60s' },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: `undo ${first?.path ?? ''}`,
  });
  for (;;) {
    try {
      return await calls.undo({ workspace, execution, items });
    } catch (error) {
      if (!isHeldBack(error)) throw error;
      await unpaused();
    }
  }
}
