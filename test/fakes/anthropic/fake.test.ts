import Anthropic, { type APIError, BadRequestError } from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { call, failure, text } from './answers.ts';
import { type FakeAnthropic, startFakeAnthropic } from './server.ts';

/** The fake refuses what the real API refuses; otherwise tests against it would prove nothing. */

let fake: FakeAnthropic;
let client: Anthropic;
beforeAll(async () => {
  fake = await startFakeAnthropic();
  client = new Anthropic({ apiKey: fake.key, baseURL: fake.url, maxRetries: 0, logLevel: 'off' });
});
afterEach(() => expect(fake.left()).toBe(0));
afterAll(() => fake.stop());

type Body = Record<string, unknown>;
const user = { role: 'user', content: 'hi' };
const use = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} };
const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'seen' };
const send = (more: Body) =>
  client.messages.create(
    {
      model: 'claude-sonnet-5-5',
      max_tokens: 100,
      messages: [user],
      ...more,
    } as unknown as Anthropic.MessageCreateParamsNonStreaming,
    { timeout: 15_000 },
  );
const strict = (input_schema: Body, name = 'look') => ({ name, strict: true, input_schema });
const object = (properties: Body, more: Body = {}): Body => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
const look = strict(object({}));

describe('refuses', () => {
  it.each<[string, Body]>([
    ['sampling', { temperature: 0.7 }],
    ['a prefilled answer', { messages: [user, { role: 'assistant', content: '{' }] }],
    ['no messages', { messages: [] }],
    ['a conversation that begins with the assistant', { messages: [{ role: 'assistant', content: 'x' }, user] }],
    ['empty text', { messages: [{ role: 'user', content: '' }] }],
    ['blank blocks', { messages: [{ role: 'user', content: [{ type: 'text', text: ' ' }] }] }],
    ['no room to answer', { max_tokens: 0 }],
    ['more than it can write', { max_tokens: 500_000 }],
    ['a call left open', { tools: [look], messages: [user, { role: 'assistant', content: [use] }, user] }],
    ['a result of no call', { tools: [look], messages: [{ role: 'user', content: [result] }] }],
    [
      'text before results',
      {
        tools: [look],
        messages: [
          user,
          { role: 'assistant', content: [use] },
          { role: 'user', content: [{ type: 'text', text: 'x' }, result] },
        ],
      },
    ],
    [
      'thoughts it never had',
      { messages: [user, { role: 'assistant', content: [{ type: 'thinking', thinking: 'x', signature: 'y' }] }, user] },
    ],
    ['a forced tool while thinking', { tools: [look], tool_choice: { type: 'any' } }],
    ['a choice without tools', { tool_choice: { type: 'auto' } }],
    ['manual thinking', { thinking: { type: 'enabled', budget_tokens: 2000 } }],
    ['an unknown field', { prompt: 'x' }],
    ['two tools of one name', { tools: [look, look] }],
    [
      'five cache marks',
      { system: Array.from({ length: 5 }, () => ({ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } })) },
    ],
    ['an address as user id', { metadata: { user_id: 'wanjiru@example.com' } }],
    ['open objects', { tools: [strict({ type: 'object', properties: {} })] }],
    ['oneOf', { tools: [strict(object({ a: { oneOf: [{ type: 'string' }, { type: 'null' }] } }))] }],
    ['minLength', { tools: [strict(object({ a: { type: 'string', minLength: 1 } }))] }],
    ['pattern', { tools: [strict(object({ a: { type: 'string', pattern: 'a+' } }))] }],
    [
      'maximum',
      { output_config: { format: { type: 'json_schema', schema: object({ a: { type: 'number', maximum: 3 } }) } } },
    ],
    ['records', { tools: [strict(object({ a: { type: 'object', additionalProperties: { type: 'string' } } }))] }],
    [
      'recursion',
      { tools: [strict(object({ a: { $ref: '#/$defs/n' } }, { $defs: { n: object({ n: { $ref: '#/$defs/n' } }) } }))] },
    ],
    ['a schema within itself', { tools: [strict(object({ a: { $ref: '#' } }))] }],
    ['21 strict tools', { tools: Array.from({ length: 21 }, (_, index) => strict(object({}), `tool_${index}`)) }],
    [
      '25 optional parameters',
      {
        tools: [
          strict(
            object(Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`p${i}`, { type: 'string' }])), {
              required: [],
            }),
          ),
        ],
      },
    ],
    [
      '17 unions',
      {
        tools: [
          strict(
            object(Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`p${i}`, { type: ['string', 'null'] }]))),
          ),
        ],
      },
    ],
  ])('%s', async (_name, body) => {
    await expect(send(body)).rejects.toThrow(BadRequestError);
  });

  it('what the SDK’s own tool helper sends for strict tools', async () => {
    const inputSchema = z.object({ name: z.string().min(1), more: z.record(z.string(), z.string()) });
    const tool = betaZodTool({ name: 'look', description: 'd', inputSchema, strict: true, run: () => '' });
    const { run: _run, parse: _parse, ...declared } = tool as unknown as Body;
    await expect(send({ tools: [declared] })).rejects.toThrow(BadRequestError);
  });

  it('unknown models, wrong keys, in the shape of the API’s errors', async () => {
    const unknown = await send({ model: 'claude-1' }).catch((error: unknown) => error);
    expect(unknown).toMatchObject({ status: 404, type: 'not_found_error' });
    expect((unknown as APIError).requestID).toMatch(/^req_/);
    const other = new Anthropic({ apiKey: 'other', baseURL: fake.url, maxRetries: 0, logLevel: 'off' });
    await expect(other.models.retrieve('claude-sonnet-5-5')).rejects.toMatchObject({ status: 401 });
  });

  it('a script that breaks the shape a strict tool promises', async () => {
    fake.script(call('look', { more: 1 }));
    await expect(send({ tools: [look] })).rejects.toMatchObject({ status: 500 });
  });
});

describe('answers', () => {
  it('plainly and streamed, alike', async () => {
    fake.script(text('Hello there, colleague.'), text('Hello there, colleague.'));
    const plain = await send({});
    const streamed = await client.messages
      .stream({ model: 'claude-sonnet-5-5', max_tokens: 100, messages: [{ role: 'user', content: 'hi' }] })
      .finalMessage();
    expect(streamed.content).toEqual(plain.content);
    expect(streamed.usage.output_tokens).toBe(plain.usage.output_tokens);
  });

  it('takes its own calls and thoughts back with their results', async () => {
    fake.script(call('look', {}), text('Seen.'));
    const asked = await send({ tools: [look] });
    const id = asked.content.find((block) => block.type === 'tool_use')?.id;
    const results = [{ ...result, tool_use_id: id }];
    const messages = [user, { role: 'assistant', content: asked.content }, { role: 'user', content: results }];
    expect(await send({ tools: [look], messages })).toMatchObject({ stop_reason: 'end_turn' });
  });

  it('counts tokens and tells of models', async () => {
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'hi' }];
    const counted = await client.messages.countTokens({ model: 'claude-sonnet-5-5', messages });
    expect(counted.input_tokens).toBeGreaterThan(0);
    expect(await client.models.retrieve('claude-haiku-5-5')).toMatchObject({ id: 'claude-haiku-5-5' });
  });

  it('with errors when told to', async () => {
    fake.script(failure(529));
    await expect(send({})).rejects.toMatchObject({ status: 529, type: 'overloaded_error' });
  });
});
