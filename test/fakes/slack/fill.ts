import { type Found, findElement, list, type Surface } from './elements.ts';
import type { Json } from './model.ts';

/** What a person may put into an input: words, an option's text or value, several of them, a date. */
export type Given = string | string[] | number;

/** Puts values into the inputs of a message or view, named by action_id, label or block_id. */
export function fill(user: string, surface: Surface, values: Record<string, Given>): void {
  for (const [what, given] of Object.entries(values)) {
    const found = findElement(surface, what);
    put(user, surface, found, stateOf(found.element, given));
  }
}

export function put(user: string, surface: Surface, found: Found, value: Json): void {
  const all = surface.filled.get(user) ?? {};
  const block = all[found.blockId] ?? {};
  block[String(found.element.action_id)] = value;
  all[found.blockId] = block;
  surface.filled.set(user, all);
}

/** The entry of `state.values` for an element someone set. Throws where a person could not have done that. */
export function stateOf(element: Json, given: Given): Json {
  const type = String(element.type);
  const one = Array.isArray(given) ? (given[0] ?? '') : String(given);
  const several = Array.isArray(given) ? given : [String(given)];
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
    case 'overflow':
      return { type, selected_option: optionOf(element, one) };
    case 'external_select':
      return { type, selected_option: { text: { type: 'plain_text', text: one, emoji: true }, value: one } };
    case 'multi_static_select':
    case 'checkboxes':
      return { type, selected_options: several.map((each) => optionOf(element, each)) };
    case 'datepicker':
      return { type, selected_date: must(one, /^\d{4}-\d{2}-\d{2}$/) };
    case 'timepicker':
      return { type, selected_time: must(one, /^\d{2}:\d{2}$/) };
    case 'datetimepicker':
      return { type, selected_date_time: Number(must(one, /^\d{10}$/)) };
    case 'users_select':
      return { type, selected_user: one };
    case 'multi_users_select':
      return { type, selected_users: several };
    case 'conversations_select':
      return { type, selected_conversation: one };
    case 'multi_conversations_select':
      return { type, selected_conversations: several };
    case 'channels_select':
      return { type, selected_channel: one };
    case 'multi_channels_select':
      return { type, selected_channels: several };
    case 'file_input':
      throw new Error('a file is put in with chooseFile');
    case 'rich_text_input':
      return {
        type,
        rich_text_value: {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: one }] }],
        },
      };
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type, value: one === '' ? null : one };
    default:
      throw new Error(`nothing can be put into a ${type}`);
  }
}

/** What an untouched element holds: its initial value, or nothing. */
export function initialOf(element: Json): Json {
  const type = String(element.type);
  const held: Record<string, [string, unknown]> = {
    static_select: ['selected_option', element.initial_option ?? null],
    radio_buttons: ['selected_option', element.initial_option ?? null],
    external_select: ['selected_option', element.initial_option ?? null],
    multi_static_select: ['selected_options', element.initial_options ?? []],
    checkboxes: ['selected_options', element.initial_options ?? []],
    datepicker: ['selected_date', element.initial_date ?? null],
    timepicker: ['selected_time', element.initial_time ?? null],
    datetimepicker: ['selected_date_time', element.initial_date_time ?? null],
    users_select: ['selected_user', element.initial_user ?? null],
    multi_users_select: ['selected_users', element.initial_users ?? []],
    conversations_select: ['selected_conversation', element.initial_conversation ?? null],
    multi_conversations_select: ['selected_conversations', element.initial_conversations ?? []],
    channels_select: ['selected_channel', element.initial_channel ?? null],
    multi_channels_select: ['selected_channels', element.initial_channels ?? []],
    file_input: ['files', []],
    rich_text_input: ['rich_text_value', element.initial_value ?? null],
  };
  const [name, value] = held[type] ?? ['value', element.initial_value ?? null];
  return { type, [name]: value };
}

export function optionsOf(element: Json): Json[] {
  return [...list(element.options), ...list(element.option_groups).flatMap((group) => list(group.options))];
}

function optionOf(element: Json, wanted: string): Json {
  const options = optionsOf(element);
  const found = options.find((one) => one.value === wanted || (one.text as Json).text === wanted);
  if (!found) {
    const there = options.map((one) => `"${String((one.text as Json).text)}"`).join(', ');
    throw new Error(`no option "${wanted}"; there is: ${there}`);
  }
  return found;
}

function must(given: string, form: RegExp): string {
  if (!form.test(given)) throw new Error(`"${given}" is not what this input takes`);
  return given;
}
