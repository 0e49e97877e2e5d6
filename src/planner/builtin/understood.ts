import { withBands } from './band-ways.ts';
import { withBranches } from './branch-ways.ts';
import { withCases, withSorted } from './case-ways.ts';
import { withChains } from './chain-ways.ts';
import { inOrdinaryWords, spelledOut } from './chat-ways.ts';
import { saidOnce } from './comes-in-ways.ts';
import { corrected } from './corrected.ts';
import { withDecisions } from './decided-ways.ts';
import { written } from './dictated.ts';
import { withNothingElse } from './else-ways.ts';
import { inPlainEnglish } from './learned-ways.ts';
import type { Lexicon } from './lexicon.ts';
import { inOneLine } from './listed.ts';
import { maskOf, type Source } from './mask.ts';
import { withOrders } from './order-ways.ts';
import { withPayouts } from './payout-ways.ts';
import { inPlainWays } from './plain-ways.ts';
import { withRest } from './rest-ways.ts';
import { withRetries } from './retries.ts';
import { asOrders, withoutSlips, withVerbs } from './rewording.ts';
import { withRows } from './row-ways.ts';
import { withStories } from './said-ways.ts';
import { withSameNumber } from './same-number.ts';
import { saidIn } from './saying.ts';
import { withSheets } from './sheet-ways.ts';
import { mended } from './spelling.ts';
import { withThings } from './thing-ways.ts';
import { withTimes } from './time-ways.ts';
import { inEnglish } from './tongues.ts';
import { fromHindi } from './tongues-hindi.ts';
import { withReads } from './unsaid-reads.ts';
import { withWatches } from './watch-ways.ts';
import { withWishes } from './wished-ways.ts';
import { inOneEnglish } from './world-ways.ts';

/** A message in English words and without slips of the finger; what is quoted or to be said stays letter for letter. */
export function understood(text: string, lexicon: Lexicon, timeZone: string): string {
  const steps: ((source: Source) => string)[] = [
    written,
    spelledOut,
    inOrdinaryWords,
    inEnglish,
    fromHindi,
    (source) => mended(source, lexicon),
    withTimes,
    withChains,
    withWishes,
    inOneEnglish,
    withDecisions,
    withReads,
    withSorted,
    inPlainEnglish,
    saidOnce,
    withoutSlips,
    asOrders,
    withVerbs,
    withStories,
    (source) => withCases(source, lexicon),
    withThings,
    withPayouts,
    (source) => withSheets(source, lexicon),
    withRows,
    withRest,
    withOrders,
    withRetries,
    withNothingElse,
    withSameNumber,
    withBands,
    withBranches,
    withWatches,
    inPlainWays,
  ];
  const said = corrected(inOneLine(text), timeZone);
  return steps.reduce((now, step) => step(covered(now, lexicon, timeZone)), said);
}

function covered(text: string, lexicon: Lexicon, timeZone: string): Source {
  const source = maskOf(text, timeZone);
  saidIn(source, lexicon);
  source.entities.sort((one, other) => one.start - other.start);
  return source;
}
