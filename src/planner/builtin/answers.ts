import type { Trigger } from '../../automation/definition.ts';
import { split } from './answer-split.ts';
import { valueFrom } from './answer-values.ts';
import { clocksIn } from './clock.ts';
import { both, comparisons } from './conditions.ts';
import { byHand, eventIn } from './events.ts';
import type { Lexicon } from './lexicon.ts';
import { maskOf } from './mask.ts';
import { amountsIn } from './numbers.ts';
import type { Reading } from './read.ts';
import { withCondition } from './read.ts';
import { scheduleIn } from './schedule.ts';
import { scopeOf } from './scope.ts';
import type { Hole, Sketch } from './sketch.ts';
import { textConditions } from './text-conditions.ts';

/** What a reply says to the open questions: one or several, in any order. */

const LEAVE =
  /^(?:you (?:decide|choose|pick)|up to you|whatever(?: you (?:like|think))?|anything(?: is fine)?|your (?:choice|call|suggestion)(?: is (?:fine|good|ok))?|(?:the )?suggestions? (?:is|are) (?:fine|good|ok)|as you (?:like|suggest)|i don'?t (?:mind|care)|any|default|surprise me|skip|none|no idea|not sure|doesn'?t matter)[.! ]*$/i;
export const ALIASES: Record<string, string[]> = {
  to: ['recipient', 'email', 'recipients', 'address', 'email address'],
  phone: ['to', 'phone number', 'number', 'recipient'],
  message: ['text', 'body', 'content'],
  body: ['text', 'content', 'message'],
  subject: ['title', 'subject line'],
  title: ['name', 'subject'],
  client: ['customer', 'customer name', 'client name'],
  amount: ['total', 'value', 'how much'],
  due_date: ['due', 'due date', 'due in'],
  spreadsheet: ['sheet', 'url'],
  values: ['row', 'columns', 'fields'],
  time: ['date', 'when', 'schedule', 'trigger'],
  trigger: ['time', 'when', 'schedule', 'date'],
};

export interface AnswerContext {
  lexicon: Lexicon;
  the: Reading;
}

/** Puts the answers into a copy of the sketch. */
export function answered(sketch: Sketch, holes: Hole[], text: string, context: AnswerContext): Sketch {
  const next = structuredClone(sketch);
  const leave = LEAVE.test(text.trim());
  const given = leave ? new Map(holes.map((_, at) => [at, ''] as const)) : split(text, holes, context.the.timeZone);
  for (const [at, value] of given) {
    const hole = holes[at];
    if (!hole) continue;
    if (hole.kind === 'unheard') unheard(next, value);
    else if (leave || LEAVE.test(value)) left(next, hole);
    else if (hole.kind === 'when' || hole.kind === 'trigger') when(next, value, context);
    else if (hole.kind === 'condition') condition(next, value, context);
    else if (hole.kind === 'conflict') amount(next, value, context);
    else for (const param of hole.params) one(next, hole, param, value, context);
  }
  return next;
}

/** "leave it out": only then is what was not clear dropped. */
function unheard(sketch: Sketch, value: string): void {
  if (
    /^(?:please )?(?:leave (?:it|that|them|those) out|ignore (?:it|that|them)|nothing|drop (?:it|that|them)|forget (?:it|that)|without (?:it|that)|skip (?:it|that)|never ?mind(?: that| it)?)[.! ]*$/i.test(
      value.trim(),
    )
  )
    sketch.extra = sketch.extra.filter((hole) => hole.kind !== 'unheard');
}

/** Left to us: the suggestion, the trigger's own field, or an ordinary time. */
function left(sketch: Sketch, hole: Hole): void {
  if (hole.kind === 'when' && sketch.when?.needs === 'time') {
    setTimes(sketch, [{ hour: 9, minute: 0 }]);
    sketch.assumptions.push('09:00, as no time was given');
    return;
  }
  if (hole.kind === 'when' && sketch.when?.needs === 'half') {
    sketch.assumptions.push('the time is in the morning');
    sketch.when = null;
    return;
  }
  const step = sketch.steps[hole.step];
  if (!step) return;
  for (const param of hole.params) {
    if (['email', 'phone', 'money', 'channel', 'url'].includes(hole.kind) || !hole.suggest) continue;
    step.params[param] = ['list', 'object'].includes(hole.kind) ? [hole.suggest] : hole.suggest;
    sketch.assumptions.push(`${hole.label}: “${hole.suggest}”`);
  }
}

function setTimes(sketch: Sketch, clocks: { hour: number; minute: number }[]): void {
  const [clock] = clocks;
  if (!clock) return;
  const two = (value: number) => String(value).padStart(2, '0');
  const date = /^\d{4}-\d{2}-\d{2}$/.test(sketch.when?.words ?? '') ? sketch.when?.words : null;
  if (date && !sketch.triggers.some((trigger) => trigger.type === 'schedule')) {
    sketch.triggers.push({
      type: 'schedule',
      schedule_at: `${date}T${two(clock.hour)}:${two(clock.minute)}`,
      schedule_timezone: 'UTC',
    });
  }
  sketch.triggers = sketch.triggers.map((trigger): Trigger => {
    if (trigger.type !== 'schedule') return trigger;
    if (trigger.schedule_at)
      return { ...trigger, schedule_at: `${trigger.schedule_at.slice(0, 10)}T${two(clock.hour)}:${two(clock.minute)}` };
    const days = (trigger.schedule_cron ?? '').split(' ').slice(2).join(' ');
    const same = clocks.every((one) => one.minute === clock.minute);
    return {
      ...trigger,
      schedule_cron: `${clock.minute} ${same ? clocks.map((one) => one.hour).join(',') : clock.hour} ${days}`,
    };
  });
  sketch.when = null;
}

/** A time, days, an event or "only when I ask". */
export function when(sketch: Sketch, value: string, { lexicon, the }: AnswerContext): void {
  const source = maskOf(value, the.timeZone);
  const needs = sketch.when?.needs;
  if (
    byHand(source.masked) ||
    /\b(?:only when i ask|when i ask|manual(?:ly)?|by hand|on demand|just once now|now)\b/.test(source.masked)
  ) {
    Object.assign(sketch, {
      triggers: [{ type: 'manual' }],
      when: null,
      extra: sketch.extra.filter((hole) => hole.kind !== 'trigger'),
    });
    return;
  }
  const zone = sketch.triggers.find((trigger) => trigger.type === 'schedule')?.schedule_timezone ?? the.timeZone;
  const combined = needs === 'day' ? maskOf(`${sketch.when?.words} ${value}`, the.timeZone) : source;
  let read = scheduleIn(combined, { now: the.now, timeZone: zone });
  if (needs === 'day' && (read.needs || read.triggers.length === 0)) {
    const bare = scheduleIn(source, { now: the.now, timeZone: zone });
    const ordinal = scheduleIn(
      maskOf(`${/year/.test(sketch.when?.words ?? '') ? '' : 'every month '}${value}`, the.timeZone),
      { now: the.now, timeZone: zone },
    );
    if (
      bare.triggers.length > 0 &&
      !bare.needs &&
      bare.triggers.some((trigger) => trigger.type === 'schedule' && trigger.schedule_cron)
    )
      read = bare;
    else if (ordinal.triggers.length > 0 && !ordinal.needs) read = ordinal;
  }
  const repeats = read.triggers.some((trigger) => trigger.type === 'schedule' && trigger.schedule_cron);
  const date = /^\d{4}-/.test(sketch.when?.words ?? '');
  if ((needs === 'time' || needs === 'half') && !repeats) {
    const { clocks } = clocksIn(`at ${source.masked.trim().replace(/^at /, '')}`);
    const sure = clocks.filter((clock) => !clock.vague);
    if (date) {
      const [clock] = sure;
      if (clock)
        Object.assign(sketch, {
          when: null,
          triggers: [
            ...sketch.triggers,
            {
              type: 'schedule',
              schedule_at: `${sketch.when?.words}T${String(clock.hour).padStart(2, '0')}:${String(clock.minute).padStart(2, '0')}`,
              schedule_timezone: zone,
            },
          ],
        });
    } else if (sure.length > 0) setTimes(sketch, sure);
    return;
  }
  if (needs === 'range' && /\b(?:yes|ok|okay|sure|until i (?:pause|stop)|run until|keep|go on|fine)\b/i.test(value)) {
    sketch.when = null;
    sketch.assumptions.push('it runs until you pause it');
    return;
  }
  if (needs === 'zone') {
    zoneAnswer(sketch, value);
    return;
  }
  const event = read.said
    ? null
    : eventIn(lexicon, source.masked.startsWith('when') ? source.masked : `when ${source.masked}`);
  if (event?.trigger || /web ?hook|web address/.test(source.masked)) {
    Object.assign(sketch, {
      triggers: [event?.trigger ?? { type: 'webhook', service: 'custom', event: '*', config: {} }],
      when: null,
      extra: sketch.extra.filter((hole) => hole.kind !== 'trigger'),
    });
    return;
  }
  if (read.triggers.length === 0) return;
  Object.assign(sketch, {
    triggers: read.triggers,
    when: read.needs ? { needs: read.needs, words: read.words, zones: read.zones } : null,
    extra: sketch.extra.filter((hole) => hole.kind !== 'trigger'),
  });
}

function zoneAnswer(sketch: Sketch, value: string): void {
  const zones = sketch.when?.zones ?? [];
  const zone =
    zones.find(
      (name) =>
        value.toLowerCase().includes((name.split('/')[1] ?? '').toLowerCase().replaceAll('_', ' ')) ||
        value.includes(name),
    ) ?? zones[0];
  if (!zone) return;
  sketch.triggers = sketch.triggers.map((trigger) =>
    trigger.type === 'schedule' ? { ...trigger, schedule_timezone: zone } : trigger,
  );
  sketch.when = null;
}

function condition(sketch: Sketch, value: string, { lexicon, the }: AnswerContext): void {
  const source = maskOf(value, the.timeZone);
  const scope = scopeOf(lexicon.catalogue, sketch.triggers, sketch.steps, the.owner);
  const compared = comparisons(source.masked, 0, source.masked.length, scope, the.currency);
  const expression =
    compared && 'expression' in compared
      ? compared.expression
      : textConditions(source, source.masked, 0, source.masked.length, scope);
  if (!expression) return;
  sketch.extra = sketch.extra.filter((hole) => hole.kind !== 'condition');
  sketch.steps = sketch.steps.map((step) =>
    expression.includes(`${step.id}.`)
      ? step
      : withCondition(step, both(step.condition?.replace(/^\{\{ | \}\}$/g, ''), expression)),
  );
}

function amount(sketch: Sketch, value: string, { the }: AnswerContext): void {
  const found = amountsIn(value.toLowerCase(), the.currency)[0];
  if (!found) return;
  sketch.extra = sketch.extra.filter((hole) => hole.kind !== 'conflict');
  const step = sketch.steps.find((one) => typeof one.params.amount === 'number');
  if (step) step.params.amount = found.value;
}

function one(sketch: Sketch, hole: Hole, param: string, value: string, context: AnswerContext): void {
  const step = sketch.steps[hole.step];
  if (!step) return;
  const scope = scopeOf(
    context.lexicon.catalogue,
    sketch.triggers,
    sketch.steps.slice(0, hole.step),
    context.the.owner,
    step.for_each !== undefined,
  );
  const read = valueFrom(hole.kind, param, value, scope, context.the);
  if (read !== null) step.params[param] = read;
}
