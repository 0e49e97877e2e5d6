/** What a person asks about versions, copies, files and templates, in fixed words with some tolerance. */
export type LibraryWish =
  /** `name` null: the workflow talked of. */
  | { kind: 'versions'; name: string | null }
  | { kind: 'version'; name: string | null; number: VersionNumber }
  | { kind: 'compare'; name: string | null; from: VersionNumber; to: VersionNumber }
  | { kind: 'back'; name: string | null; number: VersionNumber; undo?: true }
  | { kind: 'copy'; name: string | null; as: string | null }
  | { kind: 'export'; name: string | null }
  | { kind: 'import' }
  | { kind: 'templates' }
  | { kind: 'use'; template: string };

/** A number, or counted from the one that is on. */
export type VersionNumber = number | 'current' | 'previous' | 'first';

const POLITE =
  /^(?:please|hey|hi|ok|okay|nod|can you|could you|would you|will you|i want to|i'd like to|i would like to|let's|let us|just|now|can i|how do i|may i)[\s,]+/i;
const VERSIONED = String.raw`(?:the )?(?:version|ver|v)\.?\s*#?(\d{1,6})`;
const RELATIVE =
  '(current|latest|newest|live|present|previous|last|earlier|former|prior|old|original|first|one before)';
/** What must be a version: it says so. */
const A_VERSION = `(?:${VERSIONED}|(?:the |its |my )?${RELATIVE} version)`;
/** What is one where it can be nothing else. */
const ONE = `(?:${VERSIONED}|#?(\\d{1,6})|(?:the |its |my )?${RELATIVE}(?: (?:version|one))?|(now|what is on|what's on))`;
const OF = '(?: (?:of|for|from|in|on) (?<name>.+?))?';
const END = '(?: (?:please|thanks|thank you|again)|, please)?$';

const rule = (pattern: string): RegExp => new RegExp(`^${pattern}${END}`, 'i');

const SHOW = '(?:(?:show|list|see|view|get|give|display|tell)(?: me)?|what are|which are|what|which)';
const VERSIONS = [
  rule(
    `(?:${SHOW} )?(?:(?:all|the|its|old|past|previous|earlier|approved) )*versions(?: (?:are there|exist|there are))?${OF}(?: are there| exist| do i have)?`,
  ),
  rule(`(?:${SHOW} )?(?:the )?version history${OF}`),
  rule(`${SHOW} (?:the )?(?<name>.+?)(?:'s|s')? (?:versions|version history)`),
  rule(`who (?:has )?approved (?:the versions of )?(?<name>.+)`),
];
const VERSION = [
  rule(`who (?:has )?approved ${VERSIONED}${OF}`),
  rule(
    `(?:(?:show|open|view|see|display|describe|what (?:is|was)(?: in)?|what does|what's in)(?: me)? )?(?:the )?(?:version|ver|v)\\.?\\s*#?(\\d{1,6})${OF}(?: do)?`,
  ),
];
const COMPARE = [
  rule(`(?:compare|diff)(?: versions?)? ${ONE} (?:and|with|to|against|vs\\.?|versus) ${ONE}${OF}`),
  rule(`(?:compare|diff)(?: versions?)? ${ONE}${OF} (?:and|with|to|against|vs\\.?|versus) ${ONE}`),
  rule(`(?:compare|diff) (?<name>.+?)(?:'s|s')?,? versions? ${ONE} (?:and|with|to|against|vs\\.?|versus) ${ONE}`),
  rule(
    `what (?:changed|changes|is different|differs|is the difference)(?: between| from)?(?: versions?)? ${ONE} (?:and|to|with) ${ONE}${OF}`,
  ),
  rule(`(?:what is |what's |show(?: me)? )?(?:the )?differences? between(?: versions?)? ${ONE} and ${ONE}${OF}`),
];
const CHANGED = [
  rule(
    `what (?:changed|was changed|is new|was new|is different)(?: in| with)? (?:the )?(?:version|v)\\.?\\s*#?(\\d{1,6})${OF}`,
  ),
];
const BACK = [
  rule(`(?:go|roll|switch|change|turn|revert|return|fall)(?: it)? back to ${ONE}${OF}`),
  rule(`(?:go|roll|switch|change|turn|revert|return|fall)(?: it)? to ${A_VERSION}${OF}`),
  rule(`(?:roll back|rollback) (?<name>.+?) to ${A_VERSION}`),
  rule(`(?:roll|switch|change|turn|set|put|revert|restore|reset|bring|take) (?<name>.+?)(?: back)? to ${A_VERSION}`),
  rule(`(?:restore|bring back|reinstate|reactivate|use|take) ${A_VERSION}${OF}`),
  rule(`(?:roll back|rollback) (?:to )?${A_VERSION}${OF}`),
];
const ROLL_BACK = [
  rule(`(?:roll back|rollback) (?<name>.+)`),
  rule(`roll (?<name>.+?) back`),
  rule(`(?:undo|take back|revert) the last change(?: (?:to|of|in) (?<name>.+))?`),
];
/** Of the card that is open, where one is. */
const UNDO = [
  rule(
    `(?:undo|take back|revert|reverse)(?: (?:it|that|this|(?:that|this|the|my|its) (?:last |latest )?(?:change|edit)))?`,
  ),
  rule(`(?:change|put|set|make|turn) it back(?: (?:to (?:how|what|the way) it was|as it was))?(?: before)?`),
];
const COPY = [
  rule(
    `(?:duplicate|copy|clone|make (?:me )?(?:a )?(?:copy|duplicate) of|create (?:a )?(?:copy|duplicate) of) (?<name>.+?)(?:,? (?:as|named|called|and (?:call|name) it|under the name|with the name|to) (?<as>.+))?`,
  ),
];
const EXPORT = [
  rule(`(?:export|download|back up|backup) (?<name>.+?)(?: (?:as|to|in) (?:a )?(?:json|file|json file))?`),
  rule(`(?:show|give|get|send)(?: me)? (?<name>.+?) (?:as|in) (?:a )?json(?: file)?`),
  rule(`(?:(?:show|give|get|send)(?: me)? )?(?:the )?json (?:of|for) (?<name>.+)`),
];
const IMPORT = [
  rule(
    `(?:import|upload|load)(?: (?:a|an|the|my|some))?(?: (?:new|exported))?(?: (?:workflow|automation|file|json|workflow file|json file))?(?: (?:from|as) (?:a )?(?:json|file|json file))?`,
  ),
];
const TEMPLATES = [
  rule(
    `(?:(?:show|list|see|view|get|give|browse|open)(?: me)? )?(?:all |the |your |my |available |workflow )*templates(?: (?:please|list|gallery))?`,
  ),
  rule(`(?:what|which) templates (?:are there|do you have|have you got|exist|can i use|are available)`),
  rule(`(?:do you have|are there|have you got)(?: any| some)? templates`),
];
const USE = [
  rule(
    `(?:use|take|try|apply|start (?:with|from)|begin with|make (?:one|a workflow|me one) (?:from|with|of)|new from|create (?:one|a workflow) (?:from|with)|set up|open|show(?: me)?) (?:the |a |an |your )?(?<template>.+?) template`,
  ),
  rule(
    `(?:use|take|try|apply|start (?:with|from)|new from|open) (?:the )?template (?:called |named |for )?(?<template>.+)`,
  ),
  rule(`(?:the )?(?<template>.{3,40}?) template`),
];

const MOST = 200;

/** The wish a message is as a whole; null for anything else. Names come as they were written. */
export function libraryWishOf(text: string): LibraryWish | null {
  if (text.length > MOST || text.includes('\n')) return null;
  const said = plain(text);
  return ofTemplates(said) ?? ofVersions(said) ?? ofCopies(said);
}

function plain(text: string): string {
  let said = text
    .normalize('NFKC')
    .replace(/[’‘]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!?…\s]+$/, '');
  for (let more = true; more; ) {
    const next = said.replace(POLITE, '');
    more = next !== said;
    said = next;
  }
  return said;
}

function matched(
  patterns: RegExp[],
  said: string,
): { groups: Record<string, string | undefined>; ones: VersionNumber[] } | null {
  for (const pattern of patterns) {
    const match = pattern.exec(said);
    if (!match) continue;
    const groups = { ...match.groups };
    const named = new Set(Object.values(groups));
    const ones = match.slice(1).flatMap((part) => (part === undefined || named.has(part) ? [] : [versionOf(part)]));
    return { groups, ones };
  }
  return null;
}

function versionOf(words: string): VersionNumber {
  if (/^\d+$/.test(words)) return Number(words);
  if (/^(?:current|latest|newest|live|present|now|what)/i.test(words)) return 'current';
  return /^(?:original|first)$/i.test(words) ? 'first' : 'previous';
}

function ofVersions(said: string): LibraryWish | null {
  const compared = matched(COMPARE, said);
  const [from, to] = compared?.ones ?? [];
  if (compared && from !== undefined && to !== undefined)
    return { kind: 'compare', name: nameOf(compared.groups.name), from, to };
  const changed = matched(CHANGED, said);
  const [at] = changed?.ones ?? [];
  if (changed && typeof at === 'number')
    return { kind: 'compare', name: nameOf(changed.groups.name), from: Math.max(1, at - 1), to: at };
  const back = matched(BACK, said);
  const [number] = back?.ones ?? [];
  if (back && number !== undefined && number !== 'current')
    return { kind: 'back', name: nameOf(back.groups.name), number };
  const rolled = matched(ROLL_BACK, said);
  if (rolled) return { kind: 'back', name: nameOf(rolled.groups.name), number: 'previous' };
  if (matched(UNDO, said)) return { kind: 'back', name: null, number: 'previous', undo: true };
  const one = matched(VERSION, said);
  const [shown] = one?.ones ?? [];
  if (one && shown !== undefined) return { kind: 'version', name: nameOf(one.groups.name), number: shown };
  const all = matched(VERSIONS, said);
  return all ? { kind: 'versions', name: nameOf(all.groups.name) } : null;
}

function ofCopies(said: string): LibraryWish | null {
  if (matched(IMPORT, said)) return { kind: 'import' };
  const copy = matched(COPY, said);
  if (copy)
    return { kind: 'copy', name: nameOf(copy.groups.name), as: copy.groups.as ? unquoted(copy.groups.as) : null };
  const exported = matched(EXPORT, said);
  return exported ? { kind: 'export', name: nameOf(exported.groups.name) } : null;
}

function ofTemplates(said: string): LibraryWish | null {
  if (matched(TEMPLATES, said)) return { kind: 'templates' };
  const template = matched(USE, said)?.groups.template;
  return template ? { kind: 'use', template: unquoted(template) } : null;
}

const unquoted = (name: string): string => name.trim().replace(/^["“”'«]+|["“”'»]+$/g, '');

/** Null for "it", "this workflow" and nothing: the one talked of. */
function nameOf(words: string | undefined): string | null {
  const name = unquoted(words ?? '');
  return /^(?:|it|this|that|this one|that one|(?:the|this|that|my) (?:workflow|automation|flow))$/i.test(name)
    ? null
    : name;
}
