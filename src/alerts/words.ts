import { plural } from '../automation/words.ts';

/** Everything the alerts say. Tone: short, warm, exact. */
export const words = {
  fails: (failed: number, ended: number, worst: number, name: string | null) =>
    `⚠️ **Many of your runs fail.** In the past hour ${failed} of ${ended} did${mostly(worst, failed, name)}; the others went through.${remedy(name)}`,
  goThrough: (failed: number, ended: number) =>
    `✅ **Your runs go through again.** In the past hour ${failed === 0 ? 'none' : `${failed} of ${ended}`} failed.`,

  slow: (averageMs: number, count: number, slowestMs: number, name: string | null) =>
    `⚠️ **Your runs take long.** In the past hour ${plural(count, 'run')} took ${time(averageMs)} on average${
      name === null ? '' : `, those of “${name}” ${time(slowestMs)}`
    }. All of these finished; the card of each says which step took the time.`,
  quick: (averageMs: number | null) =>
    `✅ **Your runs are quick again.**${averageMs === null ? '' : ` In the past hour they took ${time(averageMs)} on average.`}`,

  failedToday: (failed: number, worst: number, name: string | null) =>
    `⚠️ **${plural(failed, 'run')} of yours failed in the last 24 hours**${mostly(worst, failed, name)}.${remedy(name)}`,
  fewerFail: (failed: number) =>
    `✅ **Fewer of your runs fail again.** In the last 24 hours it was ${failed === 0 ? 'none' : failed}.`,

  late: (deliveries: number, retries: number) =>
    `⚠️ **Your workflows start late.** The ${plural(deliveries, 'event')} of the past hour needed ${Math.round(retries * 10) / 10} more tries each, on average, before a run could start. Every event is kept, and I go on trying.`,
  atOnce: '✅ **Your workflows start on time again.** Events that waited have had their runs.',

  cutOff: (cutOff: number, calls: number) =>
    `⚠️ **Steps are cut off.** In the past hour ${plural(cutOff, 'step')} of ${calls} took too long or lost their worker (${share(cutOff, calls)}). What may safely be repeated is repeated; the rest stands on its run's card. Look whether a service is slow, or give such steps more time.`,
  inTime: (cutOff: number, calls: number) =>
    `✅ **Steps finish in time again.** In the past hour ${cutOff === 0 ? 'none was' : `${cutOff} of ${calls} were`} cut off.`,
};

const mostly = (worst: number, all: number, name: string | null): string =>
  name === null ? '' : `, ${worst === all ? 'all' : worst} of them “${name}”`;

const remedy = (name: string | null): string =>
  name === null ? '' : ` Say “why did ${name} fail” for the reason, or “pause ${name}”.`;

const share = (part: number, all: number): string => `${Math.round((part / all) * 1000) / 10} %`;

function time(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 3_600_000)} hours`;
}
