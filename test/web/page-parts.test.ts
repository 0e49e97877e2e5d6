import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Piece, parseMarkup, plainText, webAddress } from '../../adapters/web/page/markup.ts';
import { applyChanges, initialState, mergeMessages, shown, talkOf } from '../../adapters/web/page/state.ts';
import { drawing } from '../../adapters/web/page/svg.ts';
import type { WireMessage, WireThread } from '../../adapters/web/wire.ts';

describe('markup', () => {
  it('reads bold, struck, code, addresses and status marks, and nothing else', () => {
    expect(parseMarkup('over KES ~~10,000~~ **20,000** `9QD-M4`')).toEqual([
      { kind: 'text', text: 'over KES ' },
      { kind: 'struck', pieces: [{ kind: 'text', text: '10,000' }] },
      { kind: 'text', text: ' ' },
      { kind: 'bold', pieces: [{ kind: 'text', text: '20,000' }] },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: '9QD-M4' },
    ]);
    expect(parseMarkup('⚠️ Careful')[0]).toEqual({ kind: 'mark', mark: 'warning' });
    expect(parseMarkup('<b>x</b> [a](javascript:alert(1))')).toEqual([
      { kind: 'text', text: '<b>x</b> [a](javascript:alert(1))' },
    ]);
  });

  it('keeps the full stop of the sentence out of the address in it', () => {
    const [, link, end] = parseMarkup('See https://nod.example/a?b=1.');
    expect(link).toEqual({ kind: 'link', text: 'https://nod.example/a?b=1', url: 'https://nod.example/a?b=1' });
    expect(end).toEqual({ kind: 'text', text: '.' });
  });

  it('loses no letter of any text, and makes links to http and https alone', () => {
    const inner = (piece: Piece): string =>
      'pieces' in piece ? piece.pieces.map(inner).join('') : 'text' in piece ? piece.text : '';
    const links = (piece: Piece): string[] =>
      piece.kind === 'link' ? [piece.url] : 'pieces' in piece ? piece.pieces.flatMap(links) : [];
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '*', '`', '~', ' ', '\n', 'https://x', 'javascript:', '<', '⏳') }),
        (text) => {
          const pieces = parseMarkup(text);
          const bare = (value: string) => value.replace(/[*`~⏳]/gu, '');
          expect(bare(pieces.map(inner).join(''))).toBe(bare(text));
          for (const url of pieces.flatMap(links)) expect(url).toMatch(/^https?:\/\//);
        },
      ),
    );
  });

  it('takes no address but of the web', () => {
    expect(webAddress('https://a.example/')).toBe('https://a.example/');
    for (const bad of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      '//a.example',
      '',
      ' javascript:x',
    ]) {
      expect(webAddress(bad), bad).toBeNull();
    }
  });

  it('is left out of what is read aloud', () => {
    expect(plainText('⏳ **Weekly report** · `x`')).toBe('Weekly report · x');
  });
});

describe('drawings', () => {
  const svg = (inside: string) => `<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`;
  it('are shown when they only draw', () => {
    const marked = svg(
      '<defs><marker id="m"/></defs><path d="M0 0" marker-end="url(#m)"/><a href="#m"/><text>on time = 5</text>',
    );
    expect(drawing(marked)).toMatch(/^data:image\/svg\+xml/);
    expect(drawing(`<?xml version="1.0"?>${svg('')}`)).not.toBeNull();
  });
  it.each([
    '<script>alert(1)</script>',
    '<SCRIPT/>',
    '<rect onload="x()"/>',
    '<rect\nonclick = x />',
    '<foreignObject/>',
    '<image href="https://a.example/x.png"/>',
    '<use xlink:href="https://a.example/#x"/>',
    '<a href="javascript:alert(1)"/>',
    '<style>@import "x"</style>',
    '<rect fill="url(https://a.example/#x)"/>',
    '<animate/>',
  ])('are not when they hold %s', (inside) => expect(drawing(svg(inside))).toBeNull());
  it('are not when they are no drawing, or huge', () => {
    expect(drawing('hello')).toBeNull();
    expect(drawing('<!DOCTYPE svg><svg/>')).toBeNull();
    expect(drawing(svg('x'.repeat(400_000)))).toBeNull();
  });
});

describe('what the page knows', () => {
  const message = (id: string, seq: number, rev: number, more: Partial<WireMessage> = {}): WireMessage => ({
    id,
    thread: 't1',
    seq,
    rev,
    from: 'bot',
    content: `${id}@${rev}`,
    private: false,
    clientId: null,
    at: '2026-11-20T10:00:00.000Z',
    edited: false,
    ...more,
  });
  const thread = (rev: number, more: Partial<WireThread> = {}): WireThread => ({
    id: 't1',
    title: 'T',
    lastSeq: 1,
    readSeq: 0,
    rev,
    working: null,
    gone: false,
    updatedAt: '2026-11-20T10:00:00.000Z',
    ...more,
  });

  it('is the same in whatever order changes arrive, and however often', () => {
    const all = [message('a', 1, 1), message('b', 2, 2), message('a', 1, 3), message('c', 3, 4)];
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all], { minLength: 8 }), (order) => {
        const held = order.reduce<WireMessage[]>((sum, one) => mergeMessages(sum, [one]), []);
        expect(held.map((one) => one.content)).toEqual(['a@3', 'b@2', 'c@4']);
      }),
    );
  });

  it('shows what is being sent once: as stored when it is there, as waiting when the engine did not take it', () => {
    const item = { clientId: 'c1', thread: 't1', threadClientId: 'x', text: 'hi', at: '', reason: null };
    const before = { ...initialState(), talks: { t1: { messages: [], loaded: true, more: false } } };
    const mine = message('a', 1, 1, { from: 'user', clientId: 'c1' });
    const talk = talkOf(applyChanges(before, { rev: 1, threads: [], messages: [mine] }), 't1');
    const counts = (state: 'sending' | 'waiting' | 'refused', of = talk) => {
      const { messages, pending } = shown(of, [{ ...item, state }]);
      return [messages.length, pending.length];
    };
    expect(counts('sending')).toEqual([1, 0]);
    expect(counts('waiting')).toEqual([0, 1]);
    expect(counts('refused')).toEqual([0, 1]);
    expect(counts('sending', { messages: [], loaded: true, more: false })).toEqual([0, 1]);
  });

  it('forgets a conversation that is gone, and ignores old news of one', () => {
    const now = applyChanges(initialState(), { rev: 5, threads: [thread(5, { title: 'New' })], messages: [] });
    expect(applyChanges(now, { rev: 4, threads: [thread(4, { title: 'Old' })], messages: [] }).threads.t1?.title).toBe(
      'New',
    );
    expect(applyChanges(now, { rev: 6, threads: [thread(6, { gone: true })], messages: [] }).threads).toEqual({});
  });

  it('leaves no gap: an old message that changed stays out while only newer ones are held', () => {
    const talks = { t1: { messages: [message('z', 50, 1)], loaded: true, more: true } };
    const after = applyChanges({ ...initialState(), talks }, { rev: 9, threads: [], messages: [message('old', 3, 9)] });
    expect(after.talks.t1?.messages.map((one) => one.id)).toEqual(['z']);
  });
});
