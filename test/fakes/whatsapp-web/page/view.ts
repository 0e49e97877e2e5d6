// Draws the chats as WhatsApp shows them.
import { account, type Chat, nameOf } from './account.ts';
import { bubble, preview } from './bubble.ts';
import { el } from './elements.ts';
import { settings } from './settings.ts';

/** No more than these of a chat are drawn. */
const DRAWN = 80;

let planned = false;

/** Draws what the page knows soon; many changes at once are drawn once. */
export function draw(): void {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    try {
      document.getElementById('app')?.replaceChildren(...(account.me ? [sidebar(), conversation()] : [logIn()]));
      document.querySelector('.messages')?.scrollTo(0, Number.MAX_SAFE_INTEGER);
    } catch (error) {
      console.error('drawing failed', error);
    }
  });
}

function logIn(): HTMLElement {
  const { ref } = account.connection;
  return el('main', 'log-in', [
    el('h1', '', 'Scan to log in'),
    el('p', '', 'Open WhatsApp on your phone, go to linked devices, and scan the code.'),
    el('code', '', ref ?? 'Loading your chats'),
  ]);
}

function chats(): Chat[] {
  return account.chats.getModelsArray().sort((one, other) => other.t - one.t);
}

function shown(): Chat | undefined {
  return (settings.view ? account.chats.get(settings.view) : undefined) ?? chats()[0];
}

function sidebar(): HTMLElement {
  const rows = chats().map((chat) => {
    const last = chat.msgs.getModelsArray().at(-1);
    const lines = [el('b', '', chat.formattedTitle), el('span', '', last ? preview(last) : '')];
    const unread = chat.unreadCount > 0 ? [el('i', 'unread', String(chat.unreadCount))] : [];
    return el('li', chat === shown() ? 'shown' : '', [picture(chat), el('div', '', lines), ...unread]);
  });
  return el('nav', '', [el('h1', '', 'Chats'), el('ul', '', rows)]);
}

function picture(chat: Chat): HTMLElement {
  const name = chat.formattedTitle.replace('+', '');
  const round = el('span', 'picture', name.slice(0, 1).toUpperCase());
  round.style.setProperty('--hue', String([...name].reduce((sum, letter) => sum + letter.charCodeAt(0) * 37, 0) % 360));
  return round;
}

function conversation(): HTMLElement {
  const chat = shown();
  if (!chat) return el('main', 'empty', 'No chats yet');
  const messages = chat.msgs.getModelsArray().slice(-DRAWN);
  const rows: HTMLElement[] = [];
  let day = '';
  for (const message of messages) {
    const today = new Date(message.t * 1000).toDateString();
    if (today !== day) rows.push(el('p', 'day', dayName(message.t)));
    day = today;
    rows.push(bubble(message, chat.id.isGroup()));
  }
  const people = chat.groupMetadata?.participants.map(({ id }) => (isMe(id) ? 'You' : nameOf(id))).join(', ');
  const title = el('div', '', [el('b', '', chat.formattedTitle), ...(people ? [el('small', '', people)] : [])]);
  return el('main', 'conversation', [
    el('header', '', [picture(chat), title]),
    el('section', 'messages', rows),
    el('footer', '', el('span', '', 'Type a message')),
  ]);
}

function isMe(id: unknown): boolean {
  return [account.me?.pn, account.me?.lid].some((mine) => mine?.equals(id));
}

function dayName(t: number): string {
  const date = new Date(t * 1000);
  if (date.toDateString() === new Date().toDateString()) return 'Today';
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
}
