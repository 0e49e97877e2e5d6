import { normalise } from './answers.ts';
import { platformsCalled } from './platform-names.ts';
import { firstIn } from './said.ts';

/** What a person asks of the room itself, in fixed words with some tolerance: no planner is needed for it. */
export type Wish =
  /** A code with which another account becomes theirs; `platform` where they named one. */
  | { kind: 'link'; platform: string | null }
  | { kind: 'unlink'; account: string }
  | { kind: 'accounts' }
  /** Tell a workflow in this thread too; without a name the one talked of. */
  | { kind: 'tell-here'; name: string | null }
  | { kind: 'not-here'; name: string | null }
  | { kind: 'waiting'; what: 'all' | 'drafts' }
  | { kind: 'zone'; name: string | null }
  /** Of an admin: another's workflow. */
  | { kind: 'pause-theirs'; owner: string; name: string }
  | { kind: 'transfer'; owner: string | null; name: string; to: string };

const THING = '(?: (?:account|number|chat|user|profile|workspace|phone))?';

interface PlatformPatterns {
  words: ReadonlyMap<string, string>;
  link: RegExp;
  unlink: RegExp;
  account: RegExp;
}

let patterns: PlatformPatterns | null = null;

/** Patterns of the platforms there are, made once for them. */
function named(): PlatformPatterns {
  const words = platformsCalled();
  if (patterns && sameWords(patterns.words, words)) return patterns;
  const any = [...words.keys()]
    .sort((one, other) => other.length - one.length)
    .map((word) => word.replace(/[^\p{L}\p{N} ]/gu, '\\$&'))
    .join('|');
  patterns = {
    words,
    link: new RegExp(
      `^(?:link|pair)(?: up)?(?: (?:to|with))?(?: (?:my|the|a|our))? (${any})${THING}` +
        `(?: (?:to|with|and) (?:this|here|me|nod|my)?(?: ?(?:${any}|account|chat))?)?$`,
    ),
    unlink: new RegExp(
      `^(?:unlink|unpair)(?: from)?(?: (?:my|the|this))? ?((?:${any})?${THING}(?: ?\\+?[\\d ()-]{6,24})?)$`,
    ),
    account: new RegExp(`^(${any})?${THING}(.*)$`),
  };
  return patterns;
}

const sameWords = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean =>
  one.size === other.size && [...one].every(([word, id]) => other.get(word) === id);

const LINK_ANY =
  /^(?:(?:link|pair|add) (?:another|a second|an? other|my other|a new|one more|a further) (?:account|platform|chat|number|phone|device)|link (?:my )?accounts?|(?:give me |get |send me |make |i need )?(?:a |the |another |new )*(?:linking|link|pairing) code)$/;
const ACCOUNTS =
  /^(?:(?:show|list|what are|which are|see) )?(?:me )?(?:(?:my|the|all) )*(?:linked |connected )?accounts$|^(?:which|what) (?:of my )?accounts (?:are linked|have i linked|do i have|are mine)$|^who am i$/;

const TELL_HERE = [
  /^also (?:tell me|report|notify me|let me know|post|show me)(?: (?:about|of|on))?(?: (?<name>.+?))? (?:here|in here|in this (?:chat|thread|channel))$/,
  /^also (?:tell me|report|notify me|let me know|post|show me) (?:here|in here|in this (?:chat|thread|channel)) (?:about|of|on) (?<name>.+)$/,
  /^(?:tell me|report|notify me|let me know|post|show me)(?: (?:about|of|on))?(?: (?<name>.+?))? (?:here|in here|in this (?:chat|thread|channel))(?: (?:too|as well|also))$/,
  /^(?:tell me|report|notify me|let me know|post|show me) (?:(?:here|in here) (?:too|as well|also)|also here)(?: (?:about|of|on) (?<name>.+))?$/,
];
const NOT_HERE = [
  /^(?:don't|dont|do not|no longer|never) (?:tell me|report|notify me|let me know|post)(?: (?:about|of|on))?(?: (?<name>.+?))? (?:here|in here|in this (?:chat|thread|channel))(?: (?:any ?more|any longer|again))?$/,
  /^(?:don't|dont|do not|no longer|never) (?:tell me|report|notify me|let me know|post) (?:here|in here)(?: (?:any ?more|any longer|again))? (?:about|of|on) (?<name>.+?)(?: (?:any ?more|any longer))?$/,
  /^stop (?:telling me|reporting|notifying me|posting)(?: (?:about|of|on))?(?: (?<name>.+?))? (?:here|in here|in this (?:chat|thread|channel))$/,
];

const DRAFTS =
  /^(?:(?:show|list|see|where are|what are|where is)(?: me)? )?(?:(?:my|the|all|all my) )?(?:open |pending |unapproved )?(?:drafts?|open cards?|pending approvals?)(?: here)?$/;
const WAITING = [
  /^what(?:'s| is| are|s)? (?:still )?(?:wait(?:s|ing)?|open|pending|outstanding)(?: (?:for|on) (?:me|my (?:approval|answer|decision|yes)))?(?: (?:here|now|right now))?$/,
  /^(?:is )?(?:there )?anything (?:that )?(?:still )?(?:wait(?:s|ing)?|open|pending)(?: (?:for|on) me)?$/,
  /^(?:show|list|tell)(?: me)? what(?:'s| is)? (?:still )?(?:wait(?:s|ing)?|open|pending)(?: (?:for|on) me)?(?: here)?$/,
  /^what (?:needs|do you need|needs an answer|do i (?:have|need) to)(?: (?:me|from me|my (?:approval|answer|decision)|approve|decide|answer))*(?: (?:here|now|right now))?$/,
  /^(?:let's |lets |i want to )?(?:continue|go on|carry on|pick up)(?: (?:over|right))? here$/,
];

const ZONE =
  /^(?:(?:my |the )?time ?zone(?: (?:is|should be|to))?|(?:set|change|switch|make)(?: my| the)? time ?zone(?: to)?|use(?: the)? time ?zone)[ :=]+(?:the )?(?<name>[\p{L}\p{N} /_+.:-]{2,60}?)(?: time ?zone| time)?$/u;
const ZONE_ASKED = /^(?:what(?:'s| is)|which is|show)(?: me)? my time ?zone$/;

const PAUSE_THEIRS = /^(?:pause|stop) (?<owner>[\p{L}\p{N} ._-]{1,60}?)(?:'s|'|s') (?<name>.{1,80})$/u;
const TRANSFER =
  /^(?:transfer|hand over|hand|give|move) (?:(?<owner>[\p{L}\p{N} ._-]{1,60}?)'s? )?(?<name>.{1,80}?)(?: over)? to (?<to>[\p{L}\p{N} ._-]{1,60})$/u;

const POLITE =
  /^(?:please|hey|hi|ok|okay|can you|could you|would you|i want to|i'd like to|i would like to|how do i|how can i|let me)\s+/;

/** The wish a message is as a whole; null for anything else. */
export function wishOf(text: string): Wish | null {
  if (text.length > 200 || text.includes('\n')) return null;
  const said = plain(text);
  return ofAccounts(said) ?? ofThreads(said) ?? ofZone(said) ?? ofAdmins(said);
}

function plain(text: string): string {
  let said = normalise(text).replace(/\s*\?+$/, '');
  for (let more = true; more; ) {
    const next = said.replace(POLITE, '');
    more = next !== said;
    said = next;
  }
  return said.replace(/ (?:please|now)$/, '');
}

function ofAccounts(said: string): Wish | null {
  const { words, link, unlink } = named();
  const platform = link.exec(said)?.[1];
  if (platform) return { kind: 'link', platform: words.get(platform) ?? null };
  if (LINK_ANY.test(said)) return { kind: 'link', platform: null };
  const account = unlink.exec(said)?.[1];
  if (account !== undefined) return { kind: 'unlink', account: account.trim() };
  return ACCOUNTS.test(said) ? { kind: 'accounts' } : null;
}

function ofThreads(said: string): Wish | null {
  const about = (all: RegExp[]) => {
    const match = firstIn(all, said);
    return match ? { name: match.groups?.name ? unquoted(match.groups.name) : null } : null;
  };
  const off = about(NOT_HERE);
  if (off) return { kind: 'not-here', ...off };
  const on = about(TELL_HERE);
  if (on) return { kind: 'tell-here', ...on };
  if (DRAFTS.test(said)) return { kind: 'waiting', what: 'drafts' };
  return WAITING.some((pattern) => pattern.test(said)) ? { kind: 'waiting', what: 'all' } : null;
}

function ofZone(said: string): Wish | null {
  if (ZONE_ASKED.test(said)) return { kind: 'zone', name: null };
  const name = ZONE.exec(said)?.groups?.name;
  return name ? { kind: 'zone', name: name.trim() } : null;
}

function ofAdmins(said: string): Wish | null {
  const paused = PAUSE_THEIRS.exec(said)?.groups;
  if (paused?.owner && paused.name) return { kind: 'pause-theirs', owner: paused.owner, name: unquoted(paused.name) };
  const moved = TRANSFER.exec(said)?.groups;
  if (!moved?.name || !moved.to) return null;
  return { kind: 'transfer', owner: moved.owner ?? null, name: unquoted(moved.name), to: unquoted(moved.to) };
}

const unquoted = (name: string): string => name.trim().replace(/^(?:the )?["“”'«]*|["“”'»]+$/g, '');

/** Which platform and which number "account +254 712…" names. */
export function accountWords(said: string): { platform: string | null; number: string | null } {
  const { words, account } = named();
  const match = account.exec(said);
  const digits = (match?.[2] ?? '').replace(/\D/g, '');
  return { platform: words.get(match?.[1] ?? '') ?? null, number: digits === '' ? null : digits };
}
