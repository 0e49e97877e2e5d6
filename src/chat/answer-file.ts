import type { Json } from '../automation/definition.ts';
import type { Attachment } from './types.ts';

/** A file as an answer: what it is called, what it is and how large, never what is in it. */
export const fileAnswer = ({ name, mediaType, size }: Attachment): Json => ({ name, mediaType, size });

/** What a form's file input held: `data:<type>;name=<name>;base64,…`, or only a name. */
export function fileIn(value: string): Json {
  const match = /^data:([^;,]{0,100});name=([^;,]{0,900});base64,([A-Za-z0-9+/]*)={0,2}$/.exec(value);
  if (!match) {
    const name = value.trim().slice(0, 300);
    return name === '' ? name : { name, mediaType: 'application/octet-stream', size: 0 };
  }
  const [, mediaType = '', name = '', bytes = ''] = match;
  return { name: decoded(name), mediaType, size: Math.floor((bytes.length * 3) / 4) };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
