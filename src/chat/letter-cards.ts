import type { DeadLetter, LetterDeed } from '../automation/dead-letters.ts';
import type { Json } from '../automation/definition.ts';
import { dayAndTime } from '../automation/words.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';
import { failureTexts as words } from './texts-failure.ts';
import type { Card, CardChoice } from './types.ts';

/** Runs with buttons of their own, and what is named of each; the rest is counted. */
const MOST_RUNS = 5;
const MOST_OF_RUN = 5;

const CHOICES: Record<LetterDeed, { name: string; style?: 'primary' }> = {
  retry: { name: 'letter.retry', style: 'primary' },
  skip: { name: 'letter.skip' },
  stop: { name: 'letter.stop' },
  dismiss: { name: 'letter.leave' },
};

/** "What failed?": each call that failed for good and nobody went on with yet, by its run, with what can be done about it now. */
export function failedCard(room: Room, letters: DeadLetter[], zone: string): Card | string {
  if (letters.length === 0) return words.nothingFailed;
  const runs = byRun(letters);
  const shown = runs.slice(0, MOST_RUNS);
  const fields = shown.map((own, index) => ({
    label: shown.length > 1 ? `${index + 1}. ${own[0]?.workflow.name ?? ''}` : (own[0]?.workflow.name ?? ''),
    value: [
      ...own.slice(0, MOST_OF_RUN).map((one) => lineOf(room, one, zone)),
      ...(own.length > MOST_OF_RUN ? [words.moreFailed(own.length - MOST_OF_RUN)] : []),
    ].join('\n'),
  }));
  const choices = shown.flatMap((own, index) => choicesOf(own, shown.length > 1 ? index + 1 : null));
  return {
    title: words.deadTitle(runs.length),
    body: [{ kind: 'fields', fields }],
    choices,
    ...(runs.length > shown.length && { footer: words.moreRuns(runs.length - shown.length) }),
  };
}

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

function choicesOf(own: DeadLetter[], number: number | null): CardChoice[] {
  const deeds = [...new Set(own.flatMap((one) => one.can))];
  const value = own[0]?.run ?? '';
  return deeds.map((deed) => ({ ...CHOICES[deed], value, label: words.letter[deed](number) }));
}
