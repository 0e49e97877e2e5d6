import { clockTime, listInWords, plural } from '../automation/words.ts';
import { localTime } from '../automation/zone.ts';

const quoted = (names: string[]): string => listInWords(names.map((name) => `“${name}”`));
/** The few that are named, and how many more there are. */
const named = (names: string[], most = 5): string =>
  names.length <= most ? quoted(names) : `${quoted(names.slice(0, most))} and ${names.length - most} more`;

/** What is said about accounts, threads and zones. Tone as in texts.ts. */
export const peopleTexts = {
  linkCode: (code: string, where: string | null) =>
    `Write this to me ${where ?? 'from the other account'} within ten minutes: link ${code}\nIt works once and makes that account yours here: the same workflows, connections and limits. Give it to nobody.`,
  codeSentDirectly: 'I sent you the code in our private chat: whoever has it can act as you.',
  codeOnlyDirectly: 'Ask me for that in our private chat: whoever has the code can act as you.',
  notThere: (platform: string, have: string[]) =>
    `I am not on ${platform} here.${have.length > 0 ? ` You can link ${listInWords(have, 'or')}.` : ''}`,
  onlyHere: 'There is no other platform I am on here, so there is nothing to link yet.',
  linked: (account: string, undo: string) =>
    `Your ${account} is now linked: same workflows, connections and limits. If that was not you, say “unlink ${undo}”.`,
  linkedHere: (owner: string, accounts: string[]) =>
    `This account is now linked to ${owner}${accounts.length > 0 ? ` (${listInWords(accounts)})` : ''}: same workflows, connections and limits. “What waits for me?” shows what is open.`,
  wrongCode:
    'That code is not good: it was mistyped, was used, or is older than ten minutes. Say “link another account” on the other side for a new one.',
  tooManyCodes: 'Too many wrong codes came from this account. Wait an hour before you try again.',
  sameAccount: 'You asked for that code with this very person’s account: it is to be written from the other one.',
  alreadyLinked: 'This account is yours already; nothing changed.',
  ownsThings: (here: string, other: string, otherOwns: boolean) =>
    otherOwns
      ? `This account has workflows or connections of its own, and so has the one the code is from. I do not put two people's together. Delete the workflows and disconnect the services on one of the two, then write the code again, or ask there for a new one.`
      : `This account has workflows or connections of its own, which linking would not take along. Link the other way around: say “link ${other}” here, and write the code you get in ${here === other ? 'the other account' : other}.`,
  joinAsk: (owner: string) => `Make this account part of ${owner}?`,
  joinWhat: (owner: string) =>
    `This account is an admin's. Once it is linked, ${owner} is an admin too, and what you do here counts as theirs. Say yes only if both accounts are yours.`,
  joinedOutcome: 'Closed: this account was linked to another.',
  notLinked: 'Left as it was: nothing was linked.',

  accountsTitle: (count: number) => `You are known by ${plural(count, 'account')}`,
  thisOne: 'this one',
  accountsHow: 'Say “link another account” to add one, “unlink …” to remove one.',
  noSuchAccount: (have: string[]) => `No such account of yours is linked. Linked are: ${listInWords(have)}.`,
  whichAccount: (have: string[]) => `Which one do you mean: ${listInWords(have, 'or')}? Say “unlink” and its number.`,
  lastAccount:
    'This is the only account I know you by: without it nobody could reach your workflows. Link another one first.',
  ownPage: "The web chat cannot be unlinked here: it is the page's own.",
  unlinkAsk: (account: string) => `Unlink ${account}?`,
  unlinkWhat: (left: string) => `I then know you by ${left} alone, and tell you everything there.`,
  unlinkKept: 'Left as it was.',
  unlinked: (account: string, moved: string[]) =>
    `${account} is unlinked: it can no longer see, approve or change anything of yours.${moved.length > 0 ? ` What I told you there, I tell you here from now on: ${named(moved)}.` : ''}`,
  unlinkedHere: 'This account is unlinked. I tell nothing here any more.',

  alsoHere: (name: string) => `I tell you about “${name}” here as well.`,
  alreadyHere: (name: string) => `I tell you about “${name}” here already.`,
  tooManyPlaces: (name: string, most: number) =>
    `“${name}” is told in ${most} further places already. Say “don't tell me here any more” in one of them first.`,
  notHere: (name: string) => `I no longer tell you about “${name}” here.`,
  movedAway: (name: string, where: string) => `I no longer tell you about “${name}” here; I do in ${where}.`,
  onlyPlace: (name: string) =>
    `This is the only place where I tell you about “${name}”. Say “also tell me here” somewhere else first, or “pause ${name}” if it should stop.`,
  notToldHere: (name: string | null) => (name ? `I do not tell you about “${name}” here.` : 'I tell you nothing here.'),
  whichWorkflow: (names: string[]) => `About which one: ${names.map((name) => `“${name}”`).join(', ')}?`,
  approveFirst: (title: string) => `“${title}” still waits for your approval. Once it is on, ask me again.`,
  noWorkflows: 'You have no workflows yet, so there is nothing to tell.',

  nothingWaits: 'Nothing waits for you.',
  noDrafts: 'No card waits for your approval.',
  waits: (count: number, more: number) =>
    `${count + more === 1 ? 'One thing waits' : `${count + more} things wait`} for you${more > 0 ? `; here are the latest ${count}` : ''}:`,
  decidedMeanwhile: 'Decided meanwhile.',

  away: (platform: string) => `${platform} can't be reached right now, so I'm asking here.`,
  awayTold: (platform: string) => `${platform} can't be reached right now, so I'm telling you here.`,
  awayMore: (where: string) =>
    `There is more news of your runs; you will find it ${where} once it can be reached again.`,
  unsentTitle: 'Some messages could not be delivered',
  unsent: (where: string, count: number, from: string, until: string) =>
    count === 1
      ? `A message of mine from ${from} could not be delivered ${where}, and I no longer try.`
      : `${count} messages of mine could not be delivered ${where} between ${from} and ${until}, and I no longer try.`,
  unsentNewest: 'The newest of them:',
  unsentWaits: (count: number) =>
    count === 0
      ? 'Nothing there waits for your decision.'
      : `${count === 1 ? 'One thing there waits' : `${count} things there wait`} for your decision:`,

  zoneGuessed: (zone: string) =>
    `I take your time zone to be ${zone}, from your number. If that is not right, tell me, for example: my time zone is Europe/Berlin.`,
  zoneAsk: 'Which time do you live by?',
  zoneAskWhy: (zone: string) =>
    `From your number I cannot tell. Until you choose I count in the time of ${zone}. You can also write, for example: my time zone is Europe/Berlin.`,
  zoneCity: (zone: string) => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' '),
  zoneOther: 'Somewhere else',
  zoneHow: 'Name it by a large city, for example: my time zone is Europe/Berlin.',
  zoneRetimed: 'Here is the card again, with your time.',
  zoneIs: (zone: string, now: Date) =>
    `Your time zone is ${zone}, where it is ${clockTime(localTime(now, zone))}. To change it, say for example: my time zone is Europe/Berlin.`,
  zoneUnknown:
    'I do not know your time zone yet and count in UTC. Tell me, for example: my time zone is Europe/Berlin.',
  zoneSet: (zone: string, now: Date) =>
    `Your time zone is ${zone} now, where it is ${clockTime(localTime(now, zone))}. Workflows that are on keep the times they were approved with.`,
  noZone: (words: string) =>
    `I know no time zone called “${words}”. Name it by a large city, for example: my time zone is Europe/Berlin.`,
  unclearZone: (words: string, zones: string[]) =>
    `“${words}” can mean ${listInWords(zones, 'or')}. Which one? Say for example: my time zone is ${zones[0] ?? ''}.`,

  pausedTheirs: (name: string, owner: string) => `“${name}” of ${owner} is paused. ${owner} is told.`,
  pausedByAdmin: (name: string, admin: string) => `${admin} paused “${name}”. Nothing starts it until you resume it.`,
  transferAsk: (name: string, from: string, to: string) => `Transfer “${name}” from ${from} to ${to}?`,
  transferWhat: (from: string, to: string) =>
    `${to} then owns it: approves, changes and is told. Connections of ${from} are not passed on: if it uses any, it is paused until ${to} has connected their own and approved it again.`,
  transferred: (name: string, to: string) => `“${name}” is ${to}'s now.`,
  transferredFrom: (name: string, admin: string, to: string) =>
    `${admin} transferred “${name}” to ${to}. I tell you no more about it.`,
  transferredTo: (name: string, admin: string, from: string, why: string | null) =>
    `${admin} transferred “${name}” from ${from} to you.${why ? ` ${why}` : ''}`,
  keptTheirs: (name: string) => `Left as it was: “${name}”.`,
} as const;
