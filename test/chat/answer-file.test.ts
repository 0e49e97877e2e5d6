import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileIn, fileText, isFileName } from '../../src/chat/answer-file.ts';

test('What is told of a file comes back, whatever it is called', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).filter((one) => !/\p{Surrogate}/u.test(one));
  const mediaType = fc.constantFrom('application/pdf', 'text/csv', 'image/svg+xml', 'application/vnd.ms-excel');
  fc.assert(
    fc.property(name, mediaType, fc.nat({ max: 2 ** 40 }), (called, type, size) => {
      expect(fileIn(fileText({ name: called, mediaType: type, size }))).toEqual({
        name: called,
        mediaType: type,
        size,
      });
    }),
  );
});

test('What no file should be called or be breaks nothing', () => {
  const told = (name: string, mediaType: string, size: number) => fileIn(fileText({ name, mediaType, size }));
  expect(told('a\ud800b', 'text/plain; charset=utf-8', 1.5)).toEqual({ name: 'ab', mediaType: 'text/plain', size: 1 });
  expect(told('漢'.repeat(5000), 'nonsense', Number.NaN)).toEqual({
    name: '漢'.repeat(300),
    mediaType: 'application/octet-stream',
    size: 0,
  });
  fc.assert(fc.property(fc.string(), fc.string(), fc.double(), (...file) => void told(...file)));
});

test('What a page read is told by its bytes', () => {
  expect(fileIn('data:text/csv;name=a%20b.csv;base64,YSxi')).toEqual({
    name: 'a b.csv',
    mediaType: 'text/csv',
    size: 3,
  });
  expect(fileIn('only a name.pdf')).toMatchObject({ name: 'only a name.pdf', size: 0 });
  expect(fileIn('  ')).toBe('');
});

test('A message is the name of a file or is not', () => {
  for (const name of ['receipt.pdf', 'march receipt 2.xlsx', ' photo.jpg ']) expect(isFileName(name), name).toBe(true);
  const others = [
    'here it is',
    'I have none.',
    'see https://example.com/r.pdf',
    'no',
    '1.5',
    'It is on my desk. Sorry',
  ];
  for (const words of others) expect(isFileName(words), words).toBe(false);
});
