import { patched } from '@temporalio/workflow';

/** Whether a reminder that is due waits, because its run is paused. Runs of earlier versions reminded all the same. */
export const heldBack = (paused: () => boolean): boolean => paused() && patched('reminders wait while a run is paused');

/**
 * Takes off the reminders that one would be sent in place of: of those that came due while a run was paused only the last is still
 * sent, and none once the time to answer is over. Says how many.
 */
export function passed(reminders: string[], deadline: string): number {
  const now = Date.now();
  const due = reminders.filter((at) => Date.parse(at) <= now).length;
  const gone = Date.parse(deadline) <= now ? reminders.length : Math.max(0, due - 1);
  return reminders.splice(0, gone).length;
}
