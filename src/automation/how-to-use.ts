import type { Catalogue } from '../connectors/catalogue.ts';
import type { TriggerRow, WorkflowRow } from '../store/workflows.ts';
import { nextOnce, nextRuns } from './cron-next.ts';
import { cronInWords, onceInWords } from './cron-words.ts';
import { dayAndTime, sentence } from './words.ts';

/** What a person needs to know once it is live: when it starts next, where its service sends events, how to start it by hand. */
export function howToUse(
  workflow: Pick<WorkflowRow, 'name'>,
  triggers: TriggerRow[],
  catalogue: Pick<Catalogue, 'service' | 'event'>,
  zone: string,
  now: Date,
): string[] {
  const lines = triggers.flatMap((trigger) => {
    if (trigger.type === 'schedule') return [scheduleLine(trigger, zone, now)];
    return trigger.type === 'webhook' ? webhookLines(trigger, catalogue) : [];
  });
  // One that needs what a webhook brings, or has one time of its own, is not started by a word.
  const byHand = triggers.every((trigger) => (trigger.type !== 'webhook' || trigger.resumes) && !trigger.scheduleAt);
  return byHand ? [...lines, `To start it yourself, say “run ${workflow.name} now”.`] : lines;
}

function scheduleLine(trigger: TriggerRow, zone: string, now: Date): string {
  const own = trigger.scheduleTimezone ?? 'UTC';
  const { scheduleCron, scheduleAt } = trigger;
  if (scheduleAt) {
    const late = nextOnce(scheduleAt, own, now).length === 0;
    return `${sentence(onceInWords(scheduleAt, own, zone))}${late ? ', which has passed' : ''}.`;
  }
  const next = scheduleCron ? nextRuns(scheduleCron, own, now, 3).find((run) => run.at !== null)?.at : null;
  const words = sentence(scheduleCron ? cronInWords(scheduleCron, own, zone) : 'On its schedule');
  return next ? `${words}; next on ${dayAndTime(new Date(next), zone, now)}.` : `${words}.`;
}

function webhookLines(trigger: TriggerRow, catalogue: Pick<Catalogue, 'service' | 'event'>): string[] {
  const service = catalogue.service(trigger.service ?? '');
  const event = catalogue.event(trigger.service ?? '', trigger.event ?? '');
  const known = event !== null && event !== undefined && event.event !== '*';
  const url = trigger.webhookUrl ?? '';
  const what = trigger.resumes ? 'A run that waits goes on' : 'It starts';
  const sample = JSON.stringify({ event: trigger.event, id: 'sample-1', data: event?.sample ?? {} });
  return [
    known
      ? `Give this address to ${service?.title ?? 'the sender'}, to be called when ${event?.title ?? trigger.event}: ${url}`
      : `${what} when “${trigger.event}” is sent to this address: ${url}`,
    'To try it with a sample, put its secret in NOD_WEBHOOK_SECRET and run this in a terminal:',
    `\`${curlLine(url, sample)}\``,
  ];
}

/** A shell line that signs a sample with the secret in the environment and sends it (D24). */
export function curlLine(url: string, body: string): string {
  const quoted = `'${body.replaceAll("'", "'\\''")}'`;
  const sign = `printf %s "$BODY" | openssl dgst -sha256 -hmac "$NOD_WEBHOOK_SECRET" -r | cut -d' ' -f1`;
  return `BODY=${quoted}; curl -sS '${url}' -H 'Content-Type: application/json' -H "X-Signature: sha256=$(${sign})" -d "$BODY"`;
}
