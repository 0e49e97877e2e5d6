import { firstWord, startsAction } from './choose.ts';
import { type Lexicon, type Token, tokensOf } from './lexicon.ts';

/** A message in clauses, each with what stands before its order. */

export interface Piece {
  /** Where its words begin; `start` is where its order does. */
  from: number;
  /** Where its sentence begins: a wait or a yes may stand between that and its order. */
  since: number;
  start: number;
  end: number;
  /** "if …" before or after the order, without the "if". */
  condition: { words: string; start: number; end: number; unless: boolean; only: boolean } | null;
  otherwise: boolean;
  loop: string | null;
  together: boolean;
  /** It is said behind the orders that are done side by side. */
  tail: boolean;
  /** Begins a new sentence: conditions of the last one hold no more. */
  fresh: boolean;
}

const IF =
  /^(?:but |and |or |then )*(?:(only if|only when|only where|only(?= (?:over|above|under|below|beyond|more than|less than|at least|at most|between|exceeding|bigger|larger|greater|smaller|amounts?|payments?|orders?)\b)|if|unless|provided(?: that)?|as long as|in case|only for|when(?:ever)?|where|assuming|should|on(?= (?:failure|errors?|success)\b))\b ?|(?=(?:on )?(?:success|failure|errors?|failed|succeeded) ?:))/;
const REST =
  '(?:(?:anything|everything|whatever|all|those|payments?|amounts?|orders?|ones?|any payment|any) (?:else|less|lower|smaller|below|under|above|over|more|bigger|higher|larger)(?: than)?(?: that| this| it)?|(?:the )?(?:smaller|bigger|larger|lower|higher|other) (?:ones|payments|amounts|orders)|(?:all )?(?:the )?(?:rest|others)(?: of (?:them|it))?|(?:any|every|all) other (?:amount|case|one|payment|order)s?|(?:for|with|in|on) (?:anything|everything|whatever|all|any|payments?|amounts?|orders?)(?: that (?:is|are))? (?:else|less|lower|smaller|below|under|more|bigger|higher|larger|above|over)(?: than)?(?: that| this| it)?(?! ?\\d))';
const OTHERWISE = new RegExp(
  `^(?:and |but |or )*(?:(?:otherwise|else|if not|or else|in all other cases|in any other case|failing that)\\b|${REST}(?! (?:of|to)\\b))[,:]? ?`,
);
const LOOP =
  /^(?:and |then )*(?:for|to) (?:each|every)(?: single)? (?:of (?:the|those|them) )?((?:new )?[a-z]+(?: (?:in|of|on|from|inside) (?:it|there|them|(?:the|its|their|that|this|our) [a-z_]+(?: (?:list|array|field|lines|sheet|feed))?))?)\b[,:]? ?/;
const TOGETHER = /\b(?:at the same time|simultaneously|in parallel|side by side|all at once|both at once)\b[,:]? ?/;

/** Cuts at sentences, arrows and lists, and at "and" or a comma where an order, a condition or a question follows. */
export function piecesOf(lexicon: Lexicon, masked: string): Piece[] {
  const tokens = tokensOf(masked);
  const cuts: { at: number; fresh: boolean; since?: number }[] = [{ at: 0, fresh: true }];
  const hard =
    /[;\n]|[.!?](?=\s|$)|->|=>|→|(?:^|\s)\(?(?:\d|[abc])[).](?=\s)|(?:^|\n)\s*[-*•] |\bthen\b|\bfinally\b|\bafter(?:wards| that)\b|: |:$| - | – | \+ (?=[a-z])/g;
  for (const found of masked.matchAll(hard)) {
    if (found[0].includes(':') && noteAhead(masked, found.index)) continue;
    if (
      /\+/.test(found[0]) &&
      /^(?:the |their )?(?:e-?mail|phone|name|amount|number)\b *(?:[.;,)\n]|$)/.test(
        masked.slice(found.index + found[0].length),
      )
    )
      continue;
    if (
      found[0].includes(':') &&
      /^ *(?:[\uE003\uE004\uE006]+(?:, and |, | and | & | or )?)+ *(?=[.;,\n\uE000]|$)/.test(
        masked.slice(found.index + 1),
      ) &&
      loopsNot(masked, found.index)
    )
      continue;
    if (found[0].includes(':') && amountNext(masked, found.index)) continue;
    if (/[-–:]/.test(found[0]) && saysNext(masked, found.index, found[0].length)) continue;
    cuts.push({ at: found.index + found[0].length, fresh: /[.!?;\n\d]/.test(found[0]) });
  }
  for (const [index, token] of tokens.entries()) {
    const softer = /^(?:,|and|plus|but|as)$/.test(token.word) || token.word === '(';
    const opens = opening(masked.slice(token.start));
    const joined = /^(?:but|and|or)$/.test(tokens[index - 1]?.word ?? '');
    if (opens && index > 0 && tokens[index - 1]?.word !== 'only' && !loopBehind(lexicon, masked, tokens, index)) {
      cuts.push({ at: (joined ? tokens[index - 1] : token)?.start ?? token.start, fresh: false });
    }
    if (!softer || index + 1 >= tokens.length) continue;
    const after = pastTogether(masked, tokens, index + 1);
    const order = startsAction(lexicon, tokens, after, Math.min(tokens.length, after + 30));
    // "…, reminding them", "as billing or other": goes on with the order before.
    const telling = /..ing$/.test(tokens[index + 1]?.word ?? '') && /^(?:,|as|and|\()$/.test(token.word);
    // "add the payer as a contact", "classify it as refund or question": what it becomes.
    const becomes =
      token.word === 'as' &&
      (/^(?:an?|the|our|my|new)$/.test(tokens[index + 1]?.word ?? '') || SORTS.test(masked.slice(0, token.start)));
    if (order && !telling && !becomes && !isField(masked, tokens, after) && noSubject(tokens, after))
      cuts.push({ at: token.end, fresh: false });
  }
  const sorted = [...new Map(cuts.sort((one, other) => one.at - other.at).map((cut) => [cut.at, cut])).values()];
  const pieces: Piece[] = [];
  for (const [index, cut] of sorted.entries()) {
    const end = sorted[index + 1]?.at ?? masked.length;
    if (
      masked
        .slice(cut.at, end)
        .replace(/[\s\uE000,.;:!?()-]+|\b(?:then|and|finally|also|but|so|plus|next|please)\b/g, '') === ''
    ) {
      const next = sorted[index + 1];
      if (cut.fresh && next) Object.assign(next, { fresh: true, since: cut.since ?? cut.at });
      continue;
    }
    const piece = { ...pieceOf(lexicon, masked, cut.at, end, cut.fresh), since: cut.since ?? cut.at };
    const before = pieces.at(-1);
    // "for each row, send …": the comma parts the loop from its order.
    if (before?.loop && !piece.loop && !piece.fresh && masked.slice(before.start, before.end).trim() === '')
      piece.loop = before.loop;
    pieces.push(piece);
  }
  return pieces;
}

const SORTS = /\b(?:classify|categori[sz]e|sort|label|triage|tag)\b[^.;:\n]{0,40}$/;

/** "and at the same time post …": the order begins behind it. */
function pastTogether(masked: string, tokens: Token[], index: number): number {
  const found = /^(?:at the same time|simultaneously|in parallel|side by side),? /.exec(
    masked.slice(tokens[index]?.start),
  );
  const from = (tokens[index]?.start ?? 0) + (found?.[0].length ?? 0);
  const at = found ? tokens.findIndex((token) => token.start >= from) : -1;
  return at < 0 ? index : at;
}

/** "with amount and email.", "their name + email": a field by that name, as nothing is said of whom to write to. */
const isField = (masked: string, tokens: Token[], at: number): boolean =>
  /^(?:email|phone|number|message|text)$/.test(tokens[at]?.word ?? '') &&
  /\b(?:with|including|containing|their|its|the|log|put|save|add|write|store|record|enter|capture)\b[^.;:\n\uE001-\uE010]*$/.test(
    masked.slice(0, tokens[at]?.start).replace(/[\s\S]*[.;:\n]/, ''),
  ) &&
  /^(?:[ \uE000]*(?:[.;)\n]|$)| (?:in|into|to|on) (?:(?:my|our|the|a) )?(?:[a-z\uE001]+ ){0,3}(?:sheet|spreadsheet|airtable|notion|table)\b)/.test(
    masked.slice(tokens[at]?.end),
  );

/** "pay each of them 2,500: +254…, +254…": whom it is for, unless the clause is what starts it. */
const loopsNot = (masked: string, at: number): boolean =>
  /\b(?:pay|send|text|sms|email|whatsapp|message|withdraw|tell|notify|remind)\b[^.;:\n]*$/.test(masked.slice(0, at));

/** "raise an invoice to Borealis: $640, due in 30 days": what it comes to. */
const amountNext = (masked: string, at: number): boolean =>
  /^ ?(?:[$€£₦₹]|(?:kes|kshs?|usd|eur|gbp|ngn) ?)?\d[\d,.]*k?\b(?! ?(?:am|pm|:\d|times|[.)]))/.test(
    masked.slice(at + 1),
  ) && /\b(?:invoice|bill|charge|quote|refund|pay|withdraw|payout|transfer|link)\b[^.;:\n]*$/.test(masked.slice(0, at));

/** "subject: …" is no end of a clause. */
const noteAhead = (masked: string, at: number): boolean =>
  /\b(?:subject|body|title|message|text|note|says?|saying)\s*$/.test(masked.slice(0, at));

/** "sms +254…: take the bread out", "thank the payer by SMS: “Asante”" are one order; "Stock check: “Count” to #store" is not. */
function saysNext(masked: string, at: number, length: number): boolean {
  const after = /^ *[\uE001\uE002]+([^.;\n\uE001\uE002]*)/.exec(masked.slice(at + length));
  if (!after) return false;
  const before = masked.slice(0, at).replace(/^[\s\S]*[.;\n\uE001\uE002]/, '');
  const goes = /[\uE003\uE004\uE006]/;
  return goes.test(before) || (goes.test(after[1] ?? '') ? SPEAKS.test(before) : /[a-z)] *$/.test(before));
}
const SPEAKS =
  /\b(?:send|post|text|sms|email|mail|message|tell|say|write|notify|alert|remind|whatsapp|slack|put|drop|share)\b/;

/** "make a page for every article in it.": the loop stands behind its order and begins no other. */
function loopBehind(lexicon: Lexicon, masked: string, tokens: Token[], index: number): boolean {
  const at = tokens[index]?.start ?? 0;
  const rest = masked.slice(at);
  if (!/^for (?:each|every)\b/.test(rest) || /^(?:,|;|:|and|then|but)$/.test(tokens[index - 1]?.word ?? ''))
    return false;
  const loop = LOOP.exec(rest)?.[0].replace(/[,:]? ?$/, '');
  if (loop === undefined) return false;
  const after = rest.slice(loop.length).replace(/^[\s\uE000]+/, '');
  if (after.startsWith(':')) {
    const next = tokens.findIndex((token) => token.start > at + loop.length && token.word !== ':');
    return next < 0 || startsAction(lexicon, tokens, next, tokens.length) === null;
  }
  return /^(?:[.,;)\n\uE001-\uE010]|(?:and|with|using|saying|in|on|then|due|payable|net)\b|$)/.test(after);
}

const opening = (rest: string): boolean =>
  new RegExp(`^${REST}(?=:| |,)(?! (?:of|to|in|is|are)\\b)`).test(rest) ||
  /^(?:if|only if|only when|only where|only for|only (?:over|above|under|below|beyond|more than|less than|at least|at most|between|exceeding|bigger|larger|greater|smaller|amounts|payments|orders)|unless|otherwise|else\b|provided that|for each|for every|to each (?:row|person|customer|one)|in case|when (?:it|that|this) (?:fails|returns|does|doesn't|is|isn't|can't|cannot|won't|gives|throws|goes|errors|times|stops)|on (?:failure|error|success)|else,)\b/.test(
    rest,
  );

/** "and I am …" goes on with the sentence; "and email …" is an order. */
function noSubject(tokens: Token[], at: number): boolean {
  const first = firstWord(tokens.slice(at));
  // "have it summarised".
  if (/^(?:have|get)$/.test(tokens[at]?.word ?? '') && /^(?:it|that|them|this)$/.test(tokens[at + 1]?.word ?? ''))
    return true;
  return !tokens.slice(at, at + first).some((token) => /^(?:i|we|that|which|it)$/.test(token.word)) || first === 0;
}

function pieceOf(lexicon: Lexicon, masked: string, from: number, to: number, fresh: boolean): Piece {
  const piece: Piece = {
    from,
    since: from,
    start: from,
    end: to,
    condition: null,
    otherwise: false,
    loop: null,
    together: false,
    tail: false,
    fresh,
  };
  for (let turn = 0; turn < 4; turn += 1) {
    piece.start += /^[\s,:;\uE000]*/.exec(masked.slice(piece.start, to))?.[0].length ?? 0;
    const rest = masked.slice(piece.start, to);
    const otherwise = OTHERWISE.exec(rest);
    const loop = LOOP.exec(rest);
    const condition = IF.exec(rest);
    const together = TOGETHER.exec(rest);
    if (otherwise) {
      piece.otherwise = true;
      piece.start += otherwise[0].length;
    } else if (loop) {
      piece.loop = loop[1] ?? 'row';
      piece.start += loop[0].length;
    } else if (together && together.index < 3) {
      piece.together = true;
      // "…, and at the same time …": what stands before it in the sentence is done then too.
      piece.tail = !fresh && /(?:,|;|\band|\bplus)[\s\uE000]*$/.test(masked.slice(0, piece.start + together.index));
      piece.start += together.index + together[0].length;
    } else if (condition && !piece.condition) {
      const start = piece.start + condition[0].length;
      const end = conditionEnd(lexicon, masked, start, to);
      piece.condition = {
        words: masked.slice(start, end),
        start,
        end,
        unless: condition[1] === 'unless',
        only: condition[1]?.startsWith('only') ?? false,
      };
      piece.start = end;
    } else break;
  }
  if (!piece.together && TOGETHER.test(masked.slice(piece.start, to)))
    Object.assign(piece, { together: true, tail: true });
  return piece;
}

function conditionEnd(lexicon: Lexicon, masked: string, from: number, to: number): number {
  const tokens = tokensOf(masked, from, to);
  for (let at = 1; at < tokens.length; at += 1) {
    const word = tokens[at]?.word ?? '';
    const before = tokens[at - 1]?.word ?? '';
    if (
      /^(?:do|ignore|skip)$/.test(word) &&
      /^(?:do nothing|ignore\b|skip\b)/.test(masked.slice(tokens[at]?.start ?? to))
    )
      return tokens[at]?.start ?? to;
    if (word === ',' || word === ':' || word === 'then') {
      if (!(word === ',' && /^\d/.test(masked.slice(tokens[at]?.end ?? 0)))) return tokens[at]?.start ?? to;
    }
    if (/^(?:a|an|the|my|our|is|to|of|in|by|for|was|not|it|their|no|,)$/.test(before)) continue;
    const order = startsAction(lexicon, tokens, at, tokens.length);
    if (order && order.at === 0 && (at > 1 || /^(?:failure|errors?|success)$/.test(before)))
      return tokens[at]?.start ?? to;
  }
  return to;
}
