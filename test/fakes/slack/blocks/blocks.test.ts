import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf, refusal } from '../app.ts';
import { type FakeSlack, startFakeSlack } from '../fake-slack.ts';
import type { Json } from '../model.ts';
import { errorsIn } from './check.ts';
import type { Surface } from './schema.ts';

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack();
});
afterEach(() => slack.close());

const text = (words: string) => ({ type: 'plain_text', text: words });
const button = (more: Json = {}) => ({ type: 'button', action_id: 'go', text: text('Go'), ...more });
const section = (more: Json) => ({ type: 'section', text: { type: 'mrkdwn', text: 'x' }, ...more });
const input = (element: Json, more: Json = {}) => ({ type: 'input', label: text('Label'), element, ...more });
const option = (value: string) => ({ text: text(value), value });
const rich = (...elements: Json[]) => ({ type: 'rich_text', elements });
const errors = (blocks: unknown, surface: Surface = 'message') =>
  errorsIn(slack.state, 'T1', blocks, surface, '/blocks');

const GOOD: Json[] = [
  { type: 'header', text: text('Invoice on payment') },
  section({ fields: [text('a')], accessory: button(), expand: true }),
  {
    type: 'actions',
    elements: [button({ style: 'primary', confirm: { title: text('Sure?'), text: text('It costs.') } })],
  },
  {
    type: 'context',
    elements: [
      { type: 'mrkdwn', text: '`7F3-K2`' },
      { type: 'image', image_url: 'https://x.example/i.png', alt_text: 'i' },
    ],
  },
  { type: 'divider' },
  { type: 'image', image_url: 'https://x.example/i.png', alt_text: 'A diagram', title: text('Steps') },
  { type: 'markdown', text: '**bold**' },
  rich({ type: 'rich_text_section', elements: [{ type: 'text', text: 'x', style: { bold: true } }] }),
  rich({ type: 'rich_text_list', style: 'ordered', elements: [{ type: 'rich_text_section', elements: [] }] }),
  { type: 'plan', title: 'Steps', tasks: [{ type: 'task_card', task_id: '1', title: 'One', status: 'complete' }] },
  {
    type: 'task_card',
    task_id: '2',
    title: 'Two',
    status: 'error',
    sources: [{ type: 'url', url: 'https://x.example', text: 'x' }],
  },
  {
    type: 'table',
    rows: [
      [
        { type: 'raw_text', text: 'a' },
        { type: 'raw_number', value: 1, text: '1' },
      ],
    ],
  },
  { type: 'alert', text: text('Careful'), level: 'warning' },
  { type: 'card', title: { type: 'mrkdwn', text: 'Card' }, actions: [button()] },
  { type: 'carousel', elements: [{ type: 'card', body: { type: 'mrkdwn', text: 'x' } }] },
  { type: 'container', title: text('Group'), child_blocks: [{ type: 'divider' }], is_collapsible: true },
  { type: 'context_actions', elements: [{ type: 'icon_button', icon: 'trash', text: text('Delete'), action_id: 'd' }] },
  input({ type: 'plain_text_input', action_id: 't', multiline: true, max_length: 100 }),
  input({ type: 'number_input', action_id: 'n', is_decimal_allowed: true, min_value: '1', initial_value: '2' }),
  input({ type: 'datepicker', action_id: 'd', initial_date: '2026-11-21' }),
  input({ type: 'static_select', action_id: 's', options: [option('a')], initial_option: option('a') }),
];

test('Slack takes every kind of block made as its reference says, in a message', async () => {
  for (const block of GOOD) expect(errors([block]), JSON.stringify(block)).toEqual([]);
  const posted = await clientOf(slack).chat.postMessage({ channel: 'C1', text: 'x', blocks: GOOD as never });
  expect(posted.ok).toBe(true);
});

test('Refusals carry Slack’s words and pointers', async () => {
  const blocks = [section({ text: { type: 'mrkdwn', text: 'x'.repeat(3001) } })];
  const data = await refusal(clientOf(slack).chat.postMessage({ channel: 'C1', text: 'x', blocks: blocks as never }));
  expect(data).toMatchObject({
    error: 'invalid_blocks',
    errors: [
      'failed to match all allowed schemas [json-pointer:/blocks/0/text]',
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
  });
  expect((data.response_metadata as { messages: string[] }).messages[1]).toBe(
    '[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  );
});

test('Fifty blocks in a message, a hundred in a view; some kinds in messages only', () => {
  const many = (count: number) => Array(count).fill({ type: 'divider' });
  expect(errors(many(50))).toEqual([]);
  expect(errors(many(51))).toEqual(['no more than 50 items allowed [json-pointer:/blocks]']);
  expect(errors(many(100), 'home')).toEqual([]);
  expect(errors(many(101), 'modal')).toHaveLength(1);
  expect(errors([{ type: 'markdown', text: 'x' }], 'home')).toEqual([
    'unsupported type: markdown [json-pointer:/blocks/0]',
  ]);
  expect(errors([input({ type: 'file_input', action_id: 'f' })], 'modal')).toEqual([]);
});

test('Blocks that are too long together are refused as such', async () => {
  const blocks = Array.from({ length: 6 }, () => section({ text: { type: 'mrkdwn', text: 'x'.repeat(2500) } }));
  const call = clientOf(slack).chat.postMessage({ channel: 'C1', text: 'x', blocks: blocks as never });
  expect((await refusal(call)).error).toBe('msg_blocks_too_long');
});

test('Whatever is sent as blocks, the check answers and never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom<Surface>('message', 'modal', 'home'), (value, surface) => {
      expect(Array.isArray(errors(value, surface))).toBe(true);
      expect(errors([value], surface).length).toBeGreaterThan(0);
    }),
  );
});
