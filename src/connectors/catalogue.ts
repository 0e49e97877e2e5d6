import { isQueue, QUEUES } from '../temporal/queues.ts';
import { airtable } from './airtable/actions.ts';
import { calendar } from './calendar/actions.ts';
import { calendly } from './calendly/actions.ts';
import { custom } from './custom/actions.ts';
import { data } from './data/actions.ts';
import type { ActionSpec, EventSpec, ServiceSpec } from './define.ts';
import { email } from './email/actions.ts';
import { flow } from './flow/actions.ts';
import { github } from './github/actions.ts';
import { http } from './http/actions.ts';
import { hubspot } from './hubspot/actions.ts';
import { image } from './image/actions.ts';
import { intasend } from './intasend/actions.ts';
import { jira } from './jira/actions.ts';
import { llm } from './llm/actions.ts';
import { mcp } from './mcp/actions.ts';
import { notion } from './notion/actions.ts';
import { payment } from './payment/actions.ts';
import { quickbooks } from './quickbooks/actions.ts';
import { reminder } from './reminder/actions.ts';
import { rss } from './rss/actions.ts';
import { search } from './search/actions.ts';
import { sheets } from './sheets/actions.ts';
import { slack } from './slack/actions.ts';
import { sms } from './sms/actions.ts';
import { stripe } from './stripe/actions.ts';
import { travel } from './travel/actions.ts';
import { trello } from './trello/actions.ts';
import { weather } from './weather/actions.ts';
import { whatsapp } from './whatsapp/actions.ts';

/** Every service there is. Adding one here makes it plannable, checkable and rehearsable. */
export const SERVICES: ServiceSpec[] = [
  payment,
  quickbooks,
  email,
  whatsapp,
  slack,
  sms,
  travel,
  calendly,
  calendar,
  search,
  reminder,
  http,
  llm,
  data,
  image,
  sheets,
  notion,
  github,
  jira,
  trello,
  hubspot,
  airtable,
  stripe,
  rss,
  weather,
  mcp,
  flow,
  intasend,
  custom,
];

/** What there is to build with: services, their actions and events, by their canonical names. */
export interface Catalogue {
  services: ServiceSpec[];
  /** By canonical name or alias, ignoring case; null for none. */
  service(nameOrAlias: string): ServiceSpec | null;
  /** The action of a service (name or alias); null for none. */
  action(service: string, action: string): ActionSpec | null;
  /** Every action, in the order of the services. */
  actions(): ActionSpec[];
  /** Events of a service (name or alias); empty for none. */
  events(service: string): EventSpec[];
  event(service: string, event: string): EventSpec | null;
  /** Up to five `service.action` names nearest to a name that is not one, for hints. */
  suggestions(text: string): string[];
}

/** Makes a catalogue. Throws when two services claim one name or an action sits in the wrong service. */
export function createCatalogue(services: ServiceSpec[] = SERVICES): Catalogue {
  const byName = new Map<string, ServiceSpec>();
  for (const service of services) {
    for (const name of [service.service, ...(service.aliases ?? [])]) {
      const key = name.toLowerCase();
      const taken = byName.get(key);
      if (taken) throw new Error(`Both ${taken.service} and ${service.service} are called ${key}.`);
      byName.set(key, service);
    }
    for (const action of service.actions) {
      if (action.service !== service.service) throw new Error(`${action.action} says it belongs to ${action.service}.`);
      checkQueue(action);
    }
  }
  const find = (name: string) => byName.get(name.trim().toLowerCase()) ?? null;
  const actions = services.flatMap((service) => service.actions);
  return {
    services,
    service: find,
    action: (service, action) => find(service)?.actions.find((one) => one.action === action) ?? null,
    actions: () => actions,
    events: (service) => find(service)?.events ?? [],
    event: (service, event) => {
      const events = find(service)?.events ?? [];
      return events.find((one) => one.event === event) ?? events.find((one) => one.event === '*') ?? null;
    },
    suggestions: (text) => nearest(text, actions),
  };
}

/** A queue nobody serves, or one that its calls would never wait in, stops the start. */
function checkQueue({ service, action, queue, short, quick }: ActionSpec): void {
  if (queue === undefined) return;
  const name = `${service}.${action}`;
  if (!isQueue(queue)) throw new Error(`${name} is declared for the queue "${queue}": there is ${QUEUES.join(', ')}.`);
  if (short || quick) throw new Error(`${name} is ${short ? 'short' : 'quick'}, so it cannot have a queue of its own.`);
}

/** Shared pairs of letters (Dice), against the full name and the action alone. */
function nearest(text: string, actions: ActionSpec[]): string[] {
  const wanted = pairs(text);
  return actions
    .map((action) => {
      const full = `${action.service}.${action.action}`;
      return { full, score: Math.max(alike(wanted, pairs(full)), alike(wanted, pairs(action.action))) };
    })
    .filter((one) => one.score > 0.35)
    .sort((one, other) => other.score - one.score)
    .slice(0, 5)
    .map((one) => one.full);
}

function pairs(text: string): Set<string> {
  const letters = text
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2)));
}

function alike(one: Set<string>, other: Set<string>): number {
  if (one.size + other.size === 0) return 0;
  return (2 * [...one].filter((pair) => other.has(pair)).length) / (one.size + other.size);
}
