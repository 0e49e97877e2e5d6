import type { Prompt } from './prompts.ts';

/** Whole messages that count as a typed yes (D26, S0.102). Compared without case, punctuation and emoji at the ends. */
const YES = new Set(
  `yes|y|yep|yeah|yup|ok|okay|okey|sure|fine|go|go ahead|go on|do it|do so|yes please|please do|yes do it|yes go ahead
  |yes create it|create it|yes approve|approve|approve it|yes approve it|approved|i approve|confirm|confirmed|i confirm|yes confirm
  |looks good|looks good to me|lgtm|sounds good|perfect|correct|that's right|thats right|right|yes that's right|all good
  |ship it|make it so|start it|turn it on|activate|activate it|yes activate it|set it up|yes set it up|pay it|pay
  |ndio|ndiyo|sawa|sawa sawa|haya|poa|oui|si|sí|ja|sim|da|tak|hai|evet|نعم|हाँ|是|好|好的|はい|👍|✅`
    .split('|')
    .map((word) => word.trim()),
);

const NO = new Set(
  `no|n|nope|nah|no thanks|no thank you|cancel|cancel it|cancel that|drop it|forget it|never mind|nevermind|don't|dont
  |do not|don't do it|reject|reject it|rejected|decline|declined|stop|leave it|not now|discard|discard it|scrap it
  |hapana|la|non|nein|não|нет|لا|नहीं|不|いいえ|👎|❌`
    .split('|')
    .map((word) => word.trim()),
);

const STOP = new Set(
  `stop everything|stop all|stop it all|pause everything|pause all|stop all workflows|stop all my workflows|pause all workflows
  |pause all my workflows|stop everything now|please stop everything|halt everything|stop all automations|pause all automations`
    .split('|')
    .map((word) => word.trim()),
);

const INVITE = new Set(
  `invite someone|invite somebody|invite a person|create an invitation|make an invitation|invitation code|new invitation`
    .split('|')
    .map((word) => word.trim()),
);

const TOKEN = new Set(
  `api token|an api token|new api token|create an api token|create a new api token|make an api token|make a new api token
  |give me an api token|give me a new api token|i need an api token|api key|give me an api key|create an api key|new api key`
    .split('|')
    .map((word) => word.trim()),
);

/** How a message is compared with lists of words: lower case, one space, no punctuation at the ends. */
export function normalise(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/[\u{1F3FB}-\u{1F3FF}\uFE0F]/gu, '')
    .replace(/\s*,\s*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[\s"'“”«»(]+|[\s"'“”«».!…)]+$/g, '');
}

/** Said before a yes. */
const NICE = new Set([
  'great',
  'good',
  'nice',
  'cool',
  'thanks',
  'thank you',
  'please',
  'wonderful',
  'excellent',
  'awesome',
  'asante',
]);
const MOST_PARTS = 4;

/** One of the words, or several of them in a row: "Great, looks good. Go ahead!" */
export function isYes(text: string): boolean {
  if (text.length > 60) return false;
  if (YES.has(normalise(text))) return true;
  const parts = text.split(/[,.!;\n]+/).flatMap((part) => normalise(part) || []);
  if (parts.length === 0 || parts.length > MOST_PARTS) return false;
  const last = parts.length - 1;
  return parts.every((part, at) => YES.has(bare(part)) || (at < last && NICE.has(part)));
}

/** "ok create it now" is "create it". */
const bare = (part: string): string =>
  part
    .replace(/^(?:ok|okay|yes|great|good|please|just) (?=\S)/, '')
    .replace(/^(\S+ .*) (?:please|now|thanks)$/, '$1')
    .replace(/ please$/, '');
export const isNo = (text: string): boolean => text.length <= 60 && NO.has(normalise(text));
export const isStop = (text: string): boolean => text.length <= 80 && STOP.has(normalise(text));
export const isInvite = (text: string): boolean => text.length <= 80 && INVITE.has(normalise(text));

export const isTokenWish = (text: string): boolean => text.length <= 80 && TOKEN.has(normalise(text));

/** An answer with the code of the card it means, as `approve EEF-54`; null for anything else. */
export function codedAnswer(text: string): { said: string; code: string } | null {
  if (text.length > 80) return null;
  const match = /^(.*?)[\s,:(#-]+([0-9a-z]{3}-[0-9a-z]{2})[\s).!]*$/i.exec(text.trim());
  return match?.[1] && match[2] ? { said: match[1], code: match[2].toUpperCase() } : null;
}

/** Whose next time is to be left out: `skip the next weekly report` is "weekly report". Null for anything else. */
export function skipWish(text: string): string | null {
  if (text.length > 160) return null;
  const match =
    /^(?:please )?(?:skip|leave out) (?:the )?next (?:run of |time of |time for |one of )?(?:the )?(.+?)(?: please)?$/.exec(
      normalise(text),
    );
  return match?.[1]?.replace(/^["“”']+|["“”']+$/g, '') ?? null;
}

/** `1`, `2.`, `#3` as a number from one; null for anything else. */
function asNumber(text: string): number | null {
  const match = /^#?(\d{1,2})[.)]?$/.exec(normalise(text));
  return match?.[1] ? Number(match[1]) : null;
}

/** Words that say yes or no to a choice by name, whatever its label is. */
const AFFIRMS = new Set(['draft.approve', 'gate.approve', 'confirm.yes', 'people.yes']);
const DENIES = new Set(['draft.cancel', 'gate.reject', 'confirm.no', 'people.no']);

type Choosable = Prompt['detail']['choices'][number];

/** The choice of a prompt that says yes; null where it has none (a draft not ready to be approved). */
export const yesOf = (prompt: Prompt): Choosable | null =>
  prompt.detail.choices.find((choice) => AFFIRMS.has(choice.name)) ?? null;

export const noOf = (prompt: Prompt): Choosable | null =>
  prompt.detail.choices.find((choice) => DENIES.has(choice.name)) ?? null;

/** The choice a message names by its label: "Leave it" is one, whatever those words mean elsewhere. */
export const labelled = <C extends Pick<Choosable, 'label'>>(
  prompt: { detail: { choices: C[] } },
  text: string,
): C | null => prompt.detail.choices.find((choice) => normalise(choice.label) === normalise(text)) ?? null;

/** The choice a message names by its label or its place in the list. */
export function namedChoice(prompt: Prompt, text: string): Choosable | null {
  const { choices } = prompt.detail;
  const said = labelled(prompt, text);
  if (said) return said;
  // A question whose options hold numbers takes a number as it is said.
  if (prompt.kind === 'question' && choices.some((choice) => /\d/.test(choice.label))) return null;
  const number = asNumber(text);
  return number === null ? null : (choices[number - 1] ?? null);
}
