import { clockTime, dayAndTime, listInWords, plural } from '../automation/words.ts';
import { localTime } from '../automation/zone.ts';
import type { WorkflowRow } from '../store/workflows.ts';

/** The page's own person is called You until they have a name: small inside a sentence. */
const inside = (name: string): string => (name === 'You' ? 'you' : name);

const at = (time: Date, zone: string): string => clockTime(localTime(time, zone));

/** Everything this room says, in one place. Tone: short, warm, exact. */
export const texts = {
  working: 'Working on it…',
  thinkingStopped: 'I stopped. Nothing was set up or changed by that message.',
  shortened: '(moved up)',
  threadGone: (title: string) =>
    `The conversation${title ? ` “${title}”` : ''} is gone, so from now on I tell you here what belongs to it.`,

  stranger: 'I only work for people I know. Someone who uses me here can give you an invitation code; send it to me.',
  welcome: (name: string) =>
    `Welcome, ${name}. Tell me what you would like to happen by itself, for example: “Every Monday at 9 email me a list of open invoices.”`,
  invitation: (code: string) =>
    `Here is an invitation: ${code}\nWhoever sends it to me first is let in. It is good for seven days.`,
  tokenPage: (url: string) => `Your API token is shown once, for ten minutes: ${url}`,
  onlyAdminsInvite: 'Only an admin can invite people.',

  empty: 'That message came without words. Tell me in a sentence what should happen.',
  onlyFiles: (names: string[]) =>
    `I got ${listInWords(names)}, but I cannot read files yet. Tell me in words what should happen.`,
  unreadable:
    'I could not read that message: it holds no text I can make out. Tell me in a sentence what should happen.',
  tooLong: (length: number, most: number) =>
    `That is ${length.toLocaleString('en')} characters; I can take ${most.toLocaleString('en')} at once. Nothing was done. Tell me the essence in a shorter message.`,
  failed:
    'I could not work on that message: something of mine broke more than once. Nothing was set up or changed by it. You can send it again.',
  failedTap:
    'I could not carry that out: something of mine broke more than once. Look at the card before you try again; it shows what is so.',
  plannerDown: (canGoOn: boolean) =>
    canGoOn
      ? 'I cannot reach the language model right now. Your message is kept. From your next message on I go on with my built-in understanding: simple sentences work best.'
      : 'I cannot think right now: the language model does not answer. Your message is kept; send it again in a while.',

  question: 'A question',
  answered: (label: string) => `You chose: ${label}`,
  settled: 'Answered below.',
  answeredAlready: 'That question was answered already.',

  reaction: (label: string | null, yes: boolean) =>
    label === null
      ? 'A reaction is not enough for this one. Please answer in words.'
      : `A reaction is not enough for this one. Choose “${label}”, or write ${yes ? 'yes' : 'no'}.`,
  reactionEarly: (title: string) =>
    `Your reaction came before “${title}” was here to read. Please look at it and react again.`,
  reactionEarlier: (title: string) =>
    `“${title}” has changed since the message you reacted to. Nothing was decided: please answer the newest one.`,
  notReady: (title: string) => `“${title}” cannot be approved yet; the card says what is missing.`,
  whichOne: (titles: string[]) =>
    `More than one thing waits for your yes: ${listInWords(titles.map((title) => `“${title}”`))}. Which one do you mean?`,
  whichOneTitle: 'Which one?',
  tooEarly: (title: string) => `Your yes came before “${title}” was here to read. Please look at it and say yes again.`,
  replaced: (time: Date, zone: string) => `This card was replaced at ${at(time, zone)}; the newest is below.`,
  replacedAlone: (time: Date, zone: string) => `This card was replaced at ${at(time, zone)}.`,
  replacedOutcome: 'Replaced by a newer card.',
  changedSince: (title: string) =>
    `“${title}” has changed since the card you quoted; the newest is below. Nothing was decided.`,
  resealed: 'That card has changed since; the newest is below. Nothing was approved.',
  unknownCode: (code: string) =>
    `No card that waits here carries the code ${code}. The newest one counts; its code is its last line.`,
  approvedBy: (name: string, time: Date, zone: string) => `✅ Approved by ${inside(name)}, ${dayAndTime(time, zone)}`,
  cancelledBy: (name: string, time: Date, zone: string) => `✖ Cancelled by ${inside(name)}, ${dayAndTime(time, zone)}`,
  already: (outcome: string, name: string, time: Date, zone: string) =>
    `Already ${outcome}: ${inside(name)} decided it at ${at(time, zone)}.`,
  alreadyDecided: 'That was decided already; the card shows how.',
  onlyOwner: (name: string) => `Only ${inside(name)} can decide this one.`,
  onlyOwnerChanges: (name: string) => `Only ${inside(name)} can do that here.`,
  unknownButton: 'I do not know that button any more. Ask me for the list of your workflows to go on.',
  elsewhere: 'That button belongs to another conversation. Please use it there.',
  live: (name: string) => `“${name}” is on.`,
  nextUp: (words: string) => `You asked for one more: “${words}”. Say “next” and I set it up.`,
  secretPage: (url: string) => `Its secret is on a page that opens once, within ten minutes: ${url}`,
  draftDropped: (title: string) => `Dropped. “${title}” was not set up.`,
  changeDropped: (name: string) => `Dropped. “${name}” stays as it was.`,
  nothingToDrop: 'There is nothing open to drop.',
  changeHow: (title: string) => `What should be different about “${title}”? Say it in a sentence.`,
  sandboxOn: (title: string) =>
    `“${title}” now uses the sandbox where nothing is connected: what it sends and pays lands there and nowhere else.`,
  connect: (service: string, url: string) => `Connect ${service} here (good for ten minutes): ${url}`,
  connectNowhere: 'Connecting accounts is not possible here.',
  nowAChange: (name: string) => `You approved “${name}” meanwhile, so this became a change to it.`,
  questionDropped: 'Dropped. Nothing was set up.',
  droppedMeanwhile: 'You dropped that card meanwhile, so I left it at that.',

  stopped: (count: number) =>
    count === 0
      ? 'Nothing of yours was on. Everything stays stopped.'
      : `Stopped: ${plural(count, 'workflow')} paused. Nothing starts until you resume them one by one.`,
  overviewTitle: 'Your workflows',
  overviewWaiting: (count: number) => (count === 1 ? 'One thing waits for you' : `${count} things wait for you`),
  overviewStranger: 'Not in yet',
  overviewMore: (count: number) => `… and ${count} more. Ask me in a message to list them all.`,
  none: 'You have no workflows yet. Tell me what should happen by itself and I set it up.',
  listTitle: (count: number) => `You have ${plural(count, 'workflow')}`,
  state: { active: 'on', paused: 'paused', failed: 'paused after failures', deleted: 'deleted' } satisfies Record<
    WorkflowRow['status'],
    string
  >,
  runs: (count: number, last: Date | null, zone: string) =>
    count === 0 || !last ? 'never ran' : `${plural(count, 'run')}, last ${dayAndTime(last, zone)}`,
  noSuch: 'I know no workflow of yours by that name.',
  deleteAsk: (name: string) => `Delete “${name}”?`,
  deleteWhat: 'It stops for good. Runs that are under way finish.',
  runWhat: 'It was made in another conversation. This is what it does:',
  runAsk: (name: string) => `Run “${name}” now?`,
  genericAsk: (what: string, name: string) => `${what.charAt(0).toUpperCase()}${what.slice(1)} “${name}”?`,
  stopAsk: 'Stop all your workflows?',
  kept: (name: string) => `Left as it was: “${name}”.`,
  keptAll: 'Left as it was.',
  deleted: (name: string, running: number) =>
    `“${name}” is deleted.${running > 0 ? ` ${plural(running, 'run')} still under way will finish.` : ''}`,
  paused: (name: string) => `“${name}” is paused. Nothing starts it until you resume it.`,
  resumed: (name: string) => `“${name}” is on again.`,
  lateTitle: (name: string) => `Run “${name}” late?`,
  lateRun: 'Run it now',
  lateLeave: 'Leave it',
  renamed: (before: string, name: string) => `“${before}” is now called “${name}”.`,
  needsData: (name: string) => `“${name}” works on what an event brings`,
  needsThese: (fields: string[]) =>
    `To run it by hand I need ${listInWords(fields)}. Fill that in, or send a test event to its address.`,
  fillIn: 'Fill in and run',
  runForm: (name: string) => `Run ${name}`,
  started: (name: string) => `“${name}” is running.`,
  skipped: (name: string, when: string | null) =>
    when
      ? `“${name}” leaves out ${when}. After that it goes on as before.`
      : `“${name}” has no next time to leave out.`,
  report: {
    every: (name: string) => `I tell you about every run of “${name}”.`,
    failures: (name: string) => `I tell you about “${name}” only when it fails or needs you.`,
    daily: (name: string) => `I sum up “${name}” once a day.`,
  },
  neverRan: (name: string) => `“${name}” has not run yet.`,
  noFailure: (name: string) => `No run of “${name}” has failed.`,
  why: (name: string, when: string, step: string | null, error: string) =>
    `“${name}” failed ${when}${step ? ` at ${step}` : ''}: ${error}`,
  unknownError: 'no reason was given',
  history: (name: string) => `Runs of “${name}”`,
  lastRun: { running: 'running', completed: 'done', failed: 'failed', cancelled: 'cancelled' },
  cancelledRun: (name: string) => `The run of “${name}” is being cancelled.`,
  noRun: (name: string) => `No run of “${name}” is under way.`,
  yes: 'Yes',
  no: 'No',

  running: (name: string) => `⏳ ${name}`,
  stoppedAt: (name: string, step: number | null) => `⚠️ ${name} stopped${step === null ? '' : ` at step ${step}`}`,
  tryAgain: (step: number | null) => (step === null ? 'Try again' : `Try step ${step} again`),
  fromStart: 'Run from the start',
  leaveIt: 'Leave it',
  left: 'Left as it is.',
  retried: (name: string, time: Date, zone: string) => `${name} chose to try again, ${dayAndTime(time, zone)}`,
  restarted: (name: string, time: Date, zone: string) => `${name} ran it from the start, ${dayAndTime(time, zone)}`,
  restartTitle: (name: string) => `Run “${name}” from the start?`,
  restartEffects: (done: string[]) => `This would happen again: ${listInWords(done)}.`,
  restartClean: 'Nothing it did would be repeated.',
  doubtfulTitle: (name: string) => `Repeat the step of “${name}” that may have happened?`,
  needsYou: (name: string) => `⏸ ${name} needs you`,
  waitingUntil: (time: Date, zone: string) => `Waiting until ${dayAndTime(time, zone)}; no answer means no.`,
  goAhead: 'Go ahead',
  payIt: 'Pay it',
  dont: "Don't",
  gateOver: {
    approved: '✅ Approved',
    rejected: '✖ Declined',
    expired: '✖ No answer in time, so it counts as no',
    over: '✖ No longer waiting',
  },
  by: (outcome: string, name: string, time: Date, zone: string) =>
    `${outcome} by ${inside(name)}, ${dayAndTime(time, zone)}`,
  done: 'Done',
  notDone: 'Not done',
  nothingDone: 'nothing',
  handled: 'failed, and was handled',
  itemsDone: (done: number, count: number) => `${done} of ${count}`,
  cancelled: (name: string) => `✖ ${name} was cancelled`,
  nothingToDo: 'nothing to do',
  idle: (name: string) => `– ${name} · nothing to do`,
  idleWhy: (conditions: string[]) =>
    `Nothing to do: ${listInWords(conditions.map((one) => one.replace(/^the [\w' ]+? is (?=(?:over|under|above|below|at least|at most|more|less)\b)/, 'not ').replace(/^(?!not )/, 'only if ')))}.`,

  storm: (name: string, count: number) => `${name}: ${plural(count, 'run')} within a minute`,
  counts: (done: number, failed: number, running: number) =>
    [done && `${done} done`, failed && `${failed} failed`, running && `${running} under way`]
      .filter(Boolean)
      .join(', '),
  digest: (name: string, day: string) => `${name} on ${day}`,
  firstFailures: 'Failed',
  offer: (name: string, count: number) =>
    `“${name}” has run ${plural(count, 'time')} today. How much do you want to hear of it?`,
  offerChoices: { every: 'Every run', failures: 'Only failures', daily: 'Once a day' },
  pausedTitle: (name: string) => `⏸ ${name} is paused`,
  pausedAfter: (failures: number) =>
    `It failed ${failures} times in a row, so I paused it. Nothing starts it until you resume it.`,
  resume: 'Resume',
  missed: (name: string, times: Date[], more: number, zone: string) =>
    `“${name}” did not run ${listInWords(times.map((time) => dayAndTime(time, zone)))}${more > 0 ? ` and ${plural(more, 'more time')}` : ''}: I was not running then. Say “run ${name}” to make up for it.`,
  reminder: (text: string) => `**Reminder:** ${text}`,
} as const;
