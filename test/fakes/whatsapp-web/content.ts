// What people say, as WhatsApp Web would store it.
import { createHash } from 'node:crypto';
import type { WireMessage } from './wire.ts';

export interface Media {
  bytes: Uint8Array;
  mimetype: string;
  filename?: string;
  caption?: string;
  /** Otherwise by the MIME type. */
  as?: 'image' | 'video' | 'gif' | 'audio' | 'voice' | 'document' | 'sticker';
  /** No longer on WhatsApp's servers. */
  gone?: boolean;
}

export interface ContactCard {
  name: string;
  /** Digits with country code. */
  phone: string;
}

/** A text, or one of the other kinds. `raw` is any other type of WhatsApp's with its attributes. */
export type Content =
  | string
  | { media: Media }
  | { location: { latitude: number; longitude: number; name?: string; address?: string; url?: string; live?: boolean } }
  | { contact: ContactCard }
  | { contacts: ContactCard[] }
  | { poll: { name: string; options: string[]; multiple?: boolean } }
  | { raw: { type: string; body?: string } & Record<string, unknown> };

interface Stored {
  type: string;
  body?: string;
  more: Record<string, unknown>;
}

/** Attributes of the message; files go through `keep`, which says under which path they are. */
export function contentOf(content: Content, keep: (media: Media) => string): Stored {
  if (typeof content === 'string') return { type: 'chat', body: content, more: {} };
  if ('media' in content) return mediaOf(content.media, keep(content.media));
  if ('location' in content) return locationOf(content.location);
  if ('contact' in content) {
    const { contact } = content;
    return { type: 'vcard', body: vcard(contact), more: { vcardFormattedName: contact.name } };
  }
  if ('contacts' in content) {
    const cards = content.contacts.map((one) => ({ displayName: one.name, vcard: vcard(one) }));
    return { type: 'multi_vcard', more: { vcardList: cards } };
  }
  if ('poll' in content) return pollOf(content.poll);
  const { type, body, ...more } = content.raw;
  return { type, ...(body === undefined ? {} : { body }), more };
}

function mediaOf(media: Media, directPath: string): Stored {
  const hash = createHash('sha256').update(media.bytes).digest('base64');
  const type = kindOf(media);
  return {
    type,
    more: {
      directPath,
      mimetype: media.mimetype,
      mediaKey: Buffer.alloc(32, 1).toString('base64'),
      mediaKeyTimestamp: Math.floor(Date.now() / 1000),
      filehash: hash,
      encFilehash: hash,
      size: media.bytes.length,
      ...(media.filename === undefined ? {} : { filename: media.filename }),
      ...(media.caption === undefined ? {} : { caption: media.caption }),
      ...(media.as === 'gif' ? { isGif: true } : {}),
      ...(type === 'ptt' || type === 'audio' ? { duration: '3' } : {}),
    },
  };
}

function kindOf({ as, mimetype }: Media): string {
  if (as === 'gif') return 'video';
  if (as === 'voice') return 'ptt';
  if (as !== undefined) return as;
  const [top = ''] = mimetype.split('/');
  return ['image', 'video', 'audio'].includes(top) ? top : 'document';
}

function locationOf(location: Extract<Content, { location: unknown }>['location']): Stored {
  const { latitude, longitude, name, address, url, live } = location;
  const loc = [name, address].filter((one) => one !== undefined).join('\n');
  return {
    type: 'location',
    more: {
      lat: latitude,
      lng: longitude,
      ...(loc === '' ? {} : { loc }),
      ...(url === undefined ? {} : { clientUrl: url }),
      ...(live ? { isLive: true, shareDuration: 3600 } : {}),
    },
  };
}

function pollOf({ name, options, multiple }: { name: string; options: string[]; multiple?: boolean }): Stored {
  return {
    type: 'poll_creation',
    more: {
      kind: 'pollCreation',
      pollName: name,
      pollOptions: options.map((option, localId) => ({ name: option, localId })),
      pollSelectableOptionsCount: multiple ? 0 : 1,
      messageSecret: Array.from({ length: 32 }, (_, index) => index),
    },
  };
}

function vcard({ name, phone }: ContactCard): string {
  return `BEGIN:VCARD\nVERSION:3.0\nN:;${name};;;\nFN:${name}\nTEL;type=CELL;waid=${phone}:+${phone}\nEND:VCARD`;
}

/** What a message that quotes another carries of it. */
export function quoteOf({ key, type, body, author, from, more }: WireMessage): object {
  const { caption, pollName, pollOptions } = more;
  return {
    quotedMsg: {
      type,
      body: body ?? caption ?? '',
      ...(pollName === undefined ? {} : { pollName, pollOptions }),
    },
    quotedStanzaID: key.id,
    quotedParticipant: author ?? from,
  };
}
