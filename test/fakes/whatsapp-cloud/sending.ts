import { fault } from './fault.ts';
import { choicesOf, type Message, newMessageId, shownText, type User } from './model.ts';
import type { ReadMark, SentMessage } from './schema.ts';
import type { CloudState } from './state.ts';

const DAY_MS = 24 * 3_600_000;
const PAIR_MS = 6_000;
const SECOND_MS = 1_000;
const NUMBER = /^\+?\d{7,15}$/;
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** Whom a message is for; someone unknown is someone without WhatsApp. */
export function recipientOf(state: CloudState, sent: SentMessage): User {
  if (sent.to === undefined && sent.recipient === undefined) throw fault(100, 'The parameter to is required.');
  if (sent.to !== undefined && !NUMBER.test(sent.to.replace(/[\s()-]/g, ''))) throw fault(131009, 'to is no number');
  if (sent.to === undefined && !USER_ID.test(sent.recipient ?? '')) throw fault(131009, 'recipient is no user id');
  const digits = sent.to?.replace(/\D/g, '');
  const user = state.users.find((one) =>
    digits === undefined ? one.userId === sent.recipient : (one.phone ?? one.hiddenPhone) === digits,
  );
  if (!user || user.left) throw fault(131026);
  return user;
}

/** Takes a message or refuses it as Meta does; `id` as its answer names it. */
export function accept(state: CloudState, sent: SentMessage): { user: User; message: Message } {
  const now = state.now();
  const user = recipientOf(state, sent);
  checkPace(state, user, now);
  if (sent.type === 'template') checkTemplate(state, sent.template);
  else if (!isOpen(user, now)) {
    if (!state.lateFaults) throw fault(131047);
    state.failNext.push(131047);
  }
  if (sent.type === 'image' && !state.media.has(sent.image.id)) throw fault(131009, 'image.id is not a media id');
  if (sent.context && !sent.context.message_id.startsWith('wamid.')) {
    throw fault(131009, 'context.message_id is not a message id');
  }
  const message: Message = {
    id: newMessageId(),
    from: 'business',
    at: now,
    type: sent.type,
    text: shownText(sent, state.templateBodies()),
    choices: choicesOf(sent),
    quotes: sent.context?.message_id ?? null,
    callback: sent.biz_opaque_callback_data ?? null,
    status: 'accepted',
    sent,
  };
  user.messages.push(message);
  return { user, message };
}

const isOpen = (user: User, now: number): boolean => user.lastInboundAt !== null && now - user.lastInboundAt < DAY_MS;

/** Bursts to one person are allowed up to a point, and so many messages a second to all. */
function checkPace(state: CloudState, user: User, now: number): void {
  state.sentAt = state.sentAt.filter(({ at }) => at > now - PAIR_MS);
  if (state.sentAt.filter(({ at }) => at > now - SECOND_MS).length >= state.perSecond) throw fault(130429);
  if (state.sentAt.filter(({ to }) => to === user).length >= state.pairBurst) throw fault(131056);
  state.sentAt.push({ to: user, at: now });
}

function checkTemplate(state: CloudState, given: Extract<SentMessage, { type: 'template' }>['template']): void {
  const known = state.templates.find((one) => one.name === given.name && one.language === given.language.code);
  if (!known) {
    throw fault(132001, `template name (${given.name}) does not exist in ${given.language.code}`);
  }
  if (known.paused) throw fault(132015);
  const wanted = new Set(known.body.match(/\{\{\d+\}\}/g) ?? []).size;
  const parameters = given.components?.find((component) => component.type === 'body')?.parameters ?? [];
  if (parameters.length !== wanted) {
    throw fault(132000, `body: number of localizable_params (${parameters.length}) does not match (${wanted})`);
  }
  for (const { text } of parameters) {
    if (/[\n\r\t]| {5,}/.test(text)) throw fault(132018);
    if (text.length > 1024) throw fault(132018, 'a parameter longer than 1024 characters');
  }
}

/** A mark of a message the person sent. */
export function mark(state: CloudState, given: ReadMark): void {
  const user = state.users.find((one) =>
    one.messages.some((message) => message.id === given.message_id && message.from === 'user'),
  );
  if (!user) throw fault(100, 'message_id is not a message that was received');
  state.marks.push({ user, messageId: given.message_id, typing: given.typing_indicator !== undefined });
}
