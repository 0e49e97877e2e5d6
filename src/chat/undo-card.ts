import type { Member } from './people.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';
import { failureTexts } from './texts-failure.ts';
import type { Content } from './types.ts';

/** Says what would be taken back and what cannot be, before it is. */
export async function undoCard(
  room: Pick<Room, 'automation'>,
  person: Member,
  execution: string,
  name: string,
  choices: { yes: string; no: string; value: string },
): Promise<Content> {
  const ways = await room.automation.recovery?.ways(person, execution);
  if (!ways || ways.undo.back.length === 0) return failureTexts.nothingToUndo(name);
  const { back, stays } = ways.undo;
  const { yes, no, value } = choices;
  return {
    title: failureTexts.undoTitle(name),
    body: [
      { kind: 'text', text: failureTexts.undoWhat(back) },
      ...(stays.length > 0 ? [{ kind: 'text' as const, text: failureTexts.undoStays(stays) }] : []),
    ],
    choices: [
      { name: yes, value, label: failureTexts.undoYes, style: 'danger' },
      { name: no, value, label: texts.no },
    ],
  };
}
