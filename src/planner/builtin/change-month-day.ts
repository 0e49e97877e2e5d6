import type { Change } from './changes.ts';

/** "move it to the 25th", "on the 1st instead": another day of each month, at the time it has. */

const DAY_OF_MONTH =
  /^(?:(?:make|move|change|set|put|do) (?:it|that|this)(?: to| on| for)? |on |to |for )?the (\d{1,2})(?:st|nd|rd|th)(?:,? (?:of (?:each|every|the) month|each month|every month|instead|please|then))*[.!\s]*$/i;
const MONTHLY = /^(\S+ \S+) \d{1,2} (\S+ \*)$/;

export const monthDay: Change = (sketch, text) => {
  const day = Number(DAY_OF_MONTH.exec(text.trim())?.[1]);
  const timed = sketch.triggers.filter((one) => one.type === 'schedule');
  const [trigger] = timed;
  if (!(day >= 1 && day <= 31) || timed.length !== 1 || !trigger?.schedule_cron) return false;
  const moved = trigger.schedule_cron.replace(MONTHLY, `$1 ${day} $2`);
  if (!MONTHLY.test(trigger.schedule_cron)) return false;
  sketch.triggers = sketch.triggers.map((one) => (one === trigger ? { ...trigger, schedule_cron: moved } : one));
  return true;
};
