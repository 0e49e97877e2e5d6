import type { Json } from '../model.ts';

/** Texts as HTML: Slack's mrkdwn, Markdown of streamed answers, plain words and rich text. */

export function safe(text: unknown): string {
  return String(text ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Names of people and channels for mentions. */
export type Names = (id: string) => string;

export function textHtml(value: unknown, names: Names): string {
  if (!value) return '';
  const one = value as Json;
  return one.type === 'mrkdwn' ? mrkdwnHtml(String(one.text ?? ''), names) : safe(one.text).replaceAll('\n', '<br>');
}

/** mrkdwn comes with `&`, `<` and `>` escaped already; what is in angle brackets is a link or a mention. */
export function mrkdwnHtml(text: string, names: Names): string {
  return text
    .split(/(```[\s\S]*?```|`[^`\n]+`|<[^<>]+>)/)
    .map((part) => {
      if (part.startsWith('```') && part.length > 6) return `<pre>${part.slice(3, -3)}</pre>`;
      if (part.startsWith('`') && part.length > 2) return `<code>${part.slice(1, -1)}</code>`;
      if (part.startsWith('<')) return bracket(part.slice(1, -1), names);
      return marked(part);
    })
    .join('');
}

function bracket(inner: string, names: Names): string {
  const [target = '', label] = inner.split('|');
  if (/^[@#!]/.test(target)) return `<span class="mention">${safe(label ?? names(target.slice(1)))}</span>`;
  return `<a href="${target.replaceAll('"', '&quot;')}">${label ?? target}</a>`;
}

function marked(text: string): string {
  return text
    .replace(/(^|[\s(])\*([^*\n]+)\*/g, '$1<b>$2</b>')
    .replace(/(^|[\s(])_([^_\n]+)_/g, '$1<i>$2</i>')
    .replace(/(^|[\s(])~([^~\n]+)~/g, '$1<s>$2</s>')
    .replaceAll('\n', '<br>');
}

export function markdownHtml(text: string): string {
  return safe(text)
    .replace(/^#{1,6} (.+)$/gm, '<b>$1</b>')
    .replace(/\*\*([^*\n]+)\*\*/g, '<b>$1</b>')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replace(/^[-*] /gm, '• ')
    .replaceAll('\n', '<br>');
}

export function richHtml(block: Json, names: Names): string {
  return listOf(block.elements)
    .map((part) => {
      if (part.type === 'rich_text_list') {
        const tag = part.style === 'ordered' ? 'ol' : 'ul';
        const items = listOf(part.elements).map((item) => `<li>${atoms(item, names)}</li>`);
        return `<${tag} style="margin-left:${Number(part.indent ?? 0) * 1.5}em">${items.join('')}</${tag}>`;
      }
      const tag = { rich_text_quote: 'blockquote', rich_text_preformatted: 'pre' }[String(part.type)] ?? 'div';
      return `<${tag}>${atoms(part, names)}</${tag}>`;
    })
    .join('');
}

function atoms(part: Json, names: Names): string {
  return listOf(part.elements)
    .map((one) => styled(atom(one, names), (one.style ?? {}) as Json))
    .join('');
}

function atom(one: Json, names: Names): string {
  const named = { user: one.user_id, channel: one.channel_id, usergroup: one.usergroup_id, broadcast: one.range };
  const mention = named[String(one.type) as keyof typeof named];
  if (mention !== undefined) return `<span class="mention">${safe(names(String(mention)))}</span>`;
  if (one.type === 'link') return `<a href="${safe(one.url)}">${safe(one.text ?? one.url)}</a>`;
  if (one.type === 'emoji') return `:${safe(one.name)}:`;
  if (one.type === 'date') return safe(one.fallback ?? new Date(Number(one.timestamp) * 1000).toISOString());
  return safe(one.text ?? one.value).replaceAll('\n', '<br>');
}

function styled(html: string, style: Json): string {
  let shown = html;
  for (const [name, tag] of Object.entries({ code: 'code', bold: 'b', italic: 'i', strike: 's', underline: 'u' })) {
    if (style[name] === true) shown = `<${tag}>${shown}</${tag}>`;
  }
  return shown;
}

export function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}
