import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BLOCK_KIT, LIMITS } from '../../adapters/slack/face/limits.ts';
import { pieces, richElements, webAddress, withoutMarkup } from '../../adapters/slack/face/markup.ts';
import { emojiOf, escapeText, fallbackText, plainText, streamText } from '../../adapters/slack/face/mrkdwn.ts';
import { longText, nastyText } from './cards.ts';

describe('our markup', () => {
  test('bold, struck, code and addresses; all else are words', () => {
    expect(pieces('**A** ~~b~~ `c*d*` *e* _f_')).toEqual([
      { text: 'A', bold: true },
      { text: ' ' },
      { text: 'b', struck: true },
      { text: ' ' },
      { text: 'c*d*', code: true },
      { text: ' *e* _f_' },
    ]);
    expect(richElements('over ~~10,000~~ **20,000**')).toEqual([
      { type: 'text', text: 'over ' },
      { type: 'text', text: '10,000', style: { strike: true } },
      { type: 'text', text: ' ' },
      { type: 'text', text: '20,000', style: { bold: true } },
    ]);
  });

  test('marks of people’s own text stand as they were typed', () => {
    expect(richElements('Subject *\u2060urgent*\u2060 `\u2060x`\u2060')).toEqual([
      { type: 'text', text: 'Subject *urgent* `x`' },
    ]);
  });

  test('nothing turns an amount around', () => {
    expect(withoutMarkup('Pay \u202e000,02\u202c to \u2066Otieno\u2069\u0007')).toBe('Pay 000,02 to Otieno');
  });

  test('an address links to itself and nowhere else', () => {
    expect(richElements('See https://acme.example/a?b=1. Thanks')).toEqual([
      { type: 'text', text: 'See ' },
      { type: 'link', url: 'https://acme.example/a?b=1' },
      { type: 'text', text: '. Thanks' },
    ]);
    expect(webAddress('https://bank.example@evil.example/')).toBeNull();
    expect(webAddress('javascript:alert(1)')).toBeNull();
    expect(webAddress(`https://a.example/${'x'.repeat(BLOCK_KIT.url)}`)).toBeNull();
  });

  test('no element but words and addresses comes out of any data, and no word is lost', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const elements = richElements(text);
        const shown = elements.map((one) => {
          if (one.type === 'link') {
            expect(one.text).toBeUndefined();
            expect(one.url).toMatch(/^https?:\/\//);
            return one.url;
          }
          expect(one.type).toBe('text');
          return one.type === 'text' ? one.text : '';
        });
        expect(shown.join('')).toBe(withoutMarkup(text));
        expect(shown.every((part) => part.length > 0)).toBe(true);
      }),
    );
  });

  test('text without marks is shown to the letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abc <>&_:@#!|{}[]()\\\n"\'é漢👍') }), (text) => {
        expect(withoutMarkup(text)).toBe(text);
      }),
    );
  });
});

/** What Slack would act on in a text of its own markup. */
const acts = (text: string): boolean => /<[^>]|@(here|channel|everyone|group)\b/i.test(text);

describe('the text of a post', () => {
  test('says everything and asks nobody', () => {
    expect(fallbackText('**Pay** <!channel> & `KES 5` @here')).toBe('Pay &lt;!channel&gt; &amp; KES 5 @\u2060here');
  });

  test('whatever the data, Slack finds no mention and no link in it', () => {
    fc.assert(
      fc.property(fc.oneof(nastyText, longText), (text) => {
        expect(acts(fallbackText(text))).toBe(false);
      }),
    );
  });

  test('words that fit a post fit its text, even were they all to be escaped', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('&', '<', '>', 'a', ' '), maxLength: LIMITS.text, size: 'max' }),
        (text) => {
          const shown = fallbackText(text);
          expect(shown.length).toBeLessThanOrEqual(BLOCK_KIT.fallback);
          expect(acts(shown)).toBe(false);
        },
      ),
    );
    expect(fallbackText('&'.repeat(LIMITS.text))).toHaveLength(LIMITS.text);
  });

  test('a streamed answer keeps our bold and code, and makes nothing else of data', () => {
    expect(streamText('**Done:** [x](https://e.example) <!here> `a_b` *data* ~~old~~')).toBe(
      '**Done:** \\[x\\](https://e.example) &lt;!here&gt; `a_b` \\*data\\* ~~old~~',
    );
    expect(streamText('# a\n  # b\nTotal #1\n---\nsum\n===\n1 = 1')).toBe(
      '\\# a\n  \\# b\nTotal #1\n\\---\nsum\n\\===\n1 = 1',
    );
    fc.assert(
      fc.property(nastyText, (text) => {
        expect(acts(streamText(text))).toBe(false);
      }),
    );
  });
});

describe('what people write in Slack', () => {
  const names = new Map([
    ['U1', 'Wanjiru'],
    ['C2', 'ops'],
    ['S3', 'finance'],
  ]);

  test.each([
    ['<@U1> pays <@U9>', '@Wanjiru pays @U9'],
    ['<@U1|wanjiru>', '@Wanjiru'],
    ['<@U9|otieno>', '@otieno'],
    ['post to <#C1|general> and <#C2> and <#C2|>', 'post to #general and #ops and #ops'],
    ['<!here> <!channel> <!everyone|everyone>', '@here @channel @everyone'],
    ['<!subteam^S3> <!subteam^S4|@team>', '@finance @team'],
    ['<!date^1700000000^{date_short}|14 November>', '14 November'],
    ['<https://a.example/x?y=1&amp;z=2>', 'https://a.example/x?y=1&z=2'],
    ['<https://a.example/x|the page>', 'the page (https://a.example/x)'],
    ['<http://acme.example|acme.example>', 'acme.example'],
    ['<https://bank.example/|https://bank.example>', 'https://bank.example'],
    [
      'email <mailto:a@b.example|a@b.example> or <tel:+254712345678|+254712345678>',
      'email a@b.example or +254712345678',
    ],
    ['1 &lt; 2 &amp;&amp; 3 &gt; 2', '1 < 2 && 3 > 2'],
    ['&amp;lt;!channel&amp;gt;', '&lt;!channel&gt;'],
    ['*bold* _it_ ~no~ `code` :tada:', '*bold* _it_ ~no~ `code` :tada:'],
    ['<>', ''],
    ['a < b', 'a < b'],
  ])('%s', (typed, read) => {
    expect(plainText(typed, names)).toBe(read);
  });

  test('an emoji is the character it was, where the rich text tells it', () => {
    const emoji = (name: string, unicode: unknown) => ({ type: 'emoji', name, unicode });
    const section = {
      type: 'rich_text_section',
      elements: [emoji('+1', '1f44d-1f3fd'), emoji('tada', '1f389'), emoji('acme', undefined), emoji('odd', 'zz')],
    };
    const found = emojiOf([{ type: 'rich_text', elements: [section] }]);
    expect(plainText(':+1::skin-tone-4: go :tada: :acme: :odd: 10:30:15', names, found)).toBe(
      '👍🏽 go 🎉 :acme: :odd: 10:30:15',
    );
    expect(plainText(':+1:', names, emojiOf(undefined))).toBe(':+1:');
  });

  test('plain words come back as they were', () => {
    fc.assert(
      fc.property(fc.oneof(nastyText, fc.string()), (text) => {
        expect(plainText(escapeText(text))).toBe(text);
      }),
    );
  });

  test('anything at all can be read, in time', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'<>|@#!^&;lt a') }), (text) => void plainText(text)));
    expect(plainText('<'.repeat(100_000))).toHaveLength(100_000);
  });
});
