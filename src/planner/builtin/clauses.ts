import { type Piece, piecesOf } from './pieces.ts';
import type { State } from './read.ts';
import { wonder } from './unheard.ts';

export type { Piece } from './pieces.ts';

/** "…, and post “up” in #ops otherwise": what says of which case an order is may stand behind it. */

/** The clauses of a request, each on the case it is said of. An otherwise that can be of no order is asked about. */
export function clausesOf(state: State): Piece[] {
  const pieces = piecesOf(state.lexicon, state.masked);
  return pieces.filter((piece, at) => {
    const [before, next] = [pieces[at - 1], pieces[at + 1]];
    const bare = state.masked.slice(piece.start, piece.end).replace(/[\s\uE000,.;:!?()-]+|\band\b/g, '') === '';
    if (!piece.otherwise || piece.condition || piece.fresh || !bare || !before || (next && !next.fresh)) return true;
    if (before.condition || before.otherwise) wonder(state.sketch, [state.source.text.slice(before.from, piece.end)]);
    else before.otherwise = true;
    return false;
  });
}
