import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** The lines there are, by document. */
const LINES: Record<string, number> = { D: 27, 'S0.': 164, 'S1.': 61, 'S2.': 32, 'S3.': 41, 'S4.': 32 };
const page = readFileSync('docs/requirements.md', 'utf8');
const rows = page.split('\n').filter((line) => /^\| [DS]\d/.test(line));
const cells = (row: string) => row.split('|').map((cell) => cell.trim());

/** `S0.29–31` and `D6, D12` as single lines. */
function linesOf(cell: string): string[] {
  return cell.split(', ').flatMap((part) => {
    const [, document = '', from = '', to = from] = /^(D|S\d\.)(\d+)(?:–(\d+))?$/.exec(part) ?? [];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${document}${Number(from) + index}`);
  });
}

it('says of every requirement where it lives and what proves it', () => {
  const found = rows.flatMap((row) => linesOf(cells(row)[1] ?? ''));
  const wanted = Object.entries(LINES).flatMap(([document, count]) =>
    Array.from({ length: count }, (_, index) => `${document}${index + 1}`),
  );
  expect(wanted.filter((line) => !found.includes(line))).toEqual([]);
  expect(found.filter((line) => !wanted.includes(line))).toEqual([]);
  expect(found.filter((line, index) => found.indexOf(line) !== index)).toEqual([]);
});

it('names a test for each, or says that it is open', () => {
  const bare = rows.filter((row) => !/`test\/[^`]+`/.test(cells(row)[4] ?? '') && !/_open_/.test(row));
  expect(bare).toEqual([]);
});

it('names only what is there', () => {
  const named = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''));
  const paths = named.filter((name) =>
    /^(src|adapters|worker|test|docs)\b|^(docker-compose\.yml|\.env\.example|Dockerfile)$/.test(name),
  );
  expect(paths.length).toBeGreaterThan(100);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});
