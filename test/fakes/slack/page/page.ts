import type { FakeSlack } from '../fake.ts';
import type { Channel, FakeMessage, FakeView, Json } from '../model.ts';
import { imOf, placeOfUser } from '../state.ts';
import { blockHtml } from './blocks.ts';
import type { Place } from './elements.ts';
import { mrkdwnHtml, safe, textHtml } from './marks.ts';
import { STYLE } from './style.ts';

/** Who looks, and at what: `home` is the app's Home tab, else a channel. */
export interface Looking {
  user: string;
  channel: string;
  problem: string;
}

/** The address that looks like that. */
export function hrefOf(looking: Pick<Looking, 'user' | 'channel'> & { problem?: string }): string {
  const query = new URLSearchParams({ user: looking.user, channel: looking.channel });
  if (looking.problem) query.set('problem', looking.problem);
  return `/?${query}`;
}

/** Slack as a person sees it, as one page. */
export function pageHtml(slack: FakeSlack, looking: Looking, version: string): string {
  const place = placeOf(slack);
  const modal = slack.modals(looking.user).at(-1);
  const body = looking.channel === 'home' ? homeHtml(slack, looking, place) : channelHtml(slack, looking, place);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Slack, on this machine</title><style>${STYLE}</style></head>
<body>${sideHtml(slack, looking)}<main>${body}</main>${modal ? modalHtml(modal, looking, place) : ''}<script>let was=${JSON.stringify(version)};${SCRIPT}</script></body></html>`;
}

/** Asks before what has a confirm dialog; shows what is newer than the page (`was`) unless someone is typing. */
const SCRIPT = `
document.addEventListener('click',e=>{const b=e.target.closest('button[data-confirm]');if(b&&!confirm(b.dataset.confirm))e.preventDefault()});
document.addEventListener('change',e=>{const s=e.target;if(s.matches('.actions select,.actions input,.accessory select'))s.form.requestSubmit()});
setInterval(async()=>{const now=await(await fetch('/page/version')).text();const a=document.activeElement;
if(now!==was&&!(a&&/INPUT|TEXTAREA|SELECT/.test(a.tagName)&&a.value))location.reload()},700);
`;

function placeOf(slack: FakeSlack): Place {
  const { state } = slack;
  return {
    block: '',
    names: (id) => {
      const name = state.users.get(id)?.name ?? state.channels.get(id)?.name;
      return `${state.channels.has(id) ? '#' : '@'}${name ?? id}`;
    },
    file: (id) => `/files-pri/${state.files.get(id)?.team ?? ''}-${id}/picture`,
  };
}

function sideHtml(slack: FakeSlack, looking: Looking): string {
  const { state } = slack;
  const link = (href: string, label: string, on: boolean) =>
    `<a href="${safe(href)}" class="${on ? 'on' : ''}">${safe(label)}</a>`;
  const people = [...state.users.values()].filter((user) => user.kind !== 'bot' && user.kind !== 'deleted');
  const channels = [...state.channels.values()].filter((one) => one.kind !== 'im' && one.members.has(looking.user));
  const to = (channel: string, label: string) =>
    link(hrefOf({ ...looking, channel, problem: '' }), label, looking.channel === channel);
  return `<nav><b>Slack, on this machine</b><h4>App</h4>${to('dm', 'Nod: Messages')}${to('home', 'Nod: Home')}
<h4>Channels</h4>${channels.map((one) => to(one.id, nameOf(slack, one, looking.user))).join('')}
<h4>You are</h4>${people.map((one) => link(hrefOf({ user: one.id, channel: 'dm' }), `${one.realName} (${one.kind})`, one.id === looking.user)).join('')}</nav>`;
}

/** A channel by its name, a direct message to several by who else is in it. */
function nameOf({ state }: FakeSlack, channel: Channel, user: string): string {
  if (channel.kind !== 'mpim') return `# ${channel.name}`;
  const others = [...channel.members].filter((one) => one !== user);
  return others.map((one) => state.users.get(one)?.realName ?? one).join(', ');
}

function formOf(looking: Looking, target: string, inner: string, name = 'act'): string {
  const hidden = { user: looking.user, channel: looking.channel, target };
  const fields = Object.entries(hidden).map(
    ([key, value]) => `<input type="hidden" name="${key}" value="${safe(value)}">`,
  );
  return `<form method="post" action="/page/${name}">${fields.join('')}${inner}</form>`;
}

function channelHtml(slack: FakeSlack, looking: Looking, place: Place): string {
  const { state } = slack;
  const id =
    looking.channel === 'dm' ? imOf(state, placeOfUser(state, looking.user), looking.user).id : looking.channel;
  const all = slack.messages(id).filter((one) => one.onlyFor === undefined || one.onlyFor === looking.user);
  const roots = all.filter(
    (one) => one.threadTs === undefined || one.threadTs === one.ts || !all.some((other) => other.ts === one.threadTs),
  );
  const threads = roots.map((root) => threadHtml(slack, looking, place, all, root));
  const prompts = (state.prompts.get(id)?.prompts ?? []).map(
    (one) => `<button name="prompt" value="${safe(one.message)}">${safe(one.title)}</button>`,
  );
  const known = state.channels.get(id);
  const name = looking.channel === 'dm' || !known ? 'Nod' : nameOf(slack, known, looking.user);
  const say =
    '<input name="text" placeholder="Message" autofocus autocomplete="off"><button class="primary">Send</button>';
  return `<header>${safe(name)} <span class="problem">${safe(looking.problem)}</span></header><div id="messages">${threads.join('')}</div>
${prompts.length > 0 ? `<div class="message">${formOf(looking, '', `<div class="actions">${prompts.join('')}</div>`, 'say')}</div>` : ''}
${formOf(looking, '', say, 'say').replace('<form', '<form class="say"')}`;
}

function threadHtml(slack: FakeSlack, looking: Looking, place: Place, all: FakeMessage[], root: FakeMessage): string {
  const replies = all.filter((one) => one.threadTs === root.ts && one.ts !== root.ts);
  const status = slack.status(root.channel, root.ts);
  const reply = '<input name="text" placeholder="Reply" autocomplete="off">';
  return `${messageHtml(slack, looking, place, root, '')}${replies.map((one) => messageHtml(slack, looking, place, one, 'reply')).join('')}
${status ? `<div class="status">Nod ${safe(status)}</div>` : ''}<div class="message reply">${formOf(looking, root.ts, reply, 'say')}</div>`;
}

function messageHtml(slack: FakeSlack, looking: Looking, place: Place, message: FakeMessage, kind: string): string {
  const user = slack.state.users.get(message.user);
  const bot = message.botId !== undefined;
  const shown =
    message.blocks.length > 0
      ? message.blocks.map((block) => blockHtml(block, place)).join('')
      : mrkdwnHtml(message.text, place.names);
  const files = message.files.map((file) =>
    file.mimetype.startsWith('image/')
      ? `<div class="image"><img src="${place.file(file.id)}" alt="${safe(file.altText)}"></div>`
      : `<div class="note">📄 ${safe(file.name)}</div>`,
  );
  const notes = [
    message.onlyFor ? '<div class="note">Only visible to you</div>' : '',
    message.edited ? '<span class="note">(edited)</span>' : '',
    message.reactions.map((one) => `<span class="note">:${safe(one.name)}: ${one.users.length}</span>`).join(''),
  ];
  const time = new Date(Number(message.ts) * 1000).toISOString().slice(11, 16);
  return `<div class="message ${kind} ${bot ? 'bot' : ''}" data-ts="${message.ts}"><div class="avatar">${safe(user?.realName[0])}</div>
<div class="content ${message.onlyFor ? 'only' : ''}"><div class="who"><b>${safe(user?.realName)}</b>${bot ? '<span class="app">APP</span>' : ''}<span>${time}</span></div>
${notes[0] ?? ''}${formOf(looking, `${message.channel}/${message.ts}`, shown + files.join(''))}${notes.slice(1).join('')}</div></div>`;
}

function homeHtml(slack: FakeSlack, looking: Looking, place: Place): string {
  const view = slack.home(looking.user, placeOfUser(slack.state, looking.user).id);
  const blocks = view
    ? view.blocks.map((block: Json) => blockHtml(block, place)).join('')
    : 'This page is empty so far.';
  return `<header>Nod: Home <span class="problem">${safe(looking.problem)}</span></header><div class="message"><div class="content">${view ? formOf(looking, view.id, blocks) : blocks}</div></div>`;
}

function modalHtml(view: FakeView, looking: Looking, place: Place): string {
  const blocks = view.blocks.map((block) => blockHtml(block, place)).join('');
  const close = `<button name="close" value="1" formnovalidate>${textHtml(view.close, place.names) || 'Close'}</button>`;
  const submit = view.submit
    ? `<button class="primary" name="submit" value="1">${textHtml(view.submit, place.names)}</button>`
    : '';
  const inner = `<div class="header">${textHtml(view.title, place.names)}</div><div class="problem">${safe(looking.problem)}</div>${blocks}<footer>${close}${submit}</footer>`;
  return `<div class="modal">${formOf(looking, view.id, inner)}</div>`;
}
