import type { Definition } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { briefly } from '../../connectors/params.ts';
import type { KnownWorkflow } from '../types.ts';
import { onlyOnYes } from './after-no.ts';
import { withCurrencies } from './currencies.ts';
import { withGuards } from './guarding.ts';
import type { Sketch } from './sketch.ts';

/** A name and a description for a workflow nobody named. */
export function named(
  sketch: Sketch,
  catalogue: Catalogue,
  workflows: KnownWorkflow[],
  keep: string | null,
): { name: string; description: string } {
  const name = sketch.name ?? keep ?? invented(sketch, catalogue);
  const description = briefly(sketch.text, 300);
  return { name: sketch.name || keep ? (sketch.name ?? keep ?? name) : numbered(name, workflows), description };
}

/** "Call the bank", "QuickBooks invoice on payment", "Weekly Slack post": what it does and what starts it, in a few words. */
function invented(sketch: Sketch, catalogue: Catalogue): string {
  const main = sketch.steps.filter((step) => catalogue.action(step.service, step.action)?.effect !== 'read');
  const step = main[0] ?? sketch.steps[0];
  const action = step ? catalogue.action(step.service, step.action) : null;
  const short = shortText(step?.params.subject ?? step?.params.title ?? step?.params.message);
  if (short) return capital(short);
  const webhook = sketch.triggers.find((trigger) => trigger.type === 'webhook');
  const event = webhook ? catalogue.event(webhook.service, webhook.event) : null;
  const thing = (action?.title ?? 'Workflow').replace(/^(?:Create|Send|Add|Make|Write) (?:an? )?(?=[A-Z]|\w+ \w)/, '');
  if (event)
    return capital(`${thing} on ${occasion(event.title)}`)
      .slice(0, 70)
      .trim();
  const often = rhythm(sketch);
  return capital(
    often
      ? `${often} ${/^(?:[A-Z]{2}|\w+[A-Z]|Slack|Trello|Jira|Notion|Airtable|Stripe|Calendly)/.test(thing) ? thing : thing.charAt(0).toLowerCase() + thing.slice(1)}`
      : thing,
  );
}

function shortText(value: unknown): string | null {
  if (typeof value !== 'string' || value.includes('{{') || /https?:/.test(value)) return null;
  const plain = value.replace(/[\n"]/g, ' ').trim();
  return plain.length > 2 && plain.length <= 40 ? plain : null;
}

/** "a payment is confirmed" is "payment", "a meeting is cancelled" is "cancelled meeting". */
function occasion(title: string): string {
  const found = /^(?:an? |the )?(.+?) (?:is |could not be )?(\w+)(?: or \w+)?$/.exec(title);
  if (!found?.[1] || !found[2] || found[1].includes('anything') || /^anything\b/.test(title)) return 'request';
  if (/not be/.test(title)) return `unpaid ${found[1]}`;
  const bad: Record<string, string> = { fails: 'failed', ends: 'ended', waiting: 'waiting' };
  if (/^(?:cancelled|refunded|disputed|closed|merged)$/.test(found[2]) || bad[found[2]])
    return `${bad[found[2]] ?? found[2]} ${found[1]}`;
  return found[1];
}

/** How often, in a word; null where no one word says it. */
function rhythm(sketch: Sketch): string | null {
  const cron = sketch.triggers.flatMap((trigger) => (trigger.type === 'schedule' ? (trigger.schedule_cron ?? []) : []));
  const [, hour = '', dom = '', month = '', dow = ''] = cron[0]?.split(' ') ?? [];
  if (cron.length !== 1) return null;
  if (!/^\d+(?:,\d+)*$/.test(hour)) return hour === '*' && cron[0]?.startsWith('0 ') ? 'Hourly' : null;
  if (month !== '*') return null;
  if (dom !== '*') return /^(?:\d+|L)$/.test(dom) ? 'Monthly' : null;
  if (dow === '*') return 'Daily';
  return dow === '1-5' ? 'Weekday' : /^\d$/.test(dow) ? 'Weekly' : null;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function numbered(name: string, workflows: KnownWorkflow[]): string {
  const taken = new Set(workflows.filter((one) => one.status !== 'deleted').map((one) => one.name.toLowerCase()));
  let candidate = name;
  for (let at = 2; taken.has(candidate.toLowerCase()) && at < 1000; at += 1) candidate = `${name} ${at}`;
  return candidate;
}

/** The definition a finished sketch stands for. */
export function definitionOf(
  sketch: Sketch,
  catalogue: Catalogue,
  workflows: KnownWorkflow[],
  keep: string | null,
): Definition {
  const { name, description } = named(sketch, catalogue, workflows, keep);
  const triggers = sketch.triggers.length > 0 ? sketch.triggers : [{ type: 'manual' as const }];
  return {
    name,
    description,
    policy: sketch.policy,
    triggers,
    steps: withGuards(onlyOnYes(withCurrencies(sketch.steps, sketch, catalogue), catalogue), catalogue),
  };
}
