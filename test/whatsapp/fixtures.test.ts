import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readMessage } from '../../adapters/whatsapp/reading.ts';
import { plainMessage } from '../../adapters/whatsapp/session/plain.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'whatsapp');

interface Recorded {
  event: string;
  rawData?: { id: unknown };
}

const recorded = (file: string): Recorded => JSON.parse(readFileSync(join(FOLDER, `${file}.json`), 'utf8'));

/** What a recorded message says to us: its words, then its files; null: nothing. */
function said(file: string): string[] | null {
  const { rawData } = recorded(file);
  const message = rawData && plainMessage({ id: rawData.id, _data: rawData }, null);
  const reading = message ? readMessage(message) : null;
  return reading && [reading.text, ...reading.attachments.map((one) => one.name)];
}

const SAID: Record<string, string[]> = {
  text: ['hello'],
  'text-lid': ['hello'],
  'text-without-shim': ['hello'],
  'text-group': ['hello all'],
  'text-forwarded': ['look at this'],
  quoted: ['about that'],
  'note-to-self': ['a note'],
  'buttons-response': ['Yes'],
  'list-response': ['One'],
  location: ['Location: Java House (-1.286389, 36.817223)'],
  'location-live': ['Location: (-1.286389, 36.817223)'],
  vcard: ['Contact: Bob, +254700000001'],
  'multi-vcard': ['Contact: Bob, +254700000001\nContact: Cy, +254700000002'],
  image: ['look', 'look.png'],
  'image-view-once': ['', 'picture'],
  document: ['the plan', 'plan.pdf'],
  video: ['watch', 'video'],
  'video-note': ['', 'video'],
  gif: ['', 'video'],
  audio: ['', 'recording'],
  voice: ['', 'voice message'],
};

const SILENT =
  `album call-log e2e-notification event-creation group-invite interactive notification-template order payment
  pinned poll poll-multiple product protocol sticker unknown-kind very-new-kind ciphertext revoked`.split(/\s+/);

describe('recorded messages', () => {
  test.each(Object.entries(SAID))('%s', (file, words) => expect(said(file)).toEqual(words));
  test.each(SILENT)('%s says nothing', (file) => expect(said(file)).toBeNull());

  test('none of them is without an answer here, and none throws', () => {
    const ELSEWHERE = /^(?:text-group-|text-from-me|quoted-group|broadcast)/;
    const kinds = readdirSync(FOLDER)
      .map((file) => file.replace(/\.json$/, ''))
      .filter((file) => recorded(file).event === 'message' && !ELSEWHERE.test(file));
    expect(kinds.filter((file) => !(file in SAID) && !SILENT.includes(file))).toEqual([]);
    for (const file of readdirSync(FOLDER)) expect(() => said(file.replace(/\.json$/, ''))).not.toThrow();
  });
});
