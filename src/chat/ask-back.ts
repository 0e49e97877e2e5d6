import type { Member } from './people.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';
import type { Card } from './types.ts';

/** What is done on a yes, as plain JSON. */
export type Back =
  | { what: 'unlink'; ids: string[]; label: string }
  | { what: 'join'; code: string; workspace: string }
  | { what: 'transfer'; workflow: string; to: string };

/** Asks yes or no before something about people is done; a tap or a typed yes answers it. */
export async function askBack(
  room: Room,
  person: Member,
  where: { row: string; thread: string },
  asked: { title: string; text: string; back: Back; danger?: boolean },
): Promise<void> {
  const { row, thread } = where;
  const choices: NonNullable<Card['choices']> = [
    { name: 'people.yes', value: row, label: texts.yes, style: asked.danger ? 'danger' : 'primary' },
    { name: 'people.no', value: row, label: texts.no },
  ];
  const key = `confirm:${row}`;
  await room.prompts.open({
    workspace: person.workspace,
    thread,
    user: person.user,
    kind: 'confirm',
    ref: row,
    key,
    detail: {
      title: asked.title,
      choices: choices.map(({ name, value, label }) => ({ name, value, label })),
      back: asked.back,
    },
  });
  await room.outbox.post(thread, key, { title: asked.title, body: [{ kind: 'text', text: asked.text }], choices });
}
