import { SECRET_SHAPE } from '../redact.ts';
import { hasTemplate } from './templates.ts';

/** What may be a secret in a definition that is handed on: by the name it stands under, by where it stands in a text, by its shape. */

const SECRET_NAME =
  /(?:^|[-_.])(?:authori[sz]ation|cookie|token|secret|passwords?|passwd|passphrase|pwd|credentials?|bearer|apikey|(?:api|access|private|client|account|auth|signing|encryption)[-_]?key|signature)(?:$|[-_.])|^(?:x-)?(?:auth|key|pin)$/i;
const USER_IN_ADDRESS = /(\bhttps?:\/\/)[^\s/@{}]+@/gi;
/** `name=value` in an address or a form. */
const NAMED = /(^|[?&;\s])([\w.-]{1,60})=(?!\{\{)([^&#;\s{}]+)/g;
/** `"name": "value"` in JSON that is a text. */
const QUOTED = /("([\w.-]{1,60})"\s*:\s*)"((?:[^"\\]|\\.)+)"/g;
const SCHEME = '(?:Bearer|Basic|Token|Digest|ApiKey|Key)';
/** A credential in words: long, or with a digit in it, so that "bearer instruments" is none. */
const CREDENTIAL = /\b(Bearer|Basic)\s+(?=[^\s{}"]*\d|[^\s{}"]{20})[\w.~+/=-]{6,}/gi;
/** Some services have their key in an address under this name; else it is a code of anything. */
const LONG_CODE = 20;

/** `apiKey`, `X-Auth-Token`, `client_secret`. */
export function isSecretName(name: string): boolean {
  const parted = name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z])([A-Z][a-z])/g, '$1_$2');
  return SECRET_NAME.test(parted);
}

/** Nothing but what comes with the run, under a scheme or not: no secret of its own. */
export const isReference = (text: string): boolean =>
  hasTemplate(text) && new RegExp(`^${SCHEME}?$`, 'i').test(text.replace(/\{\{[^{}]*\}\}/g, '').trim());

/** `Bearer …`, whatever header it is in. */
export const isCredential = (text: string): boolean => new RegExp(`^${SCHEME}\\s+\\S`, 'i').test(text.trim());

/** The text with `instead` where parts of it may be secrets. What an expression compares with stays, so that it remains one. */
export function withoutSecrets(text: string, instead: string): string {
  const parts = text.split(/(\{\{[^{}]*\}\})/);
  const clean = parts.map((part, at) => (at % 2 === 1 ? part : withoutNamed(part, instead))).join('');
  return clean
    .replace(QUOTED, (all, before: string, name: string, value: string) =>
      isSecretName(name) && !isReference(value) ? `${before}"${instead}"` : all,
    )
    .replace(SECRET_SHAPE, instead);
}

function withoutNamed(text: string, instead: string): string {
  return text
    .replace(USER_IN_ADDRESS, (_all, scheme: string) => scheme)
    .replace(NAMED, (all, before: string, name: string, value: string) =>
      isSecretValue(name, value, before !== '' && '?&'.includes(before)) ? `${before}${name}=${instead}` : all,
    )
    .replace(CREDENTIAL, (_all, scheme: string) => `${scheme} ${instead}`);
}

function isSecretValue(name: string, value: string, inAddress: boolean): boolean {
  if (name.toLowerCase() === 'key') return inAddress;
  return isSecretName(name) || /^sig$/i.test(name) || (/^code$/i.test(name) && value.length >= LONG_CODE);
}
