import {
  address,
  confirm,
  imageElement,
  initialAmong,
  menuOption,
  optionGroup,
  overflowOption,
  plain,
  tickOption,
} from './objects.ts';
import { richTextBlock } from './rich-text.ts';
import {
  type Check,
  exactlyOne,
  kinds,
  list,
  object,
  oneOf,
  pattern,
  type Shape,
  text,
  whole,
  wrong,
  yesNo,
} from './schema.ts';

/** Buttons, menus, pickers and inputs. */

const actionable = { action_id: text(1, 255) };
const confirmable = { confirm };
const focusable = { focus_on_load: yesNo };
const placed = { placeholder: plain(150) };
const style = oneOf('primary', 'danger');
const many = { max_selected_items: whole(1, 1000) };
const ids = list(text(1, 255), 0, 1000);
const dispatchable = {
  dispatch_action_config: object({
    optional: { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 1, 2) },
  }),
};

const menu = { ...actionable, ...confirmable, ...focusable, ...placed };
const typed = { ...actionable, ...dispatchable, ...focusable, ...placed };
const optionFields = { options: list(menuOption, 1, 100), option_groups: list(optionGroup, 1, 100) };

const oneOption: Shape['also'] = (value, at, context) => {
  exactlyOne('options', 'option_groups')(value, at, context);
  initialAmong(value, at, context);
};

const filter = object({
  optional: {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 1, 4),
    exclude_external_shared_channels: yesNo,
    exclude_bot_users: yesNo,
  },
});
const conversations = { default_to_current_conversation: yesNo, filter };
const opinion = object({
  required: { text: plain(75), value: text(1, 2000) },
  optional: { accessibility_label: text(1, 75) },
});

const day = pattern(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'must be a date formatted as YYYY-MM-DD');
const time = pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time formatted as HH:mm');
const numeric = pattern(/^-?\d+(\.\d+)?$/, 'must be a number');

const lengths: Shape['also'] = (value, at, context) => {
  const { min_length: least, max_length: most } = value;
  if (typeof least === 'number' && typeof most === 'number' && least > most) {
    wrong(context, at, '`min_length` must not be greater than `max_length`');
  }
};

const bounds: Shape['also'] = (value, at, context) => {
  const number = (name: string) => (value[name] === undefined ? undefined : Number(value[name]));
  const [least, most, initial] = [number('min_value'), number('max_value'), number('initial_value')];
  if (least !== undefined && most !== undefined && least > most)
    wrong(context, at, '`min_value` must not be greater than `max_value`');
  if (initial !== undefined && ((least !== undefined && initial < least) || (most !== undefined && initial > most))) {
    wrong(context, `${at}/initial_value`, '`initial_value` must be within `min_value` and `max_value`');
  }
};

export const BUTTON: Shape = {
  required: { text: plain(75) },
  optional: {
    ...actionable,
    ...confirmable,
    url: address,
    value: text(0, 2000),
    style,
    accessibility_label: text(1, 75),
  },
};

const PICKERS: Record<string, Shape> = {
  static_select: { optional: { ...menu, ...optionFields, initial_option: menuOption }, also: oneOption },
  multi_static_select: {
    optional: { ...menu, ...many, ...optionFields, initial_options: list(menuOption, 1, 100) },
    also: oneOption,
  },
  users_select: { optional: { ...menu, initial_user: text(1, 255) } },
  multi_users_select: { optional: { ...menu, ...many, initial_users: ids } },
  channels_select: { optional: { ...menu, initial_channel: text(1, 255), response_url_enabled: yesNo } },
  multi_channels_select: { optional: { ...menu, ...many, initial_channels: ids } },
  conversations_select: {
    optional: { ...menu, ...conversations, initial_conversation: text(1, 255), response_url_enabled: yesNo },
  },
  multi_conversations_select: { optional: { ...menu, ...many, ...conversations, initial_conversations: ids } },
  external_select: { optional: { ...menu, initial_option: menuOption, min_query_length: whole(0, 1000) } },
  multi_external_select: {
    optional: { ...menu, ...many, initial_options: list(menuOption, 1, 100), min_query_length: whole(0, 1000) },
  },
  datepicker: { optional: { ...menu, initial_date: day } },
  timepicker: { optional: { ...menu, initial_time: time, timezone: text(1, 255) } },
  radio_buttons: {
    required: { options: list(tickOption, 1, 10) },
    optional: { ...actionable, ...confirmable, ...focusable, initial_option: tickOption },
    also: initialAmong,
  },
  checkboxes: {
    required: { options: list(tickOption, 1, 10) },
    optional: { ...actionable, ...confirmable, ...focusable, initial_options: list(tickOption, 1, 10) },
    also: initialAmong,
  },
};

const DATETIME: Shape = {
  optional: { ...actionable, ...confirmable, ...focusable, initial_date_time: whole(1_000_000_000, 9_999_999_999) },
};

const BUTTONS: Record<string, Shape> = {
  button: BUTTON,
  overflow: { required: { options: list(overflowOption, 1, 5) }, optional: { ...actionable, ...confirmable } },
  workflow_button: {
    required: {
      text: plain(75),
      workflow: object({
        required: {
          trigger: object({
            required: { url: address },
            optional: {
              customizable_input_parameters: list(
                object({ required: { name: text(1, 255), value: text(0, 3000) } }),
                1,
                100,
              ),
            },
          }),
        },
      }),
    },
    optional: { ...actionable, ...confirmable, style, accessibility_label: text(1, 75) },
  },
};

const RICH_INPUT: Shape = {
  optional: { ...typed, initial_value: richTextBlock, min_lines: whole(1, 100), max_lines: whole(1, 100) },
};

const TYPED: Record<string, Shape> = {
  plain_text_input: {
    optional: {
      ...typed,
      initial_value: text(0, 3000),
      multiline: yesNo,
      min_length: whole(0, 3000),
      max_length: whole(1, 3000),
    },
    also: lengths,
  },
  email_text_input: { optional: { ...typed, initial_value: text(1, 3000) } },
  url_text_input: { optional: { ...typed, initial_value: address } },
  number_input: {
    required: { is_decimal_allowed: yesNo },
    optional: { ...typed, initial_value: numeric, min_value: numeric, max_value: numeric },
    also: bounds,
  },
  rich_text_input: RICH_INPUT,
};

const FILE_INPUT: Shape = {
  optional: { ...actionable, filetypes: list(text(1, 255), 1, 100), max_files: whole(1, 10) },
};

export const inActions: Check = kinds({
  ...BUTTONS,
  ...PICKERS,
  datetimepicker: DATETIME,
  rich_text_input: RICH_INPUT,
});

export const inSection: Check = kinds({ ...BUTTONS, ...PICKERS, image: imageElement });

const inputs = kinds({ ...PICKERS, ...TYPED, datetimepicker: DATETIME, file_input: FILE_INPUT });

/** Files can only be asked for in a modal. */
export const inInput: Check = (value, at, context) => {
  inputs(value, at, context);
  const type = (value as { type?: unknown } | null)?.type;
  if (type === 'file_input' && context.surface !== 'modal') wrong(context, at, 'unsupported type: file_input');
};

export const inContextActions: Check = kinds({
  feedback_buttons: { required: { positive_button: opinion, negative_button: opinion }, optional: actionable },
  icon_button: {
    required: { icon: oneOf('trash'), text: plain(75) },
    optional: {
      ...actionable,
      ...confirmable,
      value: text(0, 2000),
      accessibility_label: text(1, 75),
      visible_to_user_ids: ids,
    },
  },
});
