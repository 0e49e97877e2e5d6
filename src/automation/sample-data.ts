import type { Actions } from './checks/context.ts';
import type { Definition, Json } from './definition.ts';
import { evaluateCondition } from './templates.ts';
import { localDay, localText } from './zone.ts';

type Data = Record<string, Json>;

/** A believable `trigger`: the event's sample, or what a schedule brings. */
export function sampleData(
  definition: Definition,
  catalogue: Actions,
  context: { now: string; timeZone: string },
): Data {
  for (const trigger of definition.triggers) {
    if (trigger.type === 'webhook') {
      const sample = fitting(definition, catalogue.event(trigger.service, trigger.event)?.sample ?? {});
      return {
        ...sample,
        type: 'webhook',
        event: trigger.event,
        data: sample,
        body: { event: trigger.event, data: sample },
      };
    }
    if (trigger.type === 'schedule') {
      const zone = trigger.schedule_timezone;
      const now = Date.parse(context.now);
      return { type: 'schedule', date: localDay(now, zone), scheduled_at: localText(now, zone) };
    }
  }
  return { type: 'manual' };
}

/**
 * A sample that passes the conditions on the event's own data as far as one can, so that trying shows the steps rather than
 * that they are left out: "only over 20,000" is tried with more than that. The first conditions written count first.
 */
function fitting(definition: Definition, sample: Data): Data {
  let fitted = sample;
  const passed: string[] = [];
  for (const { condition } of definition.steps) {
    if (condition === undefined || passed.includes(condition)) continue;
    const better = holds(condition, fitted)
      ? fitted
      : comparisons(condition, fitted).find((one) => [...passed, condition].every((text) => holds(text, one)));
    if (!better) continue;
    fitted = better;
    passed.push(condition);
  }
  return fitted;
}

/** Null data of steps and anything that cannot be worked out: not a condition on the event. */
function holds(condition: string, trigger: Data): boolean {
  try {
    return evaluateCondition(condition, { trigger });
  } catch {
    return false;
  }
}

const COMPARISON =
  /trigger\.\??(\w+)(?:\.orValue\([^()]*\))?\s*(>=|<=|==|>|<|in \[)\s*(-?\d+(?:\.\d+)?|"[^"]*"|'[^']*')/g;
const MAX_COMPARISONS = 20;

/** The sample with one field changed so that a comparison of it would hold; then all of them together. */
function comparisons(condition: string, sample: Data): Data[] {
  const changes = [...condition.matchAll(COMPARISON)]
    .slice(0, MAX_COMPARISONS)
    .filter(([, field = '']) => Object.hasOwn(sample, field))
    .map(([, field = '', sign = '', value = '']): Data => ({ [field]: valueFor(sign, value) }));
  const one = changes.map((change) => ({ ...sample, ...change }));
  return [...one, Object.assign({ ...sample }, ...changes)];
}

function valueFor(sign: string, written: string): Json {
  if (/^["']/.test(written)) return written.slice(1, -1);
  const number = Number(written);
  const margin = Math.max(1, Math.round(Math.abs(number) / 2));
  if (sign === '>') return number + margin;
  return sign === '<' ? number - margin : number;
}
