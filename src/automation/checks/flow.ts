import type { Step } from '../definition.ts';
import { ExpressionError } from '../expression-error.ts';
import { parseExpression } from '../expressions.ts';
import { hasTemplate } from '../templates.ts';
import { parseLocal, zonedInstant } from '../zone.ts';
import type { CheckContext, Findings } from './context.ts';

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const LONGEST_WAIT = 366 * 86_400_000;

/** Milliseconds of `30s`, `2m`, "3 days"; null where it is no duration. */
export function durationMs(text: string): number | null {
  const match = /^(\d{1,12})\s*(ms|s|m|h|d|w|seconds?|minutes?|hours?|days?|weeks?)$/.exec(text.trim());
  if (!match) return null;
  const [, count = '0', unit = ''] = match;
  return Number(count) * (UNITS[unit] ?? UNITS[unit.charAt(0)] ?? 0);
}

/** Waits and gates: that they end, and within reason. */
export function checkFlowStep(step: Step, at: string, context: CheckContext, findings: Findings): void {
  if (step.service !== 'flow') return;
  const { duration, until } = step.params;
  if (step.action === 'wait') {
    if ([duration, until, step.params.event].filter((one) => one !== undefined).length !== 1)
      findings.add(
        `${at}.params`,
        'missing_param',
        'A wait has either a duration or an until, or an event it waits for.',
        'Write "duration": "3d".',
      );
    if (step.params.event !== undefined) checkEventWait(step, at, findings);
    if (typeof duration === 'string') checkDuration(duration, `${at}.params.duration`, findings);
    if (typeof until === 'string') checkUntil(until, `${at}.params.until`, context, findings);
  }
  if (step.action === 'stop' && step.for_each !== undefined)
    findings.add(`${at}.for_each`, 'not_available', 'A run can stop only once.', 'Leave for_each out.');
}

/** What is waited for is known beforehand, so that it has an address; what it must say may come with the run. */
function checkEventWait(step: Step, at: string, findings: Findings): void {
  for (const name of ['event', 'service'] as const) {
    const value = step.params[name];
    if (typeof value === 'string' && hasTemplate(value))
      findings.add(`${at}.params.${name}`, 'bad_param', `The ${name} it waits for cannot come with the data.`);
  }
  const { match, timeout } = step.params;
  if (typeof timeout === 'string') checkDuration(timeout, `${at}.params.timeout`, findings);
  if (typeof match !== 'string') return;
  const path = `${at}.params.match`;
  const fields = 'Write fields and values: "match": {"id": "{{ invoice.id }}"}.';
  if (hasTemplate(match)) {
    findings.add(path, 'bad_param', 'An expression over the event is written without {{ }}.', fields);
    return;
  }
  try {
    const stranger = parseExpression(match).reads.find(({ path: [root] }) => root !== 'event');
    if (stranger) {
      const message = `Here only “event” can be read, not “${stranger.path.join('.')}”.`;
      findings.add(path, 'unknown_reference', message, fields);
    }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    findings.add(path, 'bad_expression', error.message, error.hint);
  }
}

function checkDuration(text: string, path: string, findings: Findings): void {
  if (hasTemplate(text)) return;
  const ms = durationMs(text);
  if (ms === null || ms <= 0 || ms > LONGEST_WAIT)
    findings.add(path, 'bad_duration', 'This is no time I can wait.', 'From a second to a year: 30s, 2h, 3d.');
}

function checkUntil(text: string, path: string, context: CheckContext, findings: Findings): void {
  if (hasTemplate(text)) return;
  const local = parseLocal(text);
  const instant = local ? zonedInstant(text, context.timeZone) : Date.parse(text);
  if (Number.isNaN(instant)) findings.add(path, 'bad_time', 'This is no date and time.', 'Write 2026-12-01T09:00.');
  else if (instant <= Date.parse(context.now))
    findings.add(path, 'in_the_past', 'That time is over.', 'Choose a later one.');
}
