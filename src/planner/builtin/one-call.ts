import type { Source } from './mask.ts';

/** "Our till calls a webhook with total. For each sale …": the call itself, where nothing is told of several. */

const CALL =
  /^(?:new )?(?:sale|order|payment|call|request|purchase|transaction|booking|donation|submission|lead|sign-?up|visit|delivery|ticket|webhook|ping|response|receipt|event|one)$/;
const SEVERAL = '(?:lists?|arrays?|batch(?:es)?|several|many)';
const PLACE = '(?! (?:spread)?(?:sheet|table|tab|channel|calendar)s?\\b)';

/** Whether "for each …" speaks of what comes in one at a time. */
export const isCall = ({ masked }: Source, each: string): boolean =>
  CALL.test(each) && !new RegExp(`\\b(?:${each.split(' ').at(-1)}s|${SEVERAL})\\b${PLACE}`).test(masked);
