import { DateTime } from 'luxon';
import type { Definition, Trigger } from '../../src/automation/definition.ts';
import { canonicalCron, firesAt } from './cron.ts';
import type { TriggerExpectation } from './format.ts';
import { fits } from './matchers.ts';

/** Problems of a draft's triggers against what is expected; empty when they fit. */
export function triggerProblems(expected: TriggerExpectation[], definition: Definition, now: DateTime): string[] {
  const manual: Trigger[] = [{ type: 'manual' }];
  const actual = definition.triggers.length > 0 ? definition.triggers : manual;
  const wanted = expected.length > 0 ? expected : [{ type: 'manual' }];
  if (matchAll(wanted, actual, now)) return [];
  return [`triggers: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`];
}

/** Every expected trigger met by one of its own, nothing left over but `manual`. */
function matchAll(expected: TriggerExpectation[], actual: Trigger[], now: DateTime): boolean {
  const [first, ...rest] = expected;
  if (!first) return actual.every((trigger) => trigger.type === 'manual');
  return actual.some(
    (trigger, index) =>
      fitsTrigger(first, trigger, now) &&
      matchAll(
        rest,
        actual.filter((_, at) => at !== index),
        now,
      ),
  );
}

function fitsTrigger(expected: TriggerExpectation, trigger: Trigger, now: DateTime): boolean {
  const fields = trigger as unknown as Record<string, unknown>;
  return Object.entries(expected).every(([key, wanted]) => {
    switch (key) {
      case 'schedule_cron':
        return typeof fields[key] === 'string' && cronFits(wanted, fields[key]);
      case 'schedule_timezone':
        return zoneOf(String(fields[key] ?? 'UTC')) === zoneOf(String(wanted));
      case 'schedule_at':
        return typeof fields[key] === 'string' && minuteFits(wanted, fields[key]);
      case 'schedule_at_in_minutes': {
        const at = firingTime(trigger);
        return at !== null && Math.abs(at.diff(now, 'minutes').minutes - Number(wanted)) <= 1;
      }
      case 'service':
      case 'type':
        return typeof wanted === 'string' ? fields[key] === wanted : fits(wanted, fields[key] as string);
      case 'config':
        return Object.entries((wanted ?? {}) as Record<string, unknown>).every(([name, matcher]) =>
          fits(matcher, (fields.config as Record<string, string> | undefined)?.[name]),
        );
      default:
        return fits(wanted, fields[key] as string);
    }
  });
}

function cronFits(wanted: unknown, actual: string): boolean {
  const all =
    typeof wanted === 'string' ? [wanted] : ((wanted as { cron_any?: string[] } | null)?.cron_any ?? ([] as string[]));
  return all.some((cron) => sameCron(cron, actual));
}

function sameCron(one: string, other: string): boolean {
  try {
    return canonicalCron(one) === canonicalCron(other);
  } catch {
    return false;
  }
}

/** The minute as written, whatever seconds and separators: a matcher may stand in the expectation. */
function minuteFits(wanted: unknown, actual: string): boolean {
  const minute = (text: string) => text.trim().replace(' ', 'T').slice(0, 16);
  return typeof wanted === 'string' ? minute(wanted) === minute(actual) : fits(wanted, minute(actual));
}

/** One name for a zone: UTC for Etc/UTC; what is no zone stays as it is. */
export function zoneOf(name: string): string {
  try {
    const zone = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return ['Etc/UTC', 'Etc/GMT', 'GMT', 'Etc/UCT', 'Etc/Zulu', 'Etc/Universal'].includes(zone) ? 'UTC' : zone;
  } catch {
    return name;
  }
}

function firingTime(trigger: Trigger): DateTime | null {
  if (trigger.type !== 'schedule' || !trigger.schedule_at) return null;
  const at = DateTime.fromISO(trigger.schedule_at, { zone: trigger.schedule_timezone });
  return at.isValid ? at : null;
}

/** Data of the schedule trigger that fires at an instant; null where none does. */
export function scheduledAt(definition: Definition, at: DateTime): Record<string, unknown> | null {
  for (const trigger of definition.triggers) {
    if (trigger.type !== 'schedule') continue;
    const local = at.setZone(trigger.schedule_timezone);
    const once = firingTime(trigger);
    if (once ? +once.startOf('minute') !== +at : !cronFires(trigger.schedule_cron, local)) continue;
    const offset = local.toISO({ suppressMilliseconds: true });
    return { type: 'schedule', date: local.toISODate(), scheduled_at: offset };
  }
  return null;
}

function cronFires(cron: string | undefined, local: DateTime): boolean {
  if (!cron || !local.isValid) return false;
  try {
    const { year, month, day, hour, minute } = local;
    return firesAt(cron, { year, month, day, hour, minute });
  } catch {
    return false;
  }
}
