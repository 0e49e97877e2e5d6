import type { Change } from './changes.ts';
import { maskOf } from './mask.ts';

/** "and send a copy to bob@…", "cc bob@…", "bob@… too": one more who gets the same e-mail, never one instead. */

const PEOPLE = '\\uE003+(?:[\\s,&]*(?:and )?\\uE003+)*';
const ASKS =
  '(?:(?:send|e?mail|mail|forward|give|get)(?: (?:it|that|this|them|the e?mail))?(?: also| too)?(?: (?:an?|one|another|the same))?(?: copy| cc)?(?: of (?:it|that|this|the e?mail))?(?: also| too)?(?: to)?|b?cc(?: in)?:?|with (?:an? )?copy to|copy(?: in)?|(?:add|include|loop in|put)(?: in)?)';
const TAIL =
  '(?:,? (?:as well|too|also|please|thanks|(?:in|on|as) (?:cc|copy)|to (?:it|the (?:recipients|e?mail|list|cc)|cc)|in))*';
const COPY = new RegExp(
  `^[\\s,]*(?:(?:and|also|please|plus|oh|ok|okay|yes|then|can you|could you)[\\s,]+)*(?:${ASKS} )?(${PEOPLE})${TAIL}[\\s.!]*$`,
);
const SAYS_SO = /\b(?:copy|cc|bcc|too|also|as well|add|include|loop in)\b|^[\s,]*(?:and|plus)\b/;

export const copied: Change = (sketch, text, { the }) => {
  const { masked, entities } = maskOf(text, the.timeZone);
  if (!COPY.test(masked) || !SAYS_SO.test(masked)) return false;
  const mails = sketch.steps.filter((step) => step.service === 'email' && step.action === 'send_email');
  if (mails.length === 0) return false;
  const people = entities.filter((one) => one.kind === 'email').map((one) => one.value);
  for (const step of mails) {
    const { to } = step.params;
    // Who comes with the data stays alone there.
    const name = /\bcc\b/.test(masked) || typeof to !== 'string' || to.includes('{{') ? 'cc' : 'to';
    const known = typeof step.params[name] === 'string' ? step.params[name].split(/,\s*/).filter(Boolean) : [];
    step.params[name] = [...new Set([...known, ...people])].join(', ');
  }
  return true;
};
