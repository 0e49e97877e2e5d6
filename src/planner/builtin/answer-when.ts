import type { Trigger } from '../../automation/definition.ts';
import type { AnswerContext } from './answers.ts';
import { clocksIn } from './clock.ts';
import { byHand, eventIn } from './events.ts';
import { findPhrase, type Lexicon, tokensOf } from './lexicon.ts';
import { maskOf } from './mask.ts';
import { clockText, scheduleIn } from './schedule.ts';
import type { Sketch } from './sketch.ts';
import { withTimes } from './time-ways.ts';
import { strayFields, wonder } from './unheard.ts';
import { say } from './words.ts';

/** Answers to when it should start. */

export function setTimes(sketch: Sketch, clocks: { hour: number; minute: number }[]): void {
  const [clock] = clocks;
  if (!clock) return;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(sketch.when?.words ?? '') ? sketch.when?.words : null;
  if (date && !sketch.triggers.some((trigger) => trigger.type === 'schedule')) {
    sketch.triggers.push({
      type: 'schedule',
      schedule_at: `${date}T${clockText(clock)}`,
      schedule_timezone: 'UTC',
    });
  }
  sketch.triggers = sketch.triggers.map((trigger): Trigger => {
    if (trigger.type !== 'schedule') return trigger;
    if (trigger.schedule_at)
      return { ...trigger, schedule_at: `${trigger.schedule_at.slice(0, 10)}T${clockText(clock)}` };
    const days = (trigger.schedule_cron ?? '').split(' ').slice(2).join(' ');
    const same = clocks.every((one) => one.minute === clock.minute);
    return {
      ...trigger,
      schedule_cron: `${clock.minute} ${same ? clocks.map((one) => one.hour).join(',') : clock.hour} ${days}`,
    };
  });
  sketch.when = null;
}

/** "just before noon", "after 5pm": no time yet. */
const NEAR = /\b(?:before|after|past) ?(?=\uE000)/;

/** A time, days, an event or "only when I ask". */
export function when(sketch: Sketch, said: string, { lexicon, the }: AnswerContext): void {
  const value = withTimes(maskOf(said, the.timeZone));
  const source = maskOf(value, the.timeZone);
  if (NEAR.test(clocksIn(source.masked).rest)) return;
  const needs = sketch.when?.needs;
  if (needs === 'service' && fromService(sketch, source.masked, lexicon)) return;
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
    const { clocks } = clocksIn(`at ${halfOf(sketch, source.masked) ?? source.masked.trim().replace(/^at /, '')}`);
    const sure = clocks.filter((clock) => !clock.vague);
    if (sure.length === 0 && clocks[0]) halfOpen(sketch, clocks[0], zone);
    else if (date) {
      const [clock] = sure;
      if (clock)
        Object.assign(sketch, {
          when: null,
          triggers: [
            ...sketch.triggers,
            {
              type: 'schedule',
              schedule_at: `${sketch.when?.words}T${clockText(clock)}`,
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
  const event = scheduleIn(source, { now: the.now, timeZone: zone }).said
    ? null
    : eventIn(lexicon, source.masked.startsWith('when') ? source.masked : `when ${source.masked}`);
  if (event?.trigger || /web ?hook|web address/.test(source.masked)) {
    const rivals = event?.assumed ? (event.rivals ?? []) : [];
    if (event?.assumed && rivals.length === 0) sketch.assumptions.push(say.comesFrom(event.assumed));
    Object.assign(sketch, {
      triggers: [event?.trigger ?? { type: 'webhook', service: 'custom', event: '*', config: {} }],
      when:
        event?.assumed && rivals.length > 0
          ? { needs: 'service', words: event.assumed, zones: [event.assumed, ...rivals] }
          : null,
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

/** "4": the hour is known now, and in which half of the day is asked. */
function halfOpen(sketch: Sketch, clock: { hour: number; minute: number }, zone: string): void {
  const before = sketch.triggers.length;
  setTimes(sketch, [clock]);
  sketch.triggers = sketch.triggers.map((trigger, at) =>
    trigger.type === 'schedule' && at >= before ? { ...trigger, schedule_timezone: zone } : trigger,
  );
  sketch.when = { needs: 'half', words: clockText(clock), zones: [] };
}

/** "pm", "in the afternoon": the hour that was asked about, in that half of the day. */
function halfOf(sketch: Sketch, said: string): string | null {
  const half = /\d/.test(said)
    ? null
    : /\b(?:(am|a\.m|morning|asubuhi)|pm|p\.m|afternoon|evening|night|jioni)\b/.exec(said);
  const hour = Number(/\d{1,2}(?=:\d\d)/.exec(sketch.when?.words ?? '')?.[0] ?? Number.NaN) % 12 || 12;
  const minutes = /:(\d\d)/.exec(sketch.when?.words ?? '')?.[1];
  return half && minutes ? `${hour}:${minutes}${half[1] ? 'am' : 'pm'}` : null;
}

/** "IntaSend": the same event of the service named; fields it does not have are asked about. */
function fromService(sketch: Sketch, said: string, { events, catalogue }: Lexicon): boolean {
  const names = sketch.when?.zones ?? [];
  const tokens = tokensOf(said);
  const called = (name: string) => events.find((one) => one.service.title === name)?.nouns ?? [];
  const meant = names.filter(
    (name) => said.includes(name.toLowerCase().split(' ')[0] ?? name) || findPhrase(tokens, called(name)) !== null,
  );
  const [name] = meant;
  const [trigger] = sketch.triggers;
  if (name === undefined || meant.length > 1 || trigger?.type !== 'webhook') return false;
  const now = events.find((one) => one.service.service === trigger.service && one.event.event === trigger.event);
  const phrases = new Set(now?.event.phrases.flatMap((phrase) => phrase.split(' ')) ?? []);
  const alike = events
    .filter((one) => one.service.title === name)
    .map((one) => ({
      one,
      score: one.event.phrases.flatMap((phrase) => phrase.split(' ')).filter((word) => phrases.has(word)).length,
    }))
    .sort((a, b) => b.score - a.score);
  const next = alike[0]?.one;
  if (!next) return false;
  sketch.triggers = [
    { ...trigger, service: next.service.service, event: next.event.event },
    ...sketch.triggers.slice(1),
  ];
  sketch.when = null;
  wonder(sketch, strayFields(sketch, catalogue));
  return true;
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
