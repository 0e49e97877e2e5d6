import { elementsOf, type Found } from './elements.ts';
import { initialOf } from './fill.ts';
import type { Json } from './model.ts';

const STATELESS = new Set(['button', 'overflow', 'workflow_button', 'icon_button', 'feedback_buttons']);

/** `state.values` of a surface for one person: what they put in, else what stood there from the start. */
export function valuesOf(
  surface: { blocks: Json[]; filled: Map<string, Record<string, Record<string, Json>>> },
  user: string,
): Record<string, Record<string, Json>> {
  const values: Record<string, Record<string, Json>> = {};
  for (const found of elementsOf(surface.blocks)) {
    if (STATELESS.has(String(found.element.type))) continue;
    const block = values[found.blockId] ?? {};
    block[String(found.element.action_id)] = heldIn(surface, user, found);
    values[found.blockId] = block;
  }
  return values;
}

function heldIn(
  surface: { filled: Map<string, Record<string, Record<string, Json>>> },
  user: string,
  { blockId, element }: Found,
): Json {
  return surface.filled.get(user)?.[blockId]?.[String(element.action_id)] ?? initialOf(element);
}

/** What Slack itself would not let someone submit, by block_id; empty where it may go. */
export function problemsOf(
  surface: { blocks: Json[]; filled: Map<string, Record<string, Record<string, Json>>> },
  user: string,
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const found of elementsOf(surface.blocks)) {
    if (!found.input) continue;
    const problem = problemOf(found, heldIn(surface, user, found));
    if (problem) problems[found.blockId] = problem;
  }
  return problems;
}

function problemOf({ element, input }: Found, { type: _, ...held }: Json): string | null {
  const value = Object.values(held)[0];
  const empty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (empty) return input?.optional === true ? null : 'Please complete this required field.';
  if (element.type === 'plain_text_input') {
    const length = String(value).length;
    if (length < Number(element.min_length ?? 0))
      return `Please enter at least ${String(element.min_length)} characters.`;
    if (length > Number(element.max_length ?? 3000)) return 'This entry is too long.';
  }
  if (element.type === 'number_input') {
    const number = Number(value);
    if (!Number.isFinite(number)) return 'Please enter a number.';
    if (element.is_decimal_allowed !== true && !Number.isInteger(number)) return 'Please enter a whole number.';
    if (element.min_value !== undefined && number < Number(element.min_value)) return 'This number is too small.';
    if (element.max_value !== undefined && number > Number(element.max_value)) return 'This number is too large.';
  }
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(String(value)))
    return 'Please enter an email address.';
  if (element.type === 'url_text_input' && !URL.canParse(String(value))) return 'Please enter a URL.';
  return null;
}
