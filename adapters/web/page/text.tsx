import { StatusMark } from './icons.tsx';
import { type Piece, parseMarkup } from './markup.ts';
import { words } from './words.ts';

const MARK_WORDS = { ...words.stepStates, warning: words.alert.warning } as const;

/** A text with its markup shown, line ends kept. */
export function Text({ text }: { text: string }) {
  return (
    <>
      {parseMarkup(text).map((piece, index) => (
        <Bit key={index} piece={piece} />
      ))}
    </>
  );
}

function Bit({ piece }: { piece: Piece }) {
  switch (piece.kind) {
    case 'text':
      return <>{piece.text}</>;
    case 'code':
      return <code>{piece.text}</code>;
    case 'mark':
      return <StatusMark mark={piece.mark} label={MARK_WORDS[piece.mark]} />;
    case 'link':
      return (
        <a href={piece.url} target="_blank" rel="noopener noreferrer">
          {piece.text}
        </a>
      );
    case 'bold':
      return <strong>{piece.pieces.map((inner, index) => bitOf(inner, index))}</strong>;
    case 'struck':
      return <del>{piece.pieces.map((inner, index) => bitOf(inner, index))}</del>;
  }
}

const bitOf = (piece: Piece, index: number) => <Bit key={index} piece={piece} />;
