import { readFileSync } from 'node:fs';

/** Blocks drawn much as Slack draws them, to be looked at. Not Slack: only what this adapter makes is known here. */

interface Json {
  [key: string]: unknown;
}

const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const safe = (text: unknown): string =>
  String(text ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** The words of a text object; of mrkdwn bold and code are enough. */
function words(value: unknown): string {
  const one = (value ?? {}) as Json;
  if (one.type !== 'mrkdwn') return safe(one.text);
  return String(one.text ?? '')
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/(^|\n)\*([^*\n]+)\*/g, '$1<b>$2</b>');
}

function atom(one: Json): string {
  const style = (one.style ?? {}) as Json;
  let html = one.type === 'link' ? `<a href="${safe(one.url)}">${safe(one.text ?? one.url)}</a>` : safe(one.text);
  if (style.code) html = `<code>${html}</code>`;
  if (style.bold) html = `<b>${html}</b>`;
  if (style.strike) html = `<s>${html}</s>`;
  return html;
}

function richPart(part: Json): string {
  const inner = () => list(part.elements).map(atom).join('');
  switch (part.type) {
    case 'rich_text_list': {
      const tag = part.style === 'ordered' ? 'ol' : 'ul';
      return `<${tag}>${list(part.elements)
        .map((item) => `<li>${list(item.elements).map(atom).join('')}</li>`)
        .join('')}</${tag}>`;
    }
    case 'rich_text_quote':
      return `<blockquote>${inner()}</blockquote>`;
    case 'rich_text_preformatted':
      return `<pre>${inner()}</pre>`;
    default:
      return `<div>${inner()}</div>`;
  }
}

function field(element: Json): string {
  const option = (element.initial_option ?? null) as Json | null;
  const value = option ? words(option.text) : safe(element.initial_value ?? element.initial_date);
  const shown = value === '' ? `<span class="empty">${words(element.placeholder)}</span>` : `<span>${value}</span>`;
  const mark = { static_select: '▾', datepicker: '▾', file_input: '＋' }[String(element.type)] ?? '';
  return `<div class="field${element.multiline ? ' tall' : ''}">${shown}<span>${mark}</span></div>`;
}

const button = (one: Json): string => `<button class="${safe(one.style ?? 'plain')}">${words(one.text)}</button>`;

function block(one: Json, drawings: ReadonlyMap<string, string>): string {
  switch (one.type) {
    case 'header':
      return `<h3>${words(one.text)}</h3>`;
    case 'rich_text':
      return `<div class="block rich">${list(one.elements).map(richPart).join('')}</div>`;
    case 'section':
      return `<div class="block fields">${list(one.fields)
        .map((each) => `<div>${words(each)}</div>`)
        .join('')}</div>`;
    case 'image': {
      const source = drawings.get(String((one.slack_file as Json | undefined)?.id)) ?? '';
      return `<div class="block"><img class="drawing" src="${source}" alt="${safe(one.alt_text)}"></div>`;
    }
    case 'actions':
      return `<div class="block actions">${list(one.elements).map(button).join('')}</div>`;
    case 'context':
      return `<div class="block context">${list(one.elements)
        .map((each) => `<span>${words(each)}</span>`)
        .join('')}</div>`;
    case 'divider':
      return '<hr>';
    case 'input':
      return `<div class="input"><label>${words(one.label)}${one.optional ? ' <small>(optional)</small>' : ''}</label>${field(
        one.element as Json,
      )}${one.hint ? `<div class="hint">${words(one.hint)}</div>` : ''}</div>`;
    default:
      throw new Error(`no drawing of ${String(one.type)}`);
  }
}

const style = readFileSync(new URL('./style.css', import.meta.url), 'utf8');
const page = (kind: string, body: string): string =>
  `<!doctype html><meta charset="utf-8"><style>${style}</style><div id="shot" class="${kind}">${body}</div>`;
const blocksOf = (blocks: unknown, drawings: ReadonlyMap<string, string>): string =>
  list(blocks)
    .map((one) => block(one, drawings))
    .join('');

/** Messages of the bot, one below the other. `drawings`: pictures by file id, as data addresses. */
export function messagesPage(messages: { blocks?: unknown }[], drawings: ReadonlyMap<string, string>): string {
  const shown = messages.map(
    ({ blocks }) => `<div class="message"><div class="avatar">N</div><div class="content">
      <div class="who"><b>Nod</b><span class="app">APP</span><time>10:42</time></div>${blocksOf(blocks, drawings)}
    </div></div>`,
  );
  return page('messages', shown.join(''));
}

/** A modal, or the Home tab. */
export function viewPage(view: {
  type: string;
  title?: unknown;
  submit?: unknown;
  close?: unknown;
  blocks: unknown;
}): string {
  const blocks = blocksOf(view.blocks, new Map());
  if (view.type === 'home') {
    return page(
      'view',
      `<div class="panel"><header><span class="avatar">N</span><span>Nod</span><span></span></header>
      <nav class="tabs"><b>Home</b><span>Messages</span><span>About</span></nav><main>${blocks}</main></div>`,
    );
  }
  return page(
    'view',
    `<div class="panel"><header><span>${words(view.title)}</span><span>✕</span></header><main>${blocks}</main>
    <footer><button>${words(view.close)}</button><button class="primary">${words(view.submit)}</button></footer></div>`,
  );
}
