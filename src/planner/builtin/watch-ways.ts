import type { Source } from './mask.ts';
import type { Sketch } from './sketch.ts';

/** "tell me when my website goes down": an address is looked at again and again, and something happens only where it fails. */

const SITE =
  '((?:(?:my|our|the|this|that) )?(?:[a-z-]+ ){0,2}?(?:\\(|at |on )?\\uE005(?:\\uE005|rss|feed)*\\)?|(?:my|our|the) (?:[a-z-]+ ){0,2}?(?:website|web site|site|homepage|web ?shop|web ?page|landing page|server|api))';
const NOT = "(?:does ?n[o']t|do not|is ?n[o']t|no longer|stops?|has stopped|stopped)";
const DOWN = `(?:(?:goes|is|went|falls|comes|gets|becomes?) (?:down|offline|dead|unreachable|unavailable)|(?:breaks|crashes|dies|fails)(?: to (?:load|respond|answer))?|falls over|${NOT} (?:to )?(?:up|online|reachable|available|responds?|responding|answers?|answering|works?|working|loads?|loading)|(?:returns?|gives?|throws?) (?:an? )?errors?)`;
const WATCHED = new RegExp(
  `(,? ?)\\b(?:when(?:ever)?|if|as soon as|once|in case|the moment|any ?time|every time) ${SITE},? (?:ever |suddenly )?${DOWN}\\b[ ,]*(?:then )?`,
);

const LOOK =
  /^[\s,;.]*(?:and )?(?:please )?(?:check(?:ing)?|look(?:ing)?|test(?:ing)?|try(?:ing)?)(?: it| that| this)? (?=every|each|hourly|daily)/i;

/** As a call and what to do where it fails. */
export function withWatches(source: Source): string {
  const { text, masked } = source;
  const found = WATCHED.exec(masked);
  // What is called before in the same message is looked at there.
  if (
    !found?.[2] ||
    /\b(?:check|call|ping|request|fetch|hit|get|open|visit)\b[^.;]*\uE005/.test(masked.slice(0, found.index))
  )
    return text;
  const at = found.index + found[0].indexOf(found[2]);
  const site = text
    .slice(at, at + found[2].length)
    .replace(/^.*?(?=https?:|www\.)/i, '')
    .replace(/\)$/, '');
  const call = /^(?:https?:|www\.)/i.test(site) ? `call ${site}` : 'call a web address';
  const before = text.slice(0, found.index).replace(/[\s,]+$/, '');
  // "…, check every 15 minutes": how often.
  const after = text.slice(found.index + found[0].length).replace(LOOK, ' ');
  const ordered =
    /^[^.!?;\n]*[a-z]{2,}/i.test(after) &&
    !/^ *(?:please|pls|thanks|thank you|(?:every|each|hourly|daily)\b[\w ]*)?[.! ]*$/i.test(after);
  return ordered
    ? `${before ? `${before}, ` : ''}${call}, and if it fails, ${after}`
    : `${call}, and if it fails, ${before}${after}`;
}

/** An address that is looked at needs to be told how often. */
export function oftenAsked(sketch: Sketch): Sketch {
  const [first, ...rest] = sketch.steps;
  const watched =
    first?.service === 'http' && rest.some((step) => step.condition?.includes(`${first.id}.status == "failed"`));
  if (!watched || sketch.triggers.length > 0 || sketch.when) return sketch;
  return { ...sketch, when: { needs: 'often', words: '', zones: [] } };
}
