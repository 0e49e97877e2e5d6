import { afterEach, beforeEach, expect, test } from 'vitest';
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

test.each<[string, unknown[], string]>([
  ['an unknown type', [{ type: 'nope' }], 'unsupported type: nope [json-pointer:/blocks/0]'],
  ['no type', [{}], 'missing required field: type [json-pointer:/blocks/0]'],
  [
    'a field of its own',
    [{ type: 'divider', colour: 'red' }],
    'invalid additional property: colour [json-pointer:/blocks/0]',
  ],
  [
    'a header in mrkdwn',
    [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
    'unsupported type: mrkdwn [json-pointer:/blocks/0/text]',
  ],
  [
    'a long header',
    [{ type: 'header', text: text('x'.repeat(151)) }],
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'an empty text',
    [{ type: 'header', text: text('') }],
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['a bare section', [{ type: 'section' }], 'must define either `text` or `fields` [json-pointer:/blocks/0]'],
  [
    'eleven fields',
    [section({ fields: Array(11).fill(text('x')) })],
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'a long button',
    [{ type: 'actions', elements: [button({ text: text('x'.repeat(76)) })] }],
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'a long value',
    [{ type: 'actions', elements: [button({ value: 'x'.repeat(2001) })] }],
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'a style of its own',
    [{ type: 'actions', elements: [button({ style: 'plain' })] }],
    'must be a valid enum value: primary, danger [json-pointer:/blocks/0/elements/0/style]',
  ],
  [
    '26 buttons',
    [{ type: 'actions', elements: Array.from({ length: 26 }, (_, at) => button({ action_id: `b${at}` })) }],
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
  ],
  ['no button', [{ type: 'actions', elements: [] }], 'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]'],
  [
    'an action_id twice',
    [{ type: 'actions', elements: [button(), button()] }],
    '`action_id` "go" already exists for another action [json-pointer:/blocks/0]',
  ],
  [
    'a block_id twice',
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ],
    '`block_id` "a" already exists for another block [json-pointer:/blocks/1/block_id]',
  ],
  [
    'a text input among actions',
    [{ type: 'actions', elements: [{ type: 'plain_text_input', action_id: 'x' }] }],
    'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0]',
  ],
  [
    'a long confirm',
    [{ type: 'actions', elements: [button({ confirm: { title: text('x'.repeat(101)), text: text('y') } })] }],
    'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
  ],
  [
    'a typed option',
    [input({ type: 'static_select', options: [{ type: 'option', ...option('a') }] })],
    'invalid additional property: type [json-pointer:/blocks/0/element/options/0]',
  ],
  [
    'no options',
    [input({ type: 'static_select' })],
    'must define either `options` or `option_groups` [json-pointer:/blocks/0/element]',
  ],
  [
    'a foreign first choice',
    [input({ type: 'static_select', options: [option('a')], initial_option: option('b') })],
    '`initial_option` must be one of the options [json-pointer:/blocks/0/element/initial_option]',
  ],
  [
    '101 options',
    [input({ type: 'static_select', options: Array(101).fill(option('a')) })],
    'no more than 100 items allowed [json-pointer:/blocks/0/element/options]',
  ],
  [
    'a date in words',
    [input({ type: 'datepicker', initial_date: 'tomorrow' })],
    'must be a date formatted as YYYY-MM-DD [json-pointer:/blocks/0/element/initial_date]',
  ],
  [
    'a number without decimals said',
    [input({ type: 'number_input' })],
    'missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]',
  ],
  [
    'a file in a message',
    [input({ type: 'file_input', action_id: 'f' })],
    'unsupported type: file_input [json-pointer:/blocks/0/element]',
  ],
  [
    'a picture from nowhere',
    [{ type: 'image', alt_text: 'x' }],
    'must define either `image_url` or `slack_file` [json-pointer:/blocks/0]',
  ],
  [
    'an unknown file',
    [{ type: 'image', alt_text: 'x', slack_file: { id: 'F404' } }],
    'invalid slack file [json-pointer:/blocks/0/slack_file]',
  ],
  [
    'two tables',
    [
      { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] },
      { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] },
    ],
    'only one table is allowed [json-pointer:/blocks]',
  ],
  [
    'an empty rich text run',
    [rich({ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] })],
    'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
  ],
  [
    'a bare card',
    [{ type: 'card' }],
    'must define either `hero_image` or `title` or `actions` or `body` [json-pointer:/blocks/0]',
  ],
  [
    'an odd task',
    [{ type: 'task_card', task_id: '1', title: 'x', status: 'done' }],
    'must be a valid enum value: pending, in_progress, complete, error [json-pointer:/blocks/0/status]',
  ],
])('Refused: %s', (_name, blocks, expected) => {
  expect(errors(blocks)).toContain(expected);
});
