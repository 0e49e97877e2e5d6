import type { DeadLetter } from '../automation/dead-letters.ts';
import type { Json } from '../automation/definition.ts';
import { dayAndTime } from '../automation/words.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';
import { failureTexts as words } from './texts-failure.ts';
import type { Card } from './types.ts';

/** Runs with buttons of their own, and what is named of each; the rest is counted. */
const MOST_RUNS = 5;
const MOST_OF_RUN = 5;

/** "What failed?": each call that failed for good and nobody went on with yet, by its run. What is done about a run is chosen on its own card. */
export function failedCard(room: Room, letters: DeadLetter[], zone: string): Card | string {
  if (letters.length === 0) return words.nothingFailed;
  const runs = byRun(letters);
  const shown = runs.slice(0, MOST_RUNS);
  const several = shown.length > 1;
  const fields = shown.map((own, index) => {
    const name = own[0]?.workflow.name ?? '';
    return { label: several ? `${index + 1}. ${name}` : name, value: linesOf(room, own, zone) };
  });
  return {
    title: words.deadTitle(runs.length),
    body: [{ kind: 'fields', fields }],
    choices: shown.map((own, index) => ({
      name: 'letter.show',
      value: own[0]?.run ?? '',
      label: words.showRun(several ? index + 1 : null),
    })),
    ...(runs.length > shown.length && { footer: words.moreRuns(runs.length - shown.length) }),
  };
}

/** What failed in a run that went on without it, or that somebody went on with without all of it. */
export function leftCard(room: Room, run: ExecutionRow, letters: DeadLetter[], zone: string): Card {
  const name = letters[0]?.workflow.name ?? '';
  const retries = letters.some((one) => one.can.includes('retry'));
  return {
    title: words.leftTitle(name),
    body: [
      { kind: 'fields', fields: [{ label: texts.notDone, value: linesOf(room, letters, zone) }] },
      { kind: 'text', text: retries ? words.leftAgain : words.leftWhy },
    ],
    choices: [
      ...(retries
        ? [{ name: 'letter.retry', value: run._id, label: texts.tryAgain(null), style: 'primary' as const }]
        : []),
      { name: 'letter.leave', value: run._id, label: texts.leaveIt },
    ],
  };
}

const linesOf = (room: Room, own: DeadLetter[], zone: string): string =>
  [
    ...own.slice(0, MOST_OF_RUN).map((one) => lineOf(room, one, zone)),
    ...(own.length > MOST_OF_RUN ? [words.moreFailed(own.length - MOST_OF_RUN)] : []),
  ].join('\n');

function lineOf(room: Room, one: DeadLetter, zone: string): string {
  const what = wordsOf(room, one);
  const where = [what, one.item === null ? '' : words.ofItem(one.item + 1)].filter(Boolean).join(', ');
  const when = dayAndTime(new Date(one.failedAt), zone);
  const maybe = one.doubtful ? ` ${words.maybe}` : '';
  return `${when}${where ? `, ${where}` : ''}: ${one.error || texts.unknownError}${maybe}`;
}

function wordsOf(room: Room, { step, service, action, input }: DeadLetter): string {
  if (step === null || service === null || action === null) return '';
  const params = input !== null && typeof input === 'object' && !Array.isArray(input) ? input : {};
  return room.stepWords({ id: step, service, action, params: params as Record<string, Json> });
}

function byRun(letters: DeadLetter[]): DeadLetter[][] {
  const runs = new Map<string, DeadLetter[]>();
  for (const one of letters) runs.set(one.run, [...(runs.get(one.run) ?? []), one]);
  return [...runs.values()];
}
