import type { Definition } from './definition.ts';
import { reads } from './expressions.ts';
import { templateExpressions } from './templates.ts';

/** What a run of its own accord always knows as `trigger`. */
const ALWAYS = new Set(['type', 'event', 'body', 'data', 'date', 'scheduled_at']);
const MOST = 20;

/**
 * Fields of the event that a run started by hand would lack: read by its steps, not optional, and brought by nothing but a
 * webhook. Empty for a workflow that also runs without one.
 */
export function neededData(definition: Definition, given: Record<string, unknown>): string[] {
  const webhooks = definition.triggers.filter((trigger) => trigger.type === 'webhook');
  if (webhooks.length === 0 || webhooks.length < definition.triggers.length) return [];
  const expressions = definition.steps.flatMap((step) => [
    ...expressionsOf(step.params),
    ...[step.condition, step.for_each].flatMap((text) => (text?.includes('{{') ? expressionsOf(text) : (text ?? []))),
  ]);
  const fields = expressions
    .flatMap((text) => reads(text))
    .filter((read) => !read.optional && read.path[0] === 'trigger' && read.path[1] !== undefined)
    .map((read) => read.path[1] ?? '');
  return [...new Set(fields)].filter((field) => !ALWAYS.has(field) && !(field in given)).slice(0, MOST);
}

function expressionsOf(value: unknown): string[] {
  try {
    return templateExpressions(value).map((found) => found.expression);
  } catch {
    return [];
  }
}
