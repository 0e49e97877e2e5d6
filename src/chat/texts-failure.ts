import { dayAndTime, listInWords } from '../automation/words.ts';

/** What is said when a run fails and a person decides what happens. */
export const failureTexts = {
  skip: (step: number | null) => (step === null ? 'Skip it' : `Skip step ${step}`),
  change: 'Change and try again',
  changeHow: 'Tell me in the form what should be different; where there is none, use the page or change the workflow.',
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
  repeatTitle: 'Repeat what may have happened already?',
  letter: {
    retry: (run: number | null) => (run === null ? 'Try again' : `${run}: try again`),
    skip: (run: number | null) => (run === null ? 'Skip the step' : `${run}: skip the step`),
    stop: (run: number | null) => (run === null ? 'Stop it' : `${run}: stop it`),
    dismiss: (run: number | null) => (run === null ? 'Leave it' : `${run}: leave it`),
  },
} as const;
