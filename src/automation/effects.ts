import type { ActionSpec } from '../connectors/define.ts';
import { othersAsked } from '../connectors/flow/people-words.ts';
import { ceilingOf } from './ceiling.ts';
import type { Actions } from './checks/context.ts';
import { literalSpend, recipientsOf } from './checks/policy.ts';
import { type ChildView, runsWorkflow } from './children.ts';
import type { Definition, Step } from './definition.ts';
import { money } from './money.ts';
import { undoInWords, wordingOf } from './step-words.ts';
import { hasTemplate } from './templates.ts';
import { listInWords, sentence, whose } from './words.ts';

/** What a workflow does to the world, computed from the declarations of its actions and never from what a model says. */
export interface Effects {
  /** Money that leaves: one entry a step. `amount` is null where only the run can tell. */
  money: {
    step: string;
    title: string;
    amount: number | null;
    payee: string | null;
    repeats: boolean;
    undo?: boolean;
  }[];
  /** Most that may leave at once and in a day, major units; null where no money moves. */
  ceiling: { once: number; day: number; currency: string } | null;
  /** Who gets words; `templated`: who it is comes with the data. */
  messages: { step: string; service: string; to: string; templated: boolean }[];
  /** Others who are asked in the middle of runs. */
  asks: string[];
  /** Whether its owner is told something that goes to nobody else. */
  reminds: boolean;
  /** Services something is stored in. */
  writes: { service: string; titles: string[] }[];
  /** What cannot be taken back, and what can: ready sentences. */
  final: string[];
  undoable: string[];
  /** What can be taken back only at the provider, because the account that is connected offers no way. */
  byHand: string[];
  /** Services whose account is used. */
  services: string[];
}

export interface Ceilings {
  withdrawMax: number;
  dailySpendLimit: number;
  currency: string;
}

/** Of a definition and of the workflows it runs: what they do belongs to what is approved. */
export function effectsOf(
  definition: Definition,
  catalogue: Actions,
  ceilings: Ceilings,
  children: ChildView[] = [],
  /** Services with a real account: what it takes back is what its connector can. */
  real: readonly string[] = [],
): Effects {
  const effects: Effects = {
    money: [],
    ceiling: null,
    messages: [],
    reminds: false,
    asks: [],
    writes: [],
    final: [],
    undoable: [],
    byHand: [],
    services: [],
  };
  const wording = wordingOf(definition, catalogue, ceilings.currency);
  function addEffects(step: Step, spec: ActionSpec, title: string, undo = false): void {
    if (spec.effect === 'money') effects.money.push({ ...moneyOf(step, spec), ...(undo && { undo }) });
    for (const to of recipientsOf(step, spec))
      addMessage(effects, { step: step.id, service: title, to: said(to, wording.label), templated: hasTemplate(to) });
    if (spec.effect === 'message' && recipientsOf(step, spec).length === 0) effects.reminds = true;
    if (spec.effect === 'write' && step.service !== 'flow') addWrite(effects, title, spec.title);
  }
  for (const step of definition.steps) {
    const spec = catalogue.action(step.service, step.action);
    if (!spec) continue;
    const title = catalogue.service(step.service)?.title ?? step.service;
    if (spec.connection === 'account') addOnce(effects.services, spec.service);
    for (const name of othersAsked(step)) addOnce(effects.asks, said(name, wording.label));
    addEffects(step, spec, title);
    const back = step.undo && catalogue.action(step.undo.service, step.undo.action);
    if (!step.undo || !back) {
      addFinality(effects, spec, real);
      continue;
    }
    if (back.connection === 'account') addOnce(effects.services, back.service);
    addEffects({ ...step, ...step.undo }, back, catalogue.service(back.service)?.title ?? back.service, true);
    addOnce(
      real.includes(back.service) && !back.run ? effects.byHand : effects.undoable,
      `Step ${definition.steps.indexOf(step) + 1} can be undone: ${undoInWords(step, definition, catalogue, ceilings.currency)}.`,
    );
  }
  if (effects.money.length > 0) effects.ceiling = ceilingOf(definition, ceilings);
  for (const child of children) addChild(effects, child, { definition, catalogue, ceilings, real });
  return effects;
}

/** What a child does, within the limits of both: the caps of whoever runs it hold for it too. */
function addChild(
  effects: Effects,
  child: ChildView,
  of: { definition: Definition; catalogue: Actions; ceilings: Ceilings; real: readonly string[] },
): void {
  const { definition, catalogue, ceilings } = of;
  const { once: withdrawMax, day: dailySpendLimit, currency } = ceilingOf(definition, ceilings);
  const within = { withdrawMax, dailySpendLimit, currency };
  const inner = effectsOf(child.definition, catalogue, within, child.children, of.real);
  const repeats = definition.steps.some(
    (step) => runsWorkflow(step) && step.params.workflow === child.called && step.for_each !== undefined,
  );
  effects.money.push(...inner.money.map((one) => ({ ...one, repeats: one.repeats || repeats })));
  for (const message of inner.messages) addMessage(effects, message);
  for (const write of inner.writes) for (const title of write.titles) addWrite(effects, write.service, title);
  for (const kind of ['final', 'undoable', 'byHand'] as const)
    for (const text of inner[kind]) addOnce(effects[kind], text);
  effects.reminds ||= inner.reminds;
  const { ceiling } = inner;
  if (!ceiling) return;
  effects.ceiling = {
    once: Math.max(effects.ceiling?.once ?? 0, ceiling.once),
    day: Math.max(effects.ceiling?.day ?? 0, ceiling.day),
    currency: ceilings.currency,
  };
}

const addOnce = (list: string[], item: string): void => {
  if (!list.includes(item)) list.push(item);
};

function addMessage(effects: Effects, message: Effects['messages'][number]): void {
  if (!effects.messages.some((known) => known.to === message.to && known.service === message.service))
    effects.messages.push(message);
}

/** `{{ trigger.email }}` as "the payer". */
function said(to: string, label: (path: string[]) => string | null): string {
  const only = /^\{\{\s*([A-Za-z_][\w.]*)\s*\}\}$/.exec(to.trim());
  const known = only ? label((only[1] ?? '').split('.')) : null;
  return known ? whose(known) : to;
}

function moneyOf(step: Step, spec: ActionSpec): Effects['money'][number] {
  const spend = literalSpend(step, spec);
  const { phone, name } = step.params;
  const payee = spend?.payee ?? (typeof phone === 'string' ? phone : null);
  const known = typeof name === 'string' && name !== '' && !name.includes('{{');
  return {
    step: step.id,
    title: spec.title,
    amount: spend?.amount ?? null,
    payee: payee !== null && known ? `${payee} (${name})` : payee,
    repeats: step.for_each !== undefined || step.inside !== undefined,
  };
}

function addWrite(effects: Effects, service: string, title: string): void {
  const known = effects.writes.find((one) => one.service === service);
  if (known) addOnce(known.titles, title);
  else effects.writes.push({ service, titles: [title] });
}

/** "Emails once sent", "Invoices can be voided": each once. */
function addFinality(effects: Effects, spec: ActionSpec, real: readonly string[]): void {
  if (spec.effect === 'read' || spec.service === 'flow') return;
  if (spec.undoable) {
    addOnce(real.includes(spec.service) && !spec.undo?.run ? effects.byHand : effects.undoable, spec.undoable);
    return;
  }
  const words: Record<string, string> = {
    message: 'messages once sent',
    money: 'money once paid',
    write: `what “${spec.title}” has done`,
  };
  addOnce(effects.final, words[spec.effect] ?? '');
}

/** The line of the card: "Writes in QuickBooks · emails each payer · moves no money". */
export function effectsInWords(effects: Effects): string {
  const parts = effects.writes.map((write) => listInWords(write.titles.map((title) => doing(title, write.service))));
  parts.push(...messageWords(effects));
  if (effects.asks.length > 0) parts.push(`asks ${listInWords(effects.asks)}`);
  parts.push(...moneyWords(effects));
  return sentence(parts.join(' · '));
}

/** "Create an invoice" as "creates an invoice", with the service where the title does not name it. */
function doing(title: string, service: string): string {
  const [first = '', ...rest] = title.split(' ');
  const verb = first.toLowerCase();
  const does = /(?:s|x|sh|ch)$/.test(verb) ? `${verb}es` : `${verb.replace(/([^aeiou])y$/, '$1ie')}s`;
  const where = title.includes(service) || service === 'Web requests' ? '' : ` in ${service}`;
  return `${[does, ...rest].join(' ')}${where}`;
}

const VERBS: Record<string, string> = { Email: 'emails', SMS: 'texts' };

function messageWords(effects: Effects): string[] {
  if (effects.messages.length === 0) return effects.reminds ? ['reminds you'] : ['messages nobody'];
  const services = new Map<string, string[]>();
  for (const message of effects.messages) {
    const raw = message.templated && message.to.includes('{{');
    const to = raw ? `${message.to} (as the data says)` : message.to;
    services.set(message.service, [...(services.get(message.service) ?? []), to]);
  }
  const parts = [...services].map(([service, to]) => {
    const verb = VERBS[service];
    return verb ? `${verb} ${listInWords(to)}` : `writes to ${listInWords(to)} on ${service}`;
  });
  return effects.reminds ? [...parts, 'reminds you'] : parts;
}

/** What approving is asked back with where money moves; null where none does. */
export function moneyQuestion(name: string, effects: Effects): string | null {
  if (!effects.ceiling) return null;
  const [words = ''] = moneyWords(effects);
  return `Approve “${name}”? It ${words.replace('moves money:', 'may pay')}.`;
}

function moneyWords(effects: Effects): string[] {
  const { ceiling } = effects;
  if (!ceiling) return ['moves no money'];
  const limits = `at most ${money(ceiling.once, ceiling.currency)} at a time and ${money(ceiling.day, ceiling.currency)} a day`;
  const amounts = effects.money.map((one) => {
    const sum = one.amount === null ? 'an amount from the data' : money(one.amount, ceiling.currency);
    return `${sum}${one.payee ? ` to ${one.payee}` : ''}${one.repeats ? ' for each item' : ''}${one.undo ? ' when it is undone' : ''}`;
  });
  return [`moves money: ${listInWords(amounts)}; ${limits}`];
}

/** "Cannot be undone: messages once sent. Invoices can be voided." Null where nothing happens outside. */
export function finalityInWords(effects: Effects): string | null {
  const final = effects.final.length > 0 ? `Cannot be undone: ${listInWords(effects.final)}.` : '';
  const byHand = effects.byHand.length > 0 ? `Not by me, only at the provider: ${effects.byHand.join(' ')}` : '';
  const text = [final, ...effects.undoable, byHand].filter(Boolean).join(' ');
  return text === '' ? null : text;
}
