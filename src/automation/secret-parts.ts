import { SECRET_SHAPE } from '../redact.ts';
import { closingBrace, hasTemplate } from './templates.ts';

/** What may be a secret in a definition that is handed on: by the name it stands under, by where it stands in a text, by its shape. */

const SECRET_WORD =
  '(?:^|[-_.])(?:authori[sz]ation|cookie|token|secret|passwords?|passwd|passphrase|pwd|credentials?|bearer|apikey|(?:api|access|private|client|account|auth|signing|encryption)[-_]?key|signature)';
const WHOLE_NAME = '^(?:x-)?(?:auth|key|pin)$';
const SECRET_NAME = new RegExp(`${SECRET_WORD}(?:$|[-_.])|${WHOLE_NAME}`, 'i');
const ENDS_IN_SECRET = new RegExp(`${SECRET_WORD}$|${WHOLE_NAME}`, 'i');
const USER_IN_ADDRESS = /(\bhttps?:\/\/)[^\s/@{}\uE000-\uE7FF]+@/gi;
/** `name=value` in an address or a form. */
const NAMED = /(^|[?&;\s\uE000-\uE7FF])([\w.-]{1,60})=([^&#;\s{}\uE000-\uE7FF]+)/g;
/** `"name": "value"` in JSON that is a text. */
const QUOTED = /("([\w.-]{1,60})"\s*:\s*)"((?:[^"\\]|\\.)+)"/g;
const SCHEME = '(?:Bearer|Basic|Token|Digest|ApiKey|Key)';
/** A credential in words: long, or with a digit in it, so that "bearer instruments" is none. */
const CREDENTIAL = /\b(Bearer|Basic)\s+(?=[^\s{}"\uE000-\uE7FF]*\d|[^\s{}"\uE000-\uE7FF]{20})[\w.~+/=-]{6,}/gi;
/** Some services have their key in an address under this name; else it is a code of anything. */
const LONG_CODE = 20;

/** `apiKey`, `X-Auth-Token`, `client_secret`. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(parted(name));

/** Of a number: `pin`, and not `tokenLimit`, which says how many. */
export const isSecretNumber = (name: string): boolean => ENDS_IN_SECRET.test(parted(name));

const parted = (name: string): string =>
  name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z])([A-Z][a-z])/g, '$1_$2');

/** Nothing but what comes with the run, under a scheme or not: no secret of its own. */
export const isReference = (text: string): boolean =>
  hasTemplate(text) && new RegExp(`^${SCHEME}?$`, 'i').test(text.replace(/\{\{[^{}]*\}\}/g, '').trim());

/** `Bearer …`, whatever header it is in. */
export const isCredential = (text: string): boolean => new RegExp(`^${SCHEME}\\s+\\S`, 'i').test(text.trim());

/** The text with `instead` where parts of it may be secrets. Its expressions stay as they are. */
export function withoutSecrets(text: string, instead: string): string {
  const { masked, restored } = maskExpressions(text);
  const clean = masked
    .replace(USER_IN_ADDRESS, (_all, scheme: string) => scheme)
    .replace(NAMED, (all, before: string, name: string, value: string) =>
      isSecretValue(name, value, '?&'.includes(before || ' ')) ? `${before}${name}=${instead}` : all,
    )
    .replace(QUOTED, (all, before: string, name: string, value: string) =>
      isSecretName(name) && !isReference(restored(value)) ? `${before}"${instead}"` : all,
    )
    .replace(CREDENTIAL, (_all, scheme: string) => `${scheme} ${instead}`)
    .replace(SECRET_SHAPE, instead);
  return restored(clean, (expression) => withoutKeys(expression, instead));
}

/** One character stands for each expression. What a text has of such characters itself is kept the same way. */
const MASKED = /[\uE000-\uE7FF]/g;
const FIRST_MASK = 0xe000;
const MOST_MASKS = 0x800;

function maskExpressions(text: string) {
  const kept: string[] = [];
  const keep = (part: string): string => String.fromCharCode(FIRST_MASK + kept.push(part) - 1);
  let masked = '';
  for (let at = 0; at < text.length; ) {
    const close = text.startsWith('{{', at) ? closingBrace(text, at + 2) : -1;
    const end = close < 0 ? at + 1 : close + 2;
    const part = text.slice(at, end);
    masked += (close >= 0 || /[\uE000-\uE7FF]/.test(part)) && kept.length < MOST_MASKS ? keep(part) : part;
    at = end;
  }
  const restored = (clean: string, inside = (expression: string) => expression): string =>
    clean.replace(MASKED, (mask) => inside(kept[mask.charCodeAt(0) - FIRST_MASK] ?? mask));
  return { masked, restored };
}

/** A text in an expression that is a key: it remains a text. What names a field is none. */
const TEXT_IN_EXPRESSION = /(?<!\[\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g;

const withoutKeys = (expression: string, instead: string): string =>
  expression.replace(TEXT_IN_EXPRESSION, (text) =>
    text.replace(SECRET_SHAPE, (key) => (/\d/.test(key) ? instead : key)),
  );

function isSecretValue(name: string, value: string, inAddress: boolean): boolean {
  if (name.toLowerCase() === 'key') return inAddress;
  return isSecretName(name) || /^sig$/i.test(name) || (/^code$/i.test(name) && value.length >= LONG_CODE);
}
