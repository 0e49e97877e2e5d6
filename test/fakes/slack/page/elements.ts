import { optionsOf } from '../fill.ts';
import type { Json } from '../model.ts';
import { type Names, safe, textHtml } from './marks.ts';

/** Where elements stand: what a click on them names, and how pictures are found. */
export interface Place {
  names: Names;
  /** The address of an uploaded picture. */
  file(id: string): string;
  /** `block_id` of the block around. */
  block: string;
}

/** A button or an input of the page; its name is `block_id|action_id`, which the form around it sends. */
export function elementHtml(element: Json, place: Place): string {
  const name = safe(`${place.block}|${String(element.action_id ?? '')}`);
  switch (element.type) {
    case 'image':
      return pictureHtml(element, place);
    case 'button':
    case 'icon_button':
    case 'workflow_button':
      return button(element, name, place);
    case 'feedback_buttons':
      return [element.positive_button, element.negative_button]
        .map((one) => button({ ...(one as Json), type: 'button' }, name, place))
        .join('');
    case 'static_select':
    case 'multi_static_select':
    case 'radio_buttons':
    case 'checkboxes':
    case 'overflow':
      return menu(element, name, place);
    case 'file_input':
      return `<input type="text" name="${name}" placeholder="name of a file">`;
    default:
      return field(element, name);
  }
}

function button(element: Json, name: string, place: Place): string {
  const dialog = element.confirm as Json | undefined;
  const asks = dialog
    ? ` data-confirm="${safe(`${textOf(dialog.title) || 'Are you sure?'}\n${textOf(dialog.text)}`)}"`
    : '';
  const style = safe(element.style ?? 'plain');
  return `<button class="${style}" name="click" value="${name}"${asks}>${textHtml(element.text, place.names)}</button>`;
}

function menu(element: Json, name: string, place: Place): string {
  const initial = [element.initial_option, ...((element.initial_options as Json[] | undefined) ?? [])].map(
    (one) => (one as Json | undefined)?.value,
  );
  const several = /multi|checkboxes/.test(String(element.type)) ? ' multiple' : '';
  const options = optionsOf(element).map(
    (one) =>
      `<option value="${safe(one.value)}"${initial.includes(one.value) ? ' selected' : ''}>${textHtml(one.text, place.names)}</option>`,
  );
  const empty = several ? '' : `<option value="">${safe(textOf(element.placeholder) || '…')}</option>`;
  return `<select name="${name}"${several}>${empty}${options.join('')}</select>`;
}

function field(element: Json, name: string): string {
  const value = safe(element.initial_value ?? element.initial_date ?? element.initial_time ?? '');
  const hint = safe(textOf(element.placeholder));
  if (element.multiline === true) return `<textarea name="${name}" rows="3" placeholder="${hint}">${value}</textarea>`;
  const types: Record<string, string> = { datepicker: 'date', timepicker: 'time', email_text_input: 'email' };
  const type = types[String(element.type)] ?? 'text';
  return `<input type="${type}" name="${name}" value="${value}" placeholder="${hint}">`;
}

export function pictureHtml(image: Json, place: Place): string {
  const file = image.slack_file as { id?: string; url?: string } | undefined;
  const source = file?.id ? place.file(file.id) : String(file?.url ?? image.image_url ?? '');
  return `<img src="${safe(source)}" alt="${safe(image.alt_text)}" title="${safe(image.alt_text)}">`;
}

function textOf(value: unknown): string {
  return String((value as Json | undefined)?.text ?? '');
}
