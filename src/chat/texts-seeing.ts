import { grouped, money } from '../automation/money.ts';
import type { Stats } from '../automation/stats.ts';
import type { LimitsToday, WorkflowLimits } from '../automation/used-today.ts';
import { dayAndTime, plural } from '../automation/words.ts';
import { took } from './run-words.ts';

const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`;

/** What is said of figures, limits and starts that do not come. Tone: short, warm, exact. */
export const seeingTexts = {
  doing: (name: string, days: number) => `${name}, the past ${days === 1 ? 'day' : `${days} days`}`,
  noRuns: (days: number) => `No runs in the past ${plural(days, 'day')}.`,
  runs: 'Runs',
  runsOf: ({ runs, completed, failed, cancelled, running }: Stats) =>
    [
      `${runs}`,
      completed && `${completed} done`,
      failed && `${failed} failed`,
      cancelled && `${cancelled} cancelled`,
      running && `${running} under way`,
    ]
      .filter(Boolean)
      .join(' · '),
  rate: 'Went through',
  rateOf: ({ successRate, completed, failed }: Stats) =>
    completed + failed < 5 ? `${completed} of ${completed + failed}, too few to say more` : percent(successRate ?? 0),
  time: 'Took',
  timeOf: ({ medianMs, p95Ms, timed }: Stats) =>
    timed < 5
      ? `${took(medianMs ?? 0)}${timed === 1 ? '' : `, the middle of ${timed} runs`}`
      : `${took(medianMs ?? 0)} as a rule, 95 of 100 within ${took(p95Ms ?? 0)}`,
  failsMost: 'Fails most',
  failsMostOf: (step: string, failures: number, cause: string) =>
    `${step}, ${plural(failures, 'time')}${cause ? `: ${cause}` : ''}`,
  lastFailure: 'Last failure',
  next: 'Next run',
  state: 'State',
  used: 'Today',

  usedTitle: 'Used today',
  usedAll: (limits: LimitsToday) => {
    const { used, limit } = limits.spend;
    return `${money(used, limits.currency)} of ${grouped(limit ?? 0)}, over all your workflows. Left: ${money(Math.max(0, (limit ?? 0) - used), limits.currency)}.`;
  },
  usedOf: (one: WorkflowLimits, { currency, spend }: LimitsToday) => {
    const { used, limit } = one.spend;
    // Whatever a workflow may, all together may no more than the ceiling.
    const left = Math.max(0, Math.min((limit ?? 0) - used, spend.limit - spend.used));
    const parts = [
      limit === null
        ? `${money(used, currency)} spent`
        : `${money(used, currency)} of ${grouped(limit)} spent, ${money(left, currency)} left`,
      one.runs.limit !== null && `${one.runs.used} of ${plural(one.runs.limit, 'run')}`,
      ...one.actions.map(({ title, used: count, limit: most }) => `“${title}” ${count} of ${most} times`),
    ];
    return parts.filter(Boolean).join(' · ');
  },
  dayEnds: (zone: string) => `The day is yours, in ${zone.replaceAll('_', ' ')}; it starts anew at midnight.`,

  troubleTitle: (name: string) => `Why “${name}” did not run`,
  nothingInTheWay: 'I find nothing in its way.',
  lastStart: (at: Date, zone: string) => `It last started ${dayAndTime(at, zone)}.`,
  neverStarted: 'It has never started.',
  nextRun: (at: Date, zone: string) => `It starts next ${dayAndTime(at, zone)}.`,
} as const;
