import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BLOCK_KIT } from '../../adapters/slack/face/limits.ts';
import { FORM_CALLBACK, type FormMeta, formErrors, formModal, readForm } from '../../adapters/slack/face/modal.ts';
import type { Form, Input } from '../../src/chat/types.ts';
import type { State } from '../fakes/slack/state.ts';
import { checkView } from '../fakes/slack/views.ts';
import { inputs, nastyText } from './cards.ts';
import { textShown } from './shown.ts';

const meta: FormMeta = {
  thread: 'slack:T1/C1/1700.0001',
  messageId: 'C1/1700.0002',
  choice: { name: 'draft.change', value: 'd:1' },
};
const form = (some: Input[], title = 'Change'): Form => ({ title, inputs: some, submit: 'Show the new card' });
const accepted = (view: unknown): void =>
  checkView({ files: new Map() } as unknown as State, 'T1', view as Parameters<typeof checkView>[2], 'modal');

/** What Slack sends when the form is sent with these values typed: as its state holds them. */
function submitted(view: ReturnType<typeof formModal>, filled: Record<string, unknown>) {
  const values = Object.fromEntries(
    view.blocks.flatMap((block, index) => {
      if (!('element' in block) || block.type !== 'input') return [];
      const element = block.element as { type: string; action_id: string };
      return [[block.block_id, { [element.action_id]: { type: element.type, ...(filled[index] as object) } }]];
    }),
  );
  return { ...view, id: 'V1', team_id: 'T1', state: { values } };
}

describe('a form', () => {
  test('has every input with what is known, and comes back by name', () => {
    const view = formModal(
      form([
        { kind: 'text', name: 'name', label: 'Name', value: 'Invoice on payment' },
        { kind: 'text', name: 'step.s1.body', label: 'Body', value: 'Thanks', multiline: true, optional: true },
        { kind: 'number', name: 'policy.max', label: 'Most', value: '20000' },
        {
          kind: 'select',
          name: 'cur',
          label: 'Currency',
          options: [
            { label: 'Shilling', value: 'KES' },
            { label: 'Dollar', value: 'USD' },
          ],
          value: 'KES',
        },
        { kind: 'date', name: 'trigger.0.date', label: 'Day', value: '2026-12-01' },
        { kind: 'file', name: 'scan', label: 'Scan' },
      ]),
      meta,
    );
    accepted(view);
    expect(
      view.blocks.map((block) => ('element' in block ? (block.element as { type: string }).type : block.type)),
    ).toEqual(['plain_text_input', 'plain_text_input', 'number_input', 'static_select', 'datepicker', 'file_input']);
    expect(view.blocks[1]).toMatchObject({ optional: true, element: { multiline: true, initial_value: 'Thanks' } });
    const read = readForm(
      submitted(view, {
        0: { value: 'Invoices' },
        1: { value: null },
        2: { value: '25000' },
        3: { selected_option: { text: { type: 'plain_text', text: 'Dollar' }, value: 'USD' } },
        4: { selected_date: '2026-12-02' },
        5: { files: [{ id: 'F7', name: 'scan.pdf', mimetype: 'application/pdf', size: 12 }] },
      }),
    );
    expect(read).toEqual({
      meta,
      values: {
        name: 'Invoices',
        'step.s1.body': '',
        'policy.max': '25000',
        cur: 'USD',
        'trigger.0.date': '2026-12-02',
      },
      files: [{ input: 'scan', id: 'F7', name: 'scan.pdf', mimetype: 'application/pdf', size: 12 }],
    });
  });

  test('a long title is shortened at a word and stands in full inside', () => {
    const title = 'Change Invoice on payment for customers in Kenya';
    const view = formModal(form([], title), meta);
    expect(view.title.text).toBe('Change Invoice on…');
    expect(textShown(view.blocks[0])).toBe(title);
    expect(formModal(form([], 'Change Rent'), meta).blocks).toEqual([]);
  });

  test('what a field cannot hold is left as it is and said so', () => {
    const view = formModal(
      form([{ kind: 'text', name: 'body', label: 'Body', value: 'x'.repeat(3_001), multiline: true }]),
      meta,
    );
    expect(view.blocks.map(textShown)).toEqual([
      'Body: too long to edit here. Tell me in a message what should be different.',
    ]);
  });

  test('a list Slack cannot show is typed, and says what there is', () => {
    const many = Array.from({ length: 101 }, (_, index) => ({ label: `Option ${index}`, value: `${index}` }));
    const [block] = formModal(form([{ kind: 'select', name: 'a', label: 'A', options: many }]), meta).blocks;
    expect(block).toMatchObject({
      element: { type: 'plain_text_input' },
      hint: { text: expect.stringContaining('Option 100') },
    });
    const long = { label: 'Long', value: 'v'.repeat(200) };
    const [typed] = formModal(
      form([{ kind: 'select', name: 'a', label: 'A', options: [long], value: long.value }]),
      meta,
    ).blocks;
    expect(typed).toMatchObject({ element: { type: 'plain_text_input', initial_value: long.value } });
  });

  test('values its fields would refuse do not stop it from opening', () => {
    const view = formModal(
      form([
        { kind: 'number', name: 'a', label: 'A', value: 'a lot' },
        { kind: 'date', name: 'b', label: 'B', value: 'the 31st' },
        { kind: 'date', name: 'c', label: 'C', value: '2026-02-31' },
        { kind: 'select', name: 'd', label: 'D', options: [{ label: 'x', value: 'x' }], value: 'gone' },
      ]),
      meta,
    );
    accepted(view);
    expect(view.blocks).toMatchObject([
      { element: { type: 'plain_text_input', initial_value: 'a lot' } },
      { hint: { text: 'Now: the 31st' } },
      { hint: { text: 'Now: 2026-02-31' } },
      { hint: { text: 'Now: gone' } },
    ]);
  });

  test('what is wrong is shown at its input', () => {
    const view = formModal(
      form([
        { kind: 'text', name: 'time', label: 'Time' },
        { kind: 'text', name: 'name', label: 'Name' },
      ]),
      meta,
    );
    expect(formErrors(view, { time: 'A time, as 09:00.', other: 'x' })).toEqual({
      'input.0.=time': 'A time, as 09:00.',
    });
    expect(formErrors(view, { other: 'x' })).toBeNull();
  });

  test('a view that is none of ours is nothing', () => {
    const view = { ...formModal(form([]), meta), state: { values: {} } };
    expect(readForm(view)).not.toBeNull();
    for (const other of [
      { callback_id: 'edit' },
      { private_metadata: '{' },
      { private_metadata: '{}' },
      { private_metadata: undefined },
    ]) {
      expect(readForm({ ...view, ...other })).toBeNull();
    }
    for (const values of [
      null,
      'x',
      { a: 1 },
      { 'input.0.=a': { value: { value: 7 } } },
      { 'input.0.~*': { value: {} } },
    ]) {
      expect(
        readForm({ callback_id: FORM_CALLBACK, private_metadata: view.private_metadata, state: { values } }),
      ).toMatchObject({
        values: {},
        files: [],
      });
    }
  });

  test('more than Slack carries along is refused here', () => {
    expect(() => formModal(form([]), { ...meta, thread: 'x'.repeat(BLOCK_KIT.privateMetadata) })).toThrow(RangeError);
  });

  test('whatever it asks for, Slack opens it and every input keeps its name', () => {
    fc.assert(
      fc.property(inputs(40), nastyText, nastyText, (some, title, submit) => {
        const view = formModal({ title, inputs: some, submit }, meta);
        accepted(view);
        const typed = view.blocks.map(() => ({ value: 'x' }));
        const read = readForm(submitted(view, { ...typed }));
        const asked = view.blocks.filter((block) => block.type === 'input').length;
        expect(Object.keys(read?.values ?? {})).toHaveLength(asked);
        for (const name of Object.keys(read?.values ?? {})) expect(some.map((input) => input.name)).toContain(name);
      }),
      { numRuns: 80 },
    );
  });
});
