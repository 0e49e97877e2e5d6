import { parseCron } from '../cron.ts';
import { nextRuns } from '../cron-next.ts';
import type { Definition, ScheduleTrigger, WebhookTrigger } from '../definition.ts';
import { dayAndTime } from '../words.ts';
import { instantsOf, isZone, parseLocal, zonedInstant } from '../zone.ts';
import { type CheckContext, type Findings, nearest, someOf } from './context.ts';

/** What starts it: that each can happen, and when. */
export function checkTriggers(definition: Definition, context: CheckContext, findings: Findings): void {
  const seen = new Set<string>();
  for (const [index, trigger] of definition.triggers.entries()) {
    const at = `triggers[${index}]`;
    const key = JSON.stringify(trigger);
    if (seen.has(key)) findings.add(at, 'duplicate_trigger', 'This starts it twice.', 'Leave one of them out.');
    seen.add(key);
    if (trigger.type === 'webhook') checkWebhook(trigger, at, context, findings);
    if (trigger.type === 'schedule') checkSchedule(trigger, at, context, findings);
  }
}

function checkWebhook(trigger: WebhookTrigger, at: string, context: CheckContext, findings: Findings): void {
  const service = context.catalogue.service(trigger.service);
  if (!service) {
    const hint = 'For anything of your own that can call a web address, use custom.';
    findings.add(`${at}.service`, 'unknown_service', `I know no service “${trigger.service}” that sends events.`, hint);
    return;
  }
  if (context.catalogue.event(trigger.service, trigger.event)) return;
  const events = service.events.map((event) => event.event);
  const near = nearest(trigger.event, events);
  const hint = near
    ? `Did you mean “${near}”?`
    : events.length > 0
      ? `It sends ${someOf(events)}.`
      : 'It sends no events.';
  findings.add(`${at}.event`, 'unknown_event', `${service.title} sends no “${trigger.event}”.`, hint);
}

function checkSchedule(trigger: ScheduleTrigger, at: string, context: CheckContext, findings: Findings): void {
  const { schedule_cron: cron, schedule_at: once, schedule_timezone: zone } = trigger;
  if ((cron === undefined) === (once === undefined))
    findings.add(at, 'missing', 'A schedule has either schedule_cron or schedule_at.', 'Again and again, or once.');
  if (!isZone(zone)) {
    const near = nearest(zone.replace(/ /g, '_'), Intl.supportedValuesOf('timeZone'));
    const hint = near ? `Did you mean “${near}”?` : 'Write it as Africa/Nairobi or UTC.';
    findings.add(`${at}.schedule_timezone`, 'bad_time_zone', `“${zone}” is no time zone.`, hint);
    return;
  }
  if (once !== undefined) checkOnce(once, zone, at, context, findings);
  if (cron !== undefined && nextRuns(parseCron(cron), zone, context.now, 2).every((run) => run.at === null))
    findings.add(
      `${at}.schedule_cron`,
      'never_runs',
      'There is no such day to come, so it would never run.',
      'Check day, month and year.',
    );
}

function checkOnce(once: string, zone: string, at: string, context: CheckContext, findings: Findings): void {
  const path = `${at}.schedule_at`;
  const local = parseLocal(once);
  if (!local) {
    findings.add(path, 'bad_time', 'There is no such date or time.', 'Write 2026-12-01T09:00.');
    return;
  }
  if (local.second !== 0)
    findings.add(path, 'bad_time', 'Schedules run on whole minutes.', `Write ${once.slice(0, 16)}.`);
  const instants = instantsOf(local, zone);
  if (instants.length === 0) {
    const shifted = dayAndTime(zonedInstant(once, zone), zone, Date.parse(context.now));
    findings.add(
      path,
      'no_such_time',
      'The clocks are put forward then, so this time never comes.',
      `The next is ${shifted}.`,
    );
  } else if ((instants[0] as number) <= Date.parse(context.now)) {
    const now = dayAndTime(Date.parse(context.now), zone);
    findings.add(path, 'in_the_past', 'That time is over.', `It is ${now}; choose a later time.`);
  }
}
