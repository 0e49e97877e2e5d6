import type { Json } from '../automation/definition.ts';
import type { Attachment } from './types.ts';

/** Names longer than this are cut. */
const NAME = 300;
const FILE = /^data:([^;,]{0,100});name=([^;,]{0,4000})(?:;size=(\d{1,15}))?(?:;base64,([A-Za-z0-9+/]*)={0,2})?$/;

/**
 * A file as what a form's file input holds, told without what is in it: `data:<type>;name=<name>;size=<bytes>`. For
 * platforms that keep the file themselves.
 */
export function fileText({ name, mediaType, size }: Omit<Attachment, 'ref'>): string {
  const type = /^[\w.+-]{1,60}\/[\w.+-]{1,60}/.exec(mediaType)?.[0].slice(0, 100) ?? 'application/octet-stream';
  const shown = [...name]
    .slice(0, NAME)
    .join('')
    .replace(/\p{Surrogate}/gu, '');
  return `data:${type};name=${encodeURIComponent(shown)};size=${Math.max(0, Math.floor(size) || 0)}`;
}

/**
 * A file as an answer: what it is called, what it is and how large, never what is in it. Read from what a file input held,
 * `data:<type>;name=<name>` with `;size=<bytes>` or `;base64,…` behind it, or only a name.
 */
export function fileIn(value: string): Json {
  const match = FILE.exec(value);
  if (!match) {
    const name = value.trim().slice(0, NAME);
    return name === '' ? name : { name, mediaType: 'application/octet-stream', size: 0 };
  }
  const [, mediaType = '', name = '', size, bytes = ''] = match;
  return { name: decoded(name), mediaType, size: size ? Number(size) : Math.floor((bytes.length * 3) / 4) };
}

/** Whether a message is the name of a file and nothing else, as where no file can be sent: `receipt.pdf`. */
export const isFileName = (text: string): boolean =>
  /^[^\s/\\:]+(?: [^\s/\\:]+){0,5}\.[a-z0-9]{2,5}$/i.test(text.trim());

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
