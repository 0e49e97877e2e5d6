import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chatOf, idOf, keyOf, partsOf, phoneOf, widOf } from '../../adapters/whatsapp/session/keys.ts';
import { plainMessage, plainReaction, plainVote } from '../../adapters/whatsapp/session/plain.ts';

const chats = fc
  .tuple(fc.stringMatching(/^\d{6,15}$/), fc.constantFrom('c.us', 'lid', 'g.us'))
  .map((parts) => parts.join('@'));
const ids = fc.stringMatching(/^[0-9A-F]{8,22}$/);
const parts = fc.record({ fromMe: fc.boolean(), chat: chats, id: ids, participant: fc.option(chats) });
const textOf = (one: { fromMe: boolean; chat: string; id: string; participant: string | null }) =>
  [String(one.fromMe), one.chat, one.id, ...(one.participant ? [one.participant] : [])].join('_');

describe('a message key is read', () => {
  test('whatever the build calls the field of its string, and from its parts where there is none', () => {
    fc.assert(
      fc.property(parts, fc.constantFrom('_serialized', '$1', '$q7'), (one, field) => {
        const text = textOf(one);
        const key = {
          fromMe: one.fromMe,
          remote: one.chat,
          id: one.id,
          ...(one.participant ? { participant: one.participant } : {}),
        };
        for (const form of [text, key, { ...key, [field]: text }, { [field]: text }]) {
          expect(keyOf(form)).toBe(text);
          expect(idOf(form)).toBe(one.id);
          expect(chatOf(form)).toBe(one.chat);
        }
        expect(partsOf(text)).toEqual(one);
      }),
    );
  });

  test('and is nothing where there is nothing to read', () => {
    for (const value of [null, undefined, 7, {}, { remote: 'x@c.us' }, { id: 'ABC' }, [], 'hello']) {
      expect(partsOf(keyOf(value))).toBeNull();
    }
  });

  test('a phone number is only what is one', () => {
    expect(phoneOf('254712345678@c.us')).toBe('+254712345678');
    expect(phoneOf('254712345678:12@c.us')).toBe('+254712345678');
    for (const wid of ['254712345678@lid', '120363000000000001@g.us', 'status@broadcast', '']) {
      expect(phoneOf(wid)).toBeNull();
    }
    expect(widOf({ user: '1234567', server: 'lid' })).toBe('1234567@lid');
  });
});

describe('what the library hands over becomes plain data', () => {
  const me = { id: '15550001111@c.us', phone: '+15550001111', lid: '900@lid' };

  test('anything at all does no harm', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const read of [() => plainMessage(value, me), () => plainVote(value), () => plainReaction(value)]) {
          expect(read).not.toThrow();
        }
        const given = { id: { id: 'ABC', remote: '1555000@c.us', fromMe: false }, _data: value };
        expect(() => plainMessage(given, me)).not.toThrow();
      }),
    );
  });

  test('a quote of the bot is named as its own message, in whichever form its id comes', () => {
    const message = (quotedParticipant: unknown) =>
      plainMessage(
        {
          id: { fromMe: false, remote: '1555@lid', id: 'A' },
          _data: { type: 'chat', body: 'x', quotedStanzaID: 'Q', quotedParticipant },
        },
        me,
      );
    for (const who of [me.id, me.lid, { _serialized: me.lid }]) expect(message(who)?.quotedKey).toBe('true_1555@lid_Q');
    expect(message('1555@lid')).toMatchObject({ quotedKey: 'false_1555@lid_Q', quotedId: 'Q' });
  });

  test('locations, contact cards and files say what they are', () => {
    const of = (_data: object) => plainMessage({ id: { fromMe: false, remote: '1555@c.us', id: 'A' }, _data }, me);
    expect(of({ type: 'location', lat: -1.28, lng: 36.82, loc: 'Café\nMoi Avenue' })?.location).toEqual({
      latitude: -1.28,
      longitude: 36.82,
      name: 'Café',
    });
    expect(of({ type: 'multi_vcard', vcardList: [{ vcard: 'BEGIN:VCARD' }] })?.cards).toEqual(['BEGIN:VCARD']);
    const file = {
      type: 'document',
      directPath: '/v/1',
      filename: 'a.pdf',
      mimetype: 'application/pdf',
      size: 9,
      body: 'thumb',
    };
    expect(of(file)).toMatchObject({
      hasMedia: true,
      fileName: 'a.pdf',
      mimeType: 'application/pdf',
      size: 9,
      text: '',
    });
  });
});
