import { dayAndTime, listInWords } from '../automation/words.ts';

/** A field as people call it: "an email address". */
const named = (field: string): string => {
  const known: Record<string, string> = { email: 'an email address', phone: 'a phone number', name: 'a name' };
  const words = field.replaceAll('_', ' ');
  return known[field] ?? `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`;
};

/** What is said when a run fails and a person decides what happens. */
export const failureTexts = {
  cameWithout: (pays: boolean, what: string) =>
    `${pays ? 'The payment' : 'What started it'} came without ${named(what)}.`,
  stepWithout: (step: string, what: string) =>
    `${step.charAt(0).toUpperCase()}${step.slice(1)} gave no ${what.replaceAll('_', ' ')}.`,
  noAddress: '(no address)',
  noNumber: '(no number)',
  skip: (step: number | null) => (step === null ? 'Skip it' : `Skip step ${step}`),
  change: 'Change and try again',
  changeHow:
    'Tell me what should be different, in the form or in words: “change the amount to 500 and try again”. Else use the page or change the workflow.',
  undo: 'Undo what was done',
  stop: 'Stop here',
  maybe: 'It is not certain whether that step happened. Look there before you try it again.',
  until: (time: Date, zone: string) => `I wait until ${dayAndTime(time, zone)}; no answer ends the run here.`,
  takenBack: 'Taken back',
  couldNot: 'Could not be taken back',
  stays: 'Stays as it is',
  undoing: 'under way',
  undoTitle: (name: string) => `Undo what “${name}” did?`,
  undoWhat: (back: string[]) => `In this order: ${back.join('; ')}.`,
  undoStays: (stays: string[]) => `This cannot be undone: ${listInWords(stays)}.`,
  undoYes: 'Undo it',
  nothingToUndo: (name: string) => `There is nothing of “${name}” that I can take back.`,
  said: {
    retry: (name: string) => `${name} chose to try again`,
    skip: (name: string) => `${name} skipped the step`,
    change: (name: string) => `${name} changed the step and tried again`,
    undo: (name: string) => `${name} chose to undo what was done`,
    stop: (name: string) => `${name} stopped it`,
  },
  when: (said: string, time: Date, zone: string) => `${said}, ${dayAndTime(time, zone)}`,
  expired: 'Nobody answered in time, so the run ended here.',
  over: 'No longer waiting.',
  nothingFailed: 'Nothing that failed still waits for you.',
  deadTitle: (count: number) =>
    count === 1 ? 'One run failed and waits for you' : `${count} runs failed and wait for you`,
  ofItem: (number: number) => `item ${number}`,
  moreFailed: (count: number) => `… and ${count} more`,
  moreRuns: (count: number) => `… and ${count} more. Decide about these, then ask again.`,
  showRun: (run: number | null) => (run === null ? 'See what can be done' : `Show ${run}`),
  shown: 'Here is what can be done about it.',
  dealtWith: 'Somebody has gone on with that or left it already.',
  leftTitle: (name: string) => `“${name}” went on without this`,
  leftAgain: 'The run went on without it and is over. I can do just what failed once more; what was done stays done.',
  leftWhy: 'The run went on without it and is over. To do it after all, run the workflow from the start.',
} as const;
