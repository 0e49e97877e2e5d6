import type { CommandAct } from './commands.ts';
import type { Member } from './people.ts';
import { asText } from './plain.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';
import type { Card } from './types.ts';

/** Asks before something is done that cannot be taken back; the answer is bound to this question. Returns its words. */
export async function askToConfirm(
  room: Room,
  person: Member,
  thread: string,
  row: string,
  act: Omit<CommandAct, 'key'>,
  /** What it would do, where that is said first. */
  lines: string[] = [],
): Promise<string> {
  const card = confirmCard(act, row, lines);
  const key = `confirm:${row}`;
  const { command, workflow, newName, data } = act;
  await room.prompts.open({
    workspace: person.workspace,
    thread,
    user: person.user,
    kind: 'confirm',
    ref: row,
    key,
    detail: {
      title: card.title,
      choices: (card.choices ?? []).map(({ name, value, label }) => ({ name, value, label })),
      act: {
        command,
        workflow,
        ...(newName === undefined ? {} : { newName }),
        ...(data === undefined ? {} : { data }),
      },
    },
  });
  await room.outbox.post(thread, key, card);
  return lines.length > 0 ? asText(card) : card.title;
}

export function confirmCard(act: Pick<CommandAct, 'command' | 'workflow'>, row: string, lines: string[] = []): Card {
  const name = act.workflow?.name ?? '';
  const title =
    act.command === 'delete'
      ? texts.deleteAsk(name)
      : act.command === 'run'
        ? texts.runAsk(name)
        : act.command === 'stop_everything'
          ? texts.stopAsk
          : texts.genericAsk(act.command, name);
  return {
    title,
    body: [
      ...(act.command === 'delete' ? [{ kind: 'text' as const, text: texts.deleteWhat }] : []),
      ...(lines.length > 0 ? [{ kind: 'text' as const, text: texts.runWhat }] : []),
      ...(lines.length > 0 ? [{ kind: 'steps' as const, steps: lines.map((text) => ({ text })) }] : []),
    ],
    choices: [
      { name: 'confirm.yes', value: row, label: texts.yes, style: act.command === 'delete' ? 'danger' : 'primary' },
      { name: 'confirm.no', value: row, label: texts.no },
    ],
  };
}
