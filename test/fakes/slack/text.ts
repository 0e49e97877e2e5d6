import type { Json } from './model.ts';

/** What a person sees of a message or a view, as plain text, line by line. */
export function textOf(shown: { text?: string; blocks: Json[] }): string {
  if (shown.blocks.length === 0) return plain(shown.text ?? '');
  return shown.blocks.map(block).filter(Boolean).join('\n');
}

const BLOCKS: Record<string, (one: Json) => string> = {
  header: (one) => words(one.text),
  section: (one) => lines(words(one.text), ...list(one.fields).map(words), element(one.accessory)),
  context: (one) => list(one.elements).map(wordsOrImage).join(' '),
  actions: (one) => list(one.elements).map(element).join(' '),
  context_actions: (one) => list(one.elements).map(element).join(' '),
  divider: () => '---',
  image: (one) => lines(words(one.title), picture(one)),
  markdown: (one) => String(one.text),
  rich_text: (one) => richText(one),
  input: (one) => lines(words(one.label), element(one.element), words(one.hint)),
  table: (one) => rows(one),
  data_table: (one) => lines(String(one.caption), rows(one)),
  task_card: (one) => task(one),
  plan: (one) => lines(String(one.title), ...list(one.tasks).map(task)),
  alert: (one) => words(one.text),
  card: (one) =>
    lines(words(one.title), words(one.subtitle), words(one.body), list(one.actions).map(element).join(' ')),
  carousel: (one) => list(one.elements).map(block).join('\n'),
  container: (one) =>
    lines(
      one.rich_text_title ? richText(one.rich_text_title as Json) : words(one.title),
      words(one.subtitle),
      ...list(one.child_blocks).map(block),
    ),
  video: (one) => lines(words(one.title), words(one.description)),
  file: (one) => `[file ${String(one.external_id)}]`,
};

function block(one: Json): string {
  return BLOCKS[String(one.type)]?.(one) ?? '';
}

const MARKS: Record<string, string> = { pending: '○', in_progress: '◐', complete: '●', error: '✖' };

function task(one: Json): string {
  const sources = list(one.sources).map((source) => String(source.text));
  const more = [one.details, one.output].map((part) => (part ? richText(part as Json) : ''));
  return lines(`${MARKS[String(one.status)] ?? '○'} ${String(one.title)}`, ...more, ...sources);
}

function element(value: unknown): string {
  if (!value) return '';
  const one = value as Json;
  switch (one.type) {
    case 'image':
      return picture(one);
    case 'feedback_buttons':
      return [one.positive_button, one.negative_button].map((each) => `[${words((each as Json).text)}]`).join(' ');
    case 'button':
    case 'icon_button':
    case 'workflow_button':
      return `[${words(one.text)}]`;
    case 'checkboxes':
    case 'radio_buttons':
    case 'overflow':
      return options(one);
    case 'static_select':
    case 'multi_static_select':
      return lines(chosen(one) || words(one.placeholder), options(one));
    default:
      return String(one.initial_value ?? one.initial_date ?? one.initial_time ?? '') || words(one.placeholder);
  }
}

function chosen(one: Json): string {
  const initial = one.initial_option ? [one.initial_option] : one.initial_options;
  return list(initial)
    .map((option) => `‹${words(option.text)}›`)
    .join(' ');
}

function options(one: Json): string {
  const groups = list(one.option_groups).flatMap((group) => list(group.options));
  return [...list(one.options), ...groups]
    .map((option) => lines(`( ) ${words(option.text)}`, words(option.description)))
    .join('\n');
}

function rows(one: Json): string {
  return (one.rows as Json[][])
    .map((row) => row.map((cell) => (cell.type === 'rich_text' ? richText(cell) : String(cell.text))).join(' | '))
    .join('\n');
}

export function richText(one: Json): string {
  return list(one.elements)
    .map((part, index) => {
      if (part.type !== 'rich_text_list') return inline(part);
      const indent = '  '.repeat(Number(part.indent ?? 0));
      const mark = (at: number) => (part.style === 'ordered' ? `${at + 1 + Number(part.offset ?? 0)}.` : '•');
      const items = list(part.elements).map((item, at) => `${indent}${mark(at)} ${inline(item)}`);
      return `${index > 0 ? '\n' : ''}${items.join('\n')}\n`;
    })
    .join('')
    .trim();
}

function inline(part: Json): string {
  return list(part.elements).map(atom).join('');
}

function atom(one: Json): string {
  switch (one.type) {
    case 'link':
      return String(one.text ?? one.url);
    case 'user':
      return `@${String(one.user_id)}`;
    case 'channel':
      return `#${String(one.channel_id)}`;
    case 'usergroup':
      return `@${String(one.usergroup_id)}`;
    case 'broadcast':
      return `@${String(one.range)}`;
    case 'emoji':
      return one.unicode ? String.fromCodePoint(Number.parseInt(String(one.unicode), 16)) : `:${String(one.name)}:`;
    case 'date':
      return String(one.fallback ?? new Date(Number(one.timestamp) * 1000).toISOString());
    case 'color':
      return String(one.value);
    default:
      return String(one.text ?? '');
  }
}

/** A text object as one reads it: the markup of links and mentions resolved, entities as characters. */
function words(value: unknown): string {
  if (!value) return '';
  if (typeof value === 'string') return value;
  const one = value as Json;
  const text = String(one.text ?? '');
  return one.type === 'mrkdwn' ? plain(text) : text;
}

function plain(text: string): string {
  return text
    .replace(/<([^<>|]+)\|([^<>]*)>/g, '$2')
    .replace(/<!date\^[^<>]*>/g, '')
    .replace(/<(https?:[^<>]+)>/g, '$1')
    .replace(/<([@#][^<>]+)>/g, '$1')
    .replace(/<!([^<>]+)>/g, '@$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function wordsOrImage(one: Json): string {
  return one.type === 'image' ? picture(one) : words(one);
}

function picture(one: Json): string {
  return `[image: ${String(one.alt_text)}]`;
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

function lines(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}
