import { type Choice, type Message, newMessageId, type User } from './model.ts';
import type { Value, Webhooks } from './webhooks.ts';

type Json = Record<string, unknown>;

/** How a message is brought: its id where it matters, and how often it is tried. */
export interface Bringing {
  id?: string;
  attempts?: number;
  quotes?: string;
  /** Seconds since 1970, where it was sent earlier. */
  timestamp?: number;
}

export interface PhoneDeps {
  hooks: Webhooks;
  metadata: Json;
  businessDigits: string;
  now(): number;
  /** Keeps bytes as media; returns the id. */
  keep(bytes: Buffer, mediaType: string): string;
}

/** The far side: a person and the phone in their hand. Every act resolves once the webhook was taken. */
export function createPhone(user: User & { hiddenPhone: string | null }, deps: PhoneDeps) {
  const { hooks, metadata } = deps;

  /** As Meta names the sender: without the number where it is hidden. */
  const contact = (): Json => ({
    profile: { name: user.name, ...(user.phone ? {} : { username: user.name.toLowerCase() }) },
    ...(user.phone ? { wa_id: user.phone } : {}),
    user_id: user.userId,
  });
  const from = (): Json => ({ ...(user.phone ? { from: user.phone } : {}), from_user_id: user.userId });

  const value = (messages: Json[], contacts = [contact()]): Value => ({
    messaging_product: 'whatsapp',
    metadata,
    ...(contacts.length > 0 ? { contacts } : {}),
    messages,
  });

  async function send(type: string, content: Json, text: string, how: Bringing = {}): Promise<string> {
    const id = how.id ?? newMessageId();
    const at = how.timestamp === undefined ? deps.now() : how.timestamp * 1000;
    user.lastInboundAt = Math.max(user.lastInboundAt ?? 0, at);
    if (!user.messages.some((message) => message.id === id)) {
      const seen: Message = {
        id,
        from: 'user',
        at,
        type,
        text,
        choices: [],
        quotes: how.quotes ?? null,
        callback: null,
        status: null,
        sent: null,
      };
      user.messages.push(seen);
    }
    const context = how.quotes ? { context: { from: deps.businessDigits, id: how.quotes } } : {};
    const message = { ...from(), id, timestamp: String(Math.floor(at / 1000)), type, ...context, ...content };
    await hooks.bring(value([message]), how.attempts);
    return id;
  }

  const mediaOf = (bytes: Buffer, mediaType: string): Json => ({
    id: deps.keep(bytes, mediaType),
    mime_type: mediaType,
    sha256: 'not-checked',
  });

  function find(messageId: string, title: string): Choice {
    const message = user.messages.find((one) => one.id === messageId && one.from === 'business');
    const choice = message?.choices.find((one) => one.title === title || one.id === title || one.description === title);
    if (!choice) throw new Error(`nothing “${title}” to tap on ${message?.text ?? messageId}`);
    return choice;
  }

  return {
    user,

    say: (text: string, how?: Bringing) => send('text', { text: { body: text } }, text, how),

    /** Taps what stands on a message: a button, a row, a template's quick reply. */
    tap(messageId: string, title: string, how: Bringing = {}): Promise<string> {
      const choice = find(messageId, title);
      const quoting = { ...how, quotes: messageId };
      if (choice.kind === 'quick') {
        return send('button', { button: { payload: choice.id, text: choice.title } }, choice.title, quoting);
      }
      const type = choice.kind === 'button' ? 'button_reply' : 'list_reply';
      const description = choice.kind === 'row' && choice.description ? { description: choice.description } : {};
      const reply = { id: choice.id, title: choice.title, ...description };
      return send('interactive', { interactive: { type, [type]: reply } }, choice.title, quoting);
    },

    photo: (bytes: Buffer, caption?: string) =>
      send(
        'image',
        { image: { ...mediaOf(bytes, 'image/jpeg'), ...(caption ? { caption } : {}) } },
        caption ?? '[photo]',
      ),
    document: (bytes: Buffer, filename: string, caption?: string) =>
      send(
        'document',
        { document: { ...mediaOf(bytes, 'text/csv'), filename, ...(caption ? { caption } : {}) } },
        filename,
      ),
    voice: (bytes: Buffer) =>
      send('audio', { audio: { ...mediaOf(bytes, 'audio/ogg; codecs=opus'), voice: true } }, '[voice]'),
    sticker: (bytes: Buffer) =>
      send('sticker', { sticker: { ...mediaOf(bytes, 'image/webp'), animated: false } }, '[sticker]'),
    location: (latitude: number, longitude: number, name?: string) =>
      send('location', { location: { latitude, longitude, ...(name ? { name } : {}) } }, '[location]'),
    contact: (name: string, phone: string) =>
      send('contacts', { contacts: [{ name: { formatted_name: name }, phones: [{ phone, type: 'CELL' }] }] }, name),
    react: (messageId: string, emoji: string) =>
      send('reaction', { reaction: { message_id: messageId, emoji } }, emoji),
    unsupported: (kind = 'poll_creation') =>
      send(
        'unsupported',
        { errors: [{ code: 131051, title: 'Message type unknown' }], unsupported: { type: kind } },
        `[${kind}]`,
      ),
    edit: (messageId: string, text: string) =>
      send('edit', { edit: { original_message_id: messageId, message: { type: 'text', text: { body: text } } } }, text),
    revoke: (messageId: string) => send('revoke', { revoke: { original_message_id: messageId } }, '[deleted]'),
    inGroup: (text: string, groupId = 'Y2FwaV9ncm91cDox') =>
      send('text', { group_id: groupId, text: { body: text } }, text),

    /** Moves to another number: Meta tells with a system message, and makes a new user id. */
    async changeNumber(phone: string, userId: string): Promise<void> {
      const before = { ...user };
      Object.assign(user, { phone, userId });
      const system = {
        body: `User ${user.name} changed from ${before.phone} to ${phone}`,
        wa_id: phone,
        user_id: userId,
        previous_user_id: before.userId,
        type: 'user_changed_number',
      };
      const at = String(Math.floor(deps.now() / 1000));
      await hooks.bring(value([{ from: before.phone, id: newMessageId(), timestamp: at, type: 'system', system }], []));
    },

    /** Hides the number from now on; a business writes to the user id, or to a number it knows. */
    hideNumber(): void {
      user.hiddenPhone = user.phone ?? user.hiddenPhone;
      user.phone = null;
    },

    /** Reads everything: the business is told. */
    async read(): Promise<void> {
      for (const message of user.messages.filter((one) => one.from === 'business' && one.status === 'delivered')) {
        message.status = 'read';
        await hooks.bring(statusOf(message, user, metadata, deps.now()));
      }
    },

    /** The chat as it stands on the screen, oldest first. */
    shown: (): Message[] => user.messages.filter((message) => message.status !== 'failed'),
    /** The newest message of the business that says something; fails when there is none. */
    last(about = ''): Message {
      const found = user.messages.findLast((one) => one.from === 'business' && one.text.includes(about));
      if (!found) throw new Error(`nothing about “${about}” in the chat with ${user.name}`);
      return found;
    },
  };
}

export type Phone = ReturnType<typeof createPhone>;

/** What Meta tells of a message it took. */
export function statusOf(message: Message, user: User, metadata: Json, now: number, code?: number): Value {
  const errors = [{ code, title: 'Failed', message: 'Failed', error_data: { details: `code ${code}` } }];
  const status = {
    id: message.id,
    status: message.status,
    timestamp: String(Math.floor(now / 1000)),
    ...(user.phone ? { recipient_id: user.phone } : {}),
    recipient_user_id: user.userId,
    ...(message.callback ? { biz_opaque_callback_data: message.callback } : {}),
    ...(code === undefined ? {} : { errors }),
  };
  return { messaging_product: 'whatsapp', metadata, statuses: [status] };
}
