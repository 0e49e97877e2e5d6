import { dayAndTime, durationInWords } from '../automation/words.ts';
import type { RunCommand } from './run-wishes.ts';

/** The page's own person is called You until they have a name. */
const inside = (name: string): string => (name === 'You' ? 'you' : name);

/** What is said of one run: steered, or asked how far it is. Tone: short, warm, exact. */
export const runTexts = {
  declined: (name: string, how: string) =>
    `The last run of “${name}” did not go on: ${how.charAt(0).toLowerCase()}${how.slice(1)}.`,
  wasCancelled: (name: string, why: string | null, at: Date, zone: string) =>
    `The last run of “${name}” was cancelled ${dayAndTime(at, zone)}${why && why !== 'cancelled' ? `: ${why}` : ''}.`,
  cancelling: (name: string, reason: string) =>
    `The run of “${name}” is being cancelled${reason ? `: ${reason}` : ''}.`,
  pausing: (name: string) =>
    `The run of “${name}” is paused: what is under way finishes, then nothing happens until you say “resume it”.`,
  resuming: (name: string) => `The run of “${name}” goes on.`,
  stopped: (name: string) => `The run of “${name}” was stopped at once. What it had done stays done.`,
  by: (name: string) => `cancelled by ${inside(name)}`,
  stoppedBy: (name: string) => `stopped at once by ${inside(name)}`,
  kept: 'The workflow engine does not answer right now; this is kept and done as soon as it does.',

  stopAsk: (name: string) => `Stop this run of “${name}” at once?`,
  stopWhat:
    'What is under way is cut off in the middle, and nothing is taken back. Cancelling it instead lets it end in order.',

  none: (name: string | null) => (name ? `No run of “${name}” is under way.` : 'No run is under way.'),
  noneFit: { pause_run: 'It is paused already.', resume_run: 'No run is paused.' },
  which: {
    cancel_run: 'Which run do you want to cancel?',
    pause_run: 'Which run do you want to pause?',
    resume_run: 'Which run shall go on?',
    end_run: 'Which run do you want to stop at once?',
    run_progress: 'Which run do you mean?',
  } satisfies Record<RunCommand, string>,
  newest: (count: number) => `More are under way; these are the newest ${count}.`,
  noneOfThem: 'None of them',
  started: (about: string, at: Date, zone: string, now: Date) =>
    [about, `since ${dayAndTime(at, zone, now)}`].filter(Boolean).join(', '),

  far: (percent: number, over: number, count: number) => `${percent} %: ${over} of ${count} steps are over.`,
  notBegun: 'It has not begun yet.',
  sandbox: 'Sandbox: nothing left, nothing was paid or sent.',
  sandboxed: 'sandbox',
  paused: 'It is paused. Say “resume it” to let it go on.',
  doing: (what: string, since: string) => `Now: ${what}, ${since}.`,
  asks: (who: string, what: string, since: string) => `Waits for ${who || 'an answer'}: ${what}, ${since}.`,
  waitsUntil: (until: string, since: string) => `Waits until ${until}, ${since}.`,
  waitsEvent: (event: string, until: string | null, since: string) =>
    `Waits for “${event}”${until ? `, at most until ${until}` : ''}, ${since}.`,
  asksOwner: (error: string, until: string | null) =>
    `A step failed: ${error} It waits ${until === null ? '' : `until ${until} `}for what you decide.`,
  next: (what: string) => `Next: ${what}.`,
  more: (count: number) => `… and ${count} more.`,
  since: (at: Date, zone: string, now: Date) => {
    const ms = now.getTime() - at.getTime();
    return ms < 1000 ? 'just begun' : `since ${dayAndTime(at, zone, now)} (${durationInWords(ms)})`;
  },
  last: (name: string, state: string, at: Date, zone: string, now: Date) =>
    `The last run of “${name}” ended ${dayAndTime(at, zone, now)}: ${state}.`,
} as const;
