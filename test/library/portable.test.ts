import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../src/automation/definition.ts';
import {
  asFile,
  fromPortable,
  LEFT_OUT,
  looksPortable,
  MAX_FILE,
  parsePortable,
  portableText,
  toPortable,
} from '../../src/automation/portable.ts';
import { AppError } from '../../src/errors.ts';

const definition = (params: Record<string, unknown>, more: object = {}): Definition =>
  ({
    steps: [{ params, action: 'request', service: 'http', id: 'call' }],
    name: 'Call',
    triggers: [],
    description: '',
    policy: {},
    ...more,
  }) as unknown as Definition;
const none = new Map<string, string>();
const params = (given: Record<string, unknown>) => toPortable(definition(given), none).file.definition.steps[0]?.params;
const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError)
      return [error.message, ...(error.findings ?? []).map((one) => one.message)].join(' ');
    throw error;
  }
  return '';
};

describe('a workflow as a file', () => {
  it('is the same text whatever order the definition was kept in', () => {
    const text = portableText(toPortable(definition({ url: 'https://a.example', method: 'GET' }), none).file);
    expect(portableText(toPortable(definition({ method: 'GET', url: 'https://a.example' }), none).file)).toBe(text);
    expect([...text.matchAll(/^ {2,4}"(\w+)"/gm)].map((match) => match[1])).toEqual(
      'format version definition name description policy triggers steps'
        .split(' ')
        .filter((key) => text.includes(`"${key}"`)),
    );
  });

  it('comes back as it was', () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('url', 'body', 'note', 'list'), json), (given) => {
        const { file, leftOut } = toPortable(definition(given as Record<string, unknown>), none);
        fc.pre(leftOut.length === 0 && !portableText(file).includes('__proto__'));
        expect(fromPortable(parsePortable(portableText(file)))).toEqual(JSON.parse(JSON.stringify(file.definition)));
      }),
    );
  });

  it('leaves secrets out and says where', () => {
    const { file, leftOut } = toPortable(
      definition({
        url: 'https://user:word@a.example/x?api_key=test-secret&page=2&token={{ trigger.token }}',
        headers: { Authorization: 'Bearer test-secret', Accept: 'application/json', 'X-Api-Key': '{{ trigger.key }}' },
        body: { password: 'test-secret', tokens: 'three', keyword: 'shoes' },
      }),
      none,
    );
    expect(JSON.stringify(file)).not.toMatch(/test-secret|user:word/);
    expect(leftOut.sort()).toEqual([
      'steps[0].params.body.password',
      'steps[0].params.headers.Authorization',
      'steps[0].params.url',
    ]);
    expect(file.definition.steps[0]?.params).toMatchObject({
      headers: { Accept: 'application/json', 'X-Api-Key': '{{ trigger.key }}' },
      body: { tokens: 'three', keyword: 'shoes' },
    });
    expect(refusal(() => fromPortable(file))).toMatch(/left out.*a secret stood here/);
  });

  it.each([
    ['a name in one word', { headers: { accessToken: 'test-secret', 'X-Custom': 'Bearer test-secret' } }],
    [
      'other names of keys',
      { body: { secretKey: 'test-secret', private_key: 'test-secret', passphrase: 'test-secret' } },
    ],
    ['what stands in a secret', { body: { credentials: { user: 'test-secret', value: ['test-secret'] } } }],
    ['JSON that is a text', { body: '{"api_key": "test-secret", "page": 2}' }],
    ['JSON that holds more than a secret', { body: '{"api_key": "test-secret-{{ trigger.n }}"}' }],
    ['the first field of a form', { body: 'client_secret=test-secret&page=2' }],
    ['an address', { url: 'https://a.example/x?accessKey=test-secret&apiKey=test-secret&page=2' }],
    ['words', { body: 'Tell them: Bearer test-secret-123' }],
    ['an expression', { note: `{{ trigger.a + '${'ghp_'}${'test-secret'.repeat(2)}1' }}` }],
    ['what a token looks like', { note: `use ${'ghp_'}${'test-secret'.repeat(2)}` }],
  ])('leaves secrets out of %s', (_what, given) => {
    const { file, leftOut } = toPortable(definition(given), none);
    expect(JSON.stringify(file)).not.toContain('test-secret');
    expect(leftOut.length).toBeGreaterThan(0);
    expect(refusal(() => fromPortable(file))).toContain('left out');
  });

  it('leaves numbers that are secrets out, and what only looks like one in', () => {
    const numbers = { pin: 1234, apiKey: 12, access_token: 13, maxTokens: 1234 };
    const left = { pin: LEFT_OUT, apiKey: LEFT_OUT, access_token: LEFT_OUT, maxTokens: 1234 };
    expect(params({ body: numbers })).toEqual({ body: left });
    for (const given of [
      { headers: { Authorization: 'Bearer {{ trigger.token }}' } },
      { url: 'https://a.example/x?code=KES&monkey=1&page=2', body: 'Bearer instruments, and key=value' },
      { body: '{"tokens": "three", "token": "{{ trigger.token }}"}' },
      { text: "{{ trigger.token=='abcdef' ? 'one' : 'two' }} and token={{ trigger.token }}" },
      {
        text: "{{ trigger.data.pk_customer_id }}, {{ trigger.data['pk_customer_id'] }}, {{ {'a': {'b': trigger.pk_customer_id}} }}",
      },
      { body: '{"token": "{{ trigger.data["token"] }}", "page": 2}', mark: '\uE000 {{ trigger.x }}' },
      { tokenLimit: 500, body: { token_count: 3, secretsFound: 2, tokenLimits: { max: 4 } } },
    ])
      expect(params(given)).toEqual(given);
  });

  it('names workflows instead of their ids', () => {
    const { file } = toPortable(definition({ workflow: 'wf_1' }), new Map([['wf_1', 'Payout']]));
    expect(file.definition.steps[0]?.params.workflow).toBe('Payout');
    expect(params({ workflow: 'wf_2' })).toEqual({ workflow: 'wf_2' });
  });
});

describe('a file that is read', () => {
  const file = () => toPortable(definition({ url: 'https://a.example' }), none).file;

  it('is known by its mark, fenced or not', () => {
    const text = portableText(file());
    for (const one of [text, `\`\`\`json\n${text}\n\`\`\``, `  ${text}\n`]) {
      expect(looksPortable(one)).toBe(true);
      expect(parsePortable(one)).toEqual(JSON.parse(text));
    }
    expect(looksPortable('tell me about nod.workflow files')).toBe(false);
    expect(looksPortable('{"format":"other"}')).toBe(false);
    for (const lead of ['import this: ', 'Please import this workflow\n', 'here is the file: ```json\n']) {
      expect(looksPortable(lead + text)).toBe(true);
      expect(parsePortable(lead + text)).toEqual(JSON.parse(text));
    }
    for (const words of [
      'every day post {"steps": [1]} to https://a.example',
      'take {"id": 7, "steps": [1,2]} and post it to https://a.example every day',
      'use this: {"steps": [1]} as the body of a POST to https://a.example',
      'use this: {"name": "x", "steps": [1]} as the body of a POST to https://a.example',
      '{"steps": [{"id": 1}]} is what my API sends; when it comes post it to #x',
      '{"steps": [1]}',
    ])
      expect(looksPortable(words), words).toBe(false);
  });

  it('is made of a definition that has no mark, in a chat', () => {
    const { definition: bare } = file();
    expect(looksPortable(JSON.stringify(bare))).toBe(true);
    expect(asFile(bare)).toEqual(file());
    expect(asFile(file())).toEqual(file());
    expect(asFile({ name: 'x' })).toEqual({ name: 'x' });
  });

  it.each([
    ['no mark', { version: 1, definition: {} }, /no workflow file/],
    ['a list', [], /no workflow file/],
    ['no version', { format: 'nod.workflow', definition: {} }, /has no version/],
    ['a newer version', { format: 'nod.workflow', version: 2, definition: {} }, /from a newer Nod/],
    ['something unknown', { format: 'nod.workflow', version: 1, definition: {}, id: 'wf_1' }, /“id” is not known here/],
    ['no definition', { format: 'nod.workflow', version: 1 }, /has no definition/],
    ['a secret left out', { format: 'nod.workflow', version: 1, definition: { name: LEFT_OUT } }, /left out/],
  ])('is refused with %s', (_what, given, words) => {
    expect(refusal(() => fromPortable(given))).toMatch(words);
  });

  it('is refused when it is cut off, too long or too deep', () => {
    expect(refusal(() => parsePortable(portableText(file()).slice(0, -5)))).toMatch(/not complete/);
    expect(refusal(() => parsePortable(' '.repeat(MAX_FILE + 1)))).toMatch(/at most 256 KB/);
    let deep: unknown = 1;
    for (let level = 0; level < 40; level += 1) deep = { deep };
    expect(refusal(() => fromPortable({ ...file(), definition: deep }))).toMatch(/nested more than/);
  });
});
