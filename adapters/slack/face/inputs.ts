import { z } from 'zod';
import type { Input } from '../../../src/chat/types.ts';
import { clip, plain } from './clip.ts';
import type { InputBlock, InputBlockElement, RichTextBlock } from './kit.ts';
import { BLOCK_KIT } from './limits.ts';
import { richElements } from './markup.ts';
import { pack, unpack } from './pack.ts';
import { words } from './words.ts';

const BLOCK = /^input\.\d+\.(.+)$/s;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** Where inputs stand: only a modal takes files; `channel`: a message others read too. */
export interface Surface {
  modal: boolean;
  channel?: boolean;
  /** Lists of more options than this are typed instead, where a message would grow too long. */
  mostOptions?: number;
}

/** One input as Slack shows it; as a line of text where Slack has none for it. */
export function inputBlock(input: Input, index: number, surface: Surface): InputBlock | RichTextBlock {
  const ids = inputIds(input.name, index);
  if (ids === null) return line(input.label);
  if (input.kind === 'file' && !surface.modal) return line(words.file(input.label, surface.channel ?? false));
  const value = 'value' in input ? (input.value ?? '') : '';
  if (input.kind === 'text' && value.length > BLOCK_KIT.inputText) return line(words.tooLongToEdit(input.label));
  const { element, hint } = control(input, ids.action_id, value, surface);
  return {
    type: 'input',
    block_id: ids.block_id,
    label: plain(input.label, BLOCK_KIT.label),
    element,
    ...(hint && { hint: plain(hint, BLOCK_KIT.hint) }),
    ...(input.optional && { optional: true }),
  };
}

const line = (text: string): RichTextBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: richElements(text || '…') }],
});

interface Control {
  element: InputBlockElement;
  hint?: string;
}

function control(input: Input, action_id: string, value: string, surface: Surface): Control {
  switch (input.kind) {
    case 'text':
      return { element: textInput(action_id, value, input.multiline) };
    case 'number':
      // Slack shows its field for numbers in modals only.
      if (!surface.modal || (value !== '' && !NUMBER.test(value)))
        return { element: textInput(action_id, value), hint: words.aNumber };
      return {
        element: { type: 'number_input', action_id, is_decimal_allowed: true, ...(value && { initial_value: value }) },
      };
    case 'date': {
      const known = isDay(value);
      const placeholder = plain(words.pickDay, BLOCK_KIT.placeholder);
      return {
        element: { type: 'datepicker', action_id, placeholder, ...(known && { initial_date: value }) },
        ...(value && !known && { hint: words.now(value) }),
      };
    }
    case 'file':
      return { element: { type: 'file_input', action_id, max_files: 1 } };
    case 'select':
      return select(input, action_id, value, surface);
  }
}

const textInput = (action_id: string, value: string, multiline = false): InputBlockElement => ({
  type: 'plain_text_input',
  action_id,
  ...(multiline && { multiline }),
  ...(value && { initial_value: value }),
});

/** A day of the calendar: the 31st of February is none. */
function isDay(value: string): boolean {
  if (!DAY.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function select(
  input: Extract<Input, { kind: 'select' }>,
  action_id: string,
  value: string,
  { mostOptions = BLOCK_KIT.options }: Surface,
): Control {
  const options = input.options.map((option) => ({ ...option, label: option.label || option.value }));
  const shown = options.map((option) => ({
    text: plain(option.label, BLOCK_KIT.optionText),
    value: option.value,
  }));
  const fits =
    options.length > 0 &&
    options.length <= Math.min(mostOptions, BLOCK_KIT.options) &&
    options.every((option) => option.value.length > 0 && option.value.length <= BLOCK_KIT.optionValue) &&
    new Set(options.map((option) => option.value)).size === options.length &&
    new Set(shown.map((option) => option.text.text)).size === options.length;
  const all = words.selectOf(
    options.map(({ label, value: own }) => (fits || label === own ? label : `${label}: ${own}`)).join(' · '),
  );
  if (!fits) {
    const list = all.length <= BLOCK_KIT.hint ? all : words.selectWords(options.length);
    return { element: textInput(action_id, value), hint: options.length === 0 ? words.noOptions : list };
  }
  const initial = shown.find((option) => option.value === value);
  const long = options.some((option) => option.label.length > BLOCK_KIT.optionText);
  const hints = [value && !initial ? words.now(value) : '', long ? clip(all, BLOCK_KIT.hint - 200) : ''];
  return {
    element: {
      type: 'static_select',
      action_id,
      placeholder: plain(words.choose, BLOCK_KIT.placeholder),
      options: shown,
      ...(initial && { initial_option: initial }),
    },
    hint: hints.filter(Boolean).join(' '),
  };
}

/** Ids that carry the input's name back; null for a name too long to be carried. */
function inputIds(name: string, index: number): { block_id: string; action_id: string } | null {
  const block_id = `input.${index}.${pack(name)}`;
  return block_id.length <= BLOCK_KIT.blockId ? { block_id, action_id: 'value' } : null;
}

/** The name of the input a block of ours asks for; null for any other block. */
export function inputName(blockId: string): string | null {
  const packed = BLOCK.exec(blockId)?.[1];
  return packed === undefined ? null : unpack(packed);
}

/** Of a file from elsewhere only its id is told. */
const file = z.object({
  id: z.string(),
  name: z.string().nullish().catch(null),
  mimetype: z.string().nullish().catch(null),
  size: z.number().nullish().catch(null),
});
const stateValue = z.object({
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  files: z.array(file).nullish(),
});
const stateValues = z.record(z.string(), z.record(z.string(), z.unknown()));

export interface FilledIn {
  /** By input name; an empty string where it was left or made empty. */
  values: Record<string, string>;
  /** Files that were chosen, as Slack knows them. */
  files: (z.infer<typeof file> & { input: string })[];
}

/** What stands in the inputs of a message or modal: `state.values` of what Slack sends. What is not ours is left out. */
export function filledIn(state: unknown): FilledIn {
  const values: [string, string][] = [];
  const files: FilledIn['files'] = [];
  const parsed = stateValues.safeParse(state);
  for (const [blockId, actions] of Object.entries(parsed.data ?? {})) {
    const input = inputName(blockId);
    const one = stateValue.safeParse(actions.value);
    if (input === null || !one.success) continue;
    for (const each of one.data.files ?? []) files.push({ input, ...each });
    if (one.data.files) continue;
    values.push([input, one.data.value ?? one.data.selected_date ?? one.data.selected_option?.value ?? '']);
  }
  return { values: Object.fromEntries(values), files };
}
