import type { Json } from '../model.ts';
import { elementHtml, type Place, pictureHtml } from './elements.ts';
import { listOf, markdownHtml, richHtml, safe, textHtml } from './marks.ts';

/** Every kind of block as HTML, much as Slack shows it. */
export function blockHtml(block: Json, place: Place): string {
  return `<div class="block ${safe(block.type)}">${inner(block, { ...place, block: String(block.block_id ?? '') })}</div>`;
}

function inner(block: Json, place: Place): string {
  const words = (value: unknown) => textHtml(value, place.names);
  const elements = () => listOf(block.elements).map((one) => elementHtml(one, place));
  switch (block.type) {
    case 'header':
      return words(block.text);
    case 'section':
      return section(block, place);
    case 'context':
      return listOf(block.elements)
        .map((one) => (one.type === 'image' ? pictureHtml(one, place) : `<span>${words(one)}</span>`))
        .join('');
    case 'actions':
    case 'context_actions':
      return elements().join('');
    case 'divider':
      return '<hr>';
    case 'image':
      return `<div class="title">${words(block.title)}</div>${pictureHtml(block, place)}`;
    case 'input':
      return input(block, place);
    case 'markdown':
      return markdownHtml(String(block.text));
    case 'rich_text':
      return richHtml(block, place.names);
    case 'table':
    case 'data_table':
      return table(block, place);
    case 'task_card':
      return task(block, place);
    case 'plan':
      return `<b>${safe(block.title)}</b>${listOf(block.tasks)
        .map((one) => task(one, place))
        .join('')}`;
    case 'alert':
      return `<div class="level-${safe(block.level ?? 'default')}">${words(block.text)}</div>`;
    case 'card':
      return card(block, place);
    case 'carousel':
      return listOf(block.elements)
        .map((one) => blockHtml(one, place))
        .join('');
    case 'container':
      return container(block, place);
    case 'video':
      return `<b>${words(block.title)}</b><br>${words(block.description)}`;
    default:
      return `<i>${safe(block.type)}</i>`;
  }
}

function section(block: Json, place: Place): string {
  const fields = listOf(block.fields).map((one) => `<div>${textHtml(one, place.names)}</div>`);
  const beside = block.accessory ? `<div class="accessory">${elementHtml(block.accessory as Json, place)}</div>` : '';
  const body = `${textHtml(block.text, place.names)}${fields.length > 0 ? `<div class="fields">${fields.join('')}</div>` : ''}`;
  return `<div class="words">${body}</div>${beside}`;
}

function input(block: Json, place: Place): string {
  const optional = block.optional === true ? ' <small>(optional)</small>' : '';
  const hint = block.hint ? `<small>${textHtml(block.hint, place.names)}</small>` : '';
  const label = `<b>${textHtml(block.label, place.names)}</b>${optional}`;
  return `<label>${label}</label>${elementHtml(block.element as Json, place)}${hint}`;
}

function table(block: Json, place: Place): string {
  const cell = (one: Json) => (one.type === 'rich_text' ? richHtml(one, place.names) : safe(one.text));
  const rows = (block.rows as Json[][]).map((row) => `<tr>${row.map((one) => `<td>${cell(one)}</td>`).join('')}</tr>`);
  return `<table>${rows.join('')}</table>`;
}

function task(block: Json, place: Place): string {
  const mark = { pending: '○', in_progress: '◐', complete: '✓', error: '✕' }[String(block.status)] ?? '○';
  const more = [block.details, block.output].map((one) => (one ? richHtml(one as Json, place.names) : '')).join('');
  return `<div class="task ${safe(block.status)}"><span>${mark}</span><div>${safe(block.title)}<small>${more}</small></div></div>`;
}

function card(block: Json, place: Place): string {
  const words = (value: unknown) => textHtml(value, place.names);
  const image = block.hero_image ? pictureHtml(block.hero_image as Json, place) : '';
  const buttons = listOf(block.actions)
    .map((one) => elementHtml(one, place))
    .join('');
  return `${image}<b>${words(block.title)}</b><div><small>${words(block.subtitle)}</small></div>${words(block.body)}<div>${buttons}</div>`;
}

function container(block: Json, place: Place): string {
  const title = block.rich_text_title
    ? richHtml(block.rich_text_title as Json, place.names)
    : textHtml(block.title, place.names);
  const body = listOf(block.child_blocks)
    .map((one) => blockHtml(one, place))
    .join('');
  return `<b>${title}</b><div><small>${textHtml(block.subtitle, place.names)}</small></div>${body}`;
}
