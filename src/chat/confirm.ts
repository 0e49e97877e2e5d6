import type { CommandAct } from './commands.ts';
import type { Member } from './people.ts';
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
): Promise<string> {
  const card = confirmCard(act, row);
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
  return card.title;
}

export function confirmCard(act: Pick<CommandAct, 'command' | 'workflow'>, row: string): Card {
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
    body: act.command === 'delete' ? [{ kind: 'text', text: texts.deleteWhat }] : [],
    choices: [
      { name: 'confirm.yes', value: row, label: texts.yes, style: act.command === 'delete' ? 'danger' : 'primary' },
      { name: 'confirm.no', value: row, label: texts.no },
    ],
  };
}
