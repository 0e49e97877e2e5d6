import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../model.ts';
import {
  type Check,
  type Context,
  exactlyOne,
  kinds,
  list,
  object,
  oneOf,
  pattern,
  type Shape,
  text,
  wrong,
  yesNo,
} from './schema.ts';

/** Composition objects: texts, options, confirm dialogs, pictures. */

export function plain(most: number): Check {
  return kinds({ plain_text: plainShape(most) });
}

export function mrkdwn(most: number): Check {
  return kinds({ mrkdwn: mrkdwnShape(most) });
}

export function eitherText(most: number): Check {
  const check = kinds({ plain_text: plainShape(most), mrkdwn: mrkdwnShape(most) });
  return (value, at, context) => {
    const before = context.errors.length;
    check(value, at, context);
    if (context.errors.length === before) return;
    context.errors.splice(before, 0, `failed to match all allowed schemas [json-pointer:${at}]`);
  };
}

function plainShape(most: number): Shape {
  return { required: { text: text(1, most) }, optional: { emoji: yesNo } };
}

function mrkdwnShape(most: number): Shape {
  return { required: { text: text(1, most) }, optional: { verbatim: yesNo } };
}

export const address: Check = (value, at, context) => {
  text(1, 3000)(value, at, context);
  if (typeof value === 'string' && !URL.canParse(value)) wrong(context, at, 'must be a valid URL');
};

const webAddress: Check = pattern(/^https?:\/\/\S+$/, 'must be a valid URL');

export const confirm: Check = object({
  required: { text: eitherText(300) },
  optional: { title: plain(100), confirm: plain(30), deny: plain(30), style: oneOf('primary', 'danger') },
});

const optionFields = { value: text(1, 150) };

/** Menus take plain text, radio buttons and checkboxes mrkdwn too. */
export const menuOption: Check = object({
  required: { text: plain(75), ...optionFields },
  optional: { description: plain(75) },
});

export const tickOption: Check = object({
  required: { text: eitherText(75), ...optionFields },
  optional: { description: eitherText(75) },
});

export const overflowOption: Check = object({
  required: { text: plain(75), ...optionFields },
  optional: { description: plain(75), url: address },
});

export const optionGroup: Check = object({ required: { label: plain(75), options: list(menuOption, 1, 100) } });

/** What is chosen from the start must be one of the options, exactly. */
export function initialAmong(value: Json, at: string, context: Context): void {
  const groups = Array.isArray(value.option_groups) ? (value.option_groups as Json[]) : [];
  const options = [value.options, ...groups.map((group) => group.options)].flatMap((one) =>
    Array.isArray(one) ? (one as Json[]) : [],
  );
  const several = Array.isArray(value.initial_options) ? (value.initial_options as Json[]) : [];
  const initial = value.initial_option === undefined ? several : [value.initial_option as Json];
  if (initial.every((one) => options.some((option) => isDeepStrictEqual(normal(option), normal(one))))) return;
  const name = value.initial_option === undefined ? 'initial_options' : 'initial_option';
  wrong(context, `${at}/${name}`, `\`${name}\` must be one of the options`);
}

function normal(option: Json): unknown {
  const words = option.text as Json | undefined;
  return [words?.type, words?.text, option.value];
}

const slackFile: Check = (value, at, context) => {
  const shape = object({ optional: { id: text(1, 255), url: address }, also: exactlyOne('id', 'url') });
  const before = context.errors.length;
  shape(value, at, context);
  if (context.errors.length > before) return;
  if (!context.isImage(value as { id?: string; url?: string })) wrong(context, at, 'invalid slack file');
};

/** Where a picture comes from, with its words. */
export const picture = {
  fields: { image_url: webAddress, slack_file: slackFile },
  also: exactlyOne('image_url', 'slack_file'),
};

export const imageElement: Shape = {
  required: { alt_text: text(1, 2000) },
  optional: picture.fields,
  also: picture.also,
};
