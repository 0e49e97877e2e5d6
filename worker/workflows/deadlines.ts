import { patched } from '@temporalio/workflow';

/** Something that waits for people until a time. */
export interface Timed {
  /** ISO instant. */
  deadline: string;
  /** Instants still to come. */
  reminders?: string[];
  /** Since when it waits, in milliseconds; histories of earlier versions do not know. */
  since?: number;
}

/** Whether the time people have stands still while their run is paused. In runs of earlier versions it went on. */
export const standsStill = (): boolean => patched('the time to answer stands still while a run is paused');

/** Moves its times on by as long as they stood still, now that its run goes on. */
export function moveOn(timed: Timed, pausedSince: number): void {
  const stood = Date.now() - Math.max(pausedSince, timed.since ?? pausedSince);
  if (stood <= 0 || !standsStill()) return;
  const later = (at: string) => new Date(Date.parse(at) + stood).toISOString();
  timed.deadline = later(timed.deadline);
  if (timed.reminders) timed.reminders = timed.reminders.map(later);
}

/** Whether its time is over. While its run is paused it is what it was when that began. */
export const isOver = ({ deadline, since }: Timed, pausedSince: number | null): boolean =>
  Date.parse(deadline) <= (pausedSince === null ? Date.now() : Math.max(pausedSince, since ?? pausedSince));

/** The same times as they stand: one that was moved on in an earlier history may not be written down yet. */
export const newest = (open: Timed, known: Timed | null | undefined): Required<Omit<Timed, 'since'>> => {
  const { deadline, reminders = [] } = known && known.deadline > open.deadline ? known : open;
  return { deadline, reminders: [...reminders] };
};

/** Of earlier versions: whether a reminder that is due waits, because its run is paused. */
export const heldBack = (paused: () => boolean): boolean => paused() && patched('reminders wait while a run is paused');

/**
 * Of earlier versions: takes off the reminders that one would be sent in place of. Of those that came due while a run was paused
 * only the last is still sent, and none once the time to answer is over. Says how many.
 */
export function passed(reminders: string[], deadline: string): number {
  const now = Date.now();
  const due = reminders.filter((at) => Date.parse(at) <= now).length;
  const gone = Date.parse(deadline) <= now ? reminders.length : Math.max(0, due - 1);
  return reminders.splice(0, gone).length;
}
