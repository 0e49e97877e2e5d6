import { dayAndTime, listInWords } from '../automation/words.ts';

/** The page's own person is called You until they have a name: small inside a sentence. */
const inside = (name: string): string => (name === 'You' ? 'you' : name);

/** What people are asked in the middle of runs, and how it ended. */
export const askedTexts = {
  unreachable: (name: string) => `I have no way to reach ${name || 'someone'} who should be asked.`,
  noChannel: (channel: string) =>
    channel === 'thread'
      ? 'There is no conversation to ask in.'
      : `I am in no channel called ${channel}. Invite me there, then try again.`,

  waitsFor: (name: string, who: string) => `⏸ ${name} waits for ${who}`,
  waits: (who: string) => `Waits for ${who}`,
  you: 'you',
  needsThem: (name: string) => `⏸ ${name} needs someone here`,
  ofOwner: (owner: string) => `This is for ${inside(owner)}.`,
  ifYes: (steps: string[]) => `After your yes: ${steps.join('; ')}.`,
  needed: (needed: number, names: string) => `${needed} must say yes: ${names}.`,
  saidSoFar: (said: { by: string; decision: 'approved' | 'rejected' }[]) =>
    said.map(({ by, decision }) => `${decision === 'approved' ? '✅' : '✖'} ${inside(by)}`).join(' · '),
  youSaid: (word: 'approved' | 'rejected', left: number) =>
    `You said ${word === 'approved' ? 'yes' : 'no'}. ${left === 1 ? 'One more yes is needed.' : `${left} more are needed.`}`,
  reminder: (left: string) => `A reminder: this still waits for you, for another ${left}.`,
  until: (time: Date, zone: string, silence: 'reject' | 'approve' | 'continue') => {
    const means = {
      reject: 'no answer means no',
      approve: 'no answer means yes',
      continue: 'without an answer it goes on',
    };
    return `Waiting until ${dayAndTime(time, zone)}; ${means[silence]}.`;
  },
  standsStill: 'The run is paused, so the time to answer stands still. An answer counts all the same.',
  onlyThey: (names: string) => `Only ${inside(names)} can decide this one.`,
  onlyTheyAnswer: (names: string) => `Only ${inside(names)} can answer this one.`,
  silent: {
    rejected: '✖ No answer in time, so it counts as no',
    approved: '✅ No answer in time, which means yes',
    timeout: '⏳ No answer in time; it went on without one',
  },
  by: (outcome: string, name: string, where: string | null, time: Date, zone: string) =>
    `${outcome} by ${inside(name)}${where ? ` ${where}` : ''}, ${dayAndTime(time, zone)}`,
  changed: (changes: { name: string; to: unknown }[]) =>
    `with ${listInWords(changes.map(({ name, to }) => `${name.replace(/_/g, ' ')} ${said(to)}`))}`,

  change: (labels: string[]) => `Change the ${listInWords(labels, 'or')}`,
  changeTitle: 'Approve with a change',
  changeSubmit: 'Go ahead with this',
  changeHow: (label: string) => `Write it like this: yes, with ${label} 1500`,

  asks: (name: string) => `⏸ ${name} asks you`,
  asksAnyone: (name: string) => `⏸ ${name} asks`,
  answerButton: 'Answer',
  answerTitle: 'Your answer',
  send: 'Send',
  write: {
    text: 'Write your answer here.',
    number: 'Write the number here.',
    date: 'Write the date here.',
    choice: 'Write one of these.',
    file: 'Send the file here.',
  },
  answerUntil: (time: Date, zone: string, silence: string | null) =>
    `Waiting until ${dayAndTime(time, zone)}; ${silence === null ? 'without an answer it cannot go on' : `no answer means “${silence}”`}.`,
  answeredBy: (answer: string, name: string, where: string | null, time: Date, zone: string) =>
    `✅ ${name === 'You' ? 'You' : name} answered “${answer}”${where ? ` ${where}` : ''}, ${dayAndTime(time, zone)}`,
  noAnswer: (silence: string | null) =>
    silence === null ? '✖ No answer in time' : `⏳ No answer in time, so it is “${silence}”`,
  stillAsked: (misfit: string, question: string) => `${misfit} The question stands: ${question}`,
  over: '✖ No longer waiting',
} as const;

/** A value in a sentence. */
export const said = (value: unknown): string => {
  if (value !== null && typeof value === 'object' && 'name' in value) return String(value.name);
  return typeof value === 'number' ? value.toLocaleString('en-US') : String(value ?? '');
};
