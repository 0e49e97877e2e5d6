/** What the built-in planner says. Short, warm, exact; see docs for the tone. */

import type { Catalogue } from '../../connectors/catalogue.ts';

export const list = (items: string[], last = 'and'): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;

const TALKING = (catalogue: Catalogue): string =>
  list(
    catalogue.services
      .filter((service) => service.actions.length > 0 && service.service !== 'flow')
      .map((service) => service.title)
      .slice(0, 8),
  );

const commandWords = (command: string, name: string): string =>
  `${command} ${name || 'it'}${command === 'rename' ? ' to …' : ''}`;

const WHAT_IT_DOES: Record<string, string> = {
  run: 'It does its steps once, right away.',
  pause: 'It stops starting by itself until you say “resume”; nothing of it is lost.',
  resume: 'A paused one starts by itself again, at its times or on what it waits for.',
  delete: 'It never starts again; I ask you once more before it goes.',
  rename: 'Only its name changes.',
};

export const say = {
  help: (catalogue: Catalogue) =>
    `Tell me what should happen and when, in your own words, and I set it up for you to approve. It can start at set times, when something happens (a payment, a booked meeting, a webhook of your own), or when you ask.\n\nFor example:\n“Every Monday at 9 email boss@example.com the weekly numbers”\n“When a customer pays me through IntaSend, create an invoice in QuickBooks”\n“Remind me tomorrow at 8 to call the bank”\n\nI work with ${TALKING(catalogue)} and more. Ask “what workflows do I have” to see yours; you can pause, run, rename or delete them here too.`,
  hello: (name: string) => `Hello${name ? ` ${name}` : ''}. What should happen for you, and when?`,
  thanks: 'You are welcome. Tell me when there is something else.',
  /** Answers to what was said beside the point. */
  aside: {
    who: 'Only those whom the card names, and you see it before anything is sent.',
    cost: 'I charge nothing. Services that I use for you may, as they always do.',
    later: 'Yes: you can change, pause or delete it whenever you like, here.',
    begins: 'Nothing runs before you approve its card, and the card says when it starts.',
    safe: 'Nothing leaves before you approve its card, and what you approve is exactly what runs.',
    meaning: 'It is about the automation you asked for.',
    suggest: 'Where I have an idea, it stands in the question: say “use it” and I take it.',
    bot: 'I am Nod, a bot that sets up automations and runs them once you approve.',
    hello: 'Hello.',
    thanks: 'You are welcome.',
    pause: 'Take your time.',
    yes: 'Nearly there. This is still open:',
  },
  instead: (label: string) => `What should ${label} be instead?`,
  offTopic:
    'I can’t answer that: I set up automations and don’t know about the world. Tell me something that should happen at a certain time or after an event, and I build it.',
  empty: 'I got no words there. Tell me what should happen, and when.',
  unreadable: 'I can’t read that as words. Tell me what should happen, and when.',
  tooLong:
    'That is more than I can take in at once. Tell me the automation in a few sentences: what starts it, and what should happen.',
  cannot: (words: string) =>
    `I can’t do “${words}”: I know no service for that. If there is a web address that does it, I can call it: send me its link.`,
  /** Something that asks for nothing that can be told. */
  unclear: (words: string) =>
    `I didn’t understand “${words}”. Tell me what should happen and when, for example “every Monday at 9 email ann@example.com the numbers”, or ask “what do I have?”.`,
  unclearHere: (words: string, name: string) =>
    `I didn’t understand “${words}”. Say what to change about “${name}”, ask how it is doing, or tell me something new: what should happen, and when.`,
  cannotService: (name: string) =>
    `I can’t work with ${name.charAt(0).toUpperCase()}${name.slice(1)}: I have no service for it. If it gives you a web address to call, I can call that: send me its link.`,
  cannotStart: (words: string, service: string) =>
    service
      ? `I can’t start on “${words}”: ${service} does not tell me about that. It can start at set times, when you ask, or when something calls a web address I give you.`
      : `I can’t start on “${words}” by myself. Which of these should start it?`,
  comesFrom: (service: string) => `the event comes from ${service}`,
  fromWhere: (services: string[]) => `Where does it come from: ${list(services, 'or')}?`,
  uneven: (words: string) =>
    `I can’t repeat “${words}” exactly: times come round by the hour, day of the week or day of the month. Which regular time should I take instead?`,
  past: (words: string) => `${words} is already past. When should it happen?`,
  zone: (word: string, zones: string[]) =>
    zones.length > 0
      ? `${word} can mean ${list(zones, 'or')}. Which one?`
      : `Which time zone is ${word}? A city will do: “9am Toronto time”.`,
  half: (words: string) => {
    const hour = Number(words.slice(0, 2)) % 12 || 12;
    const minute = words.slice(3) === '00' ? '' : `:${words.slice(3)}`;
    return {
      text: `Is that ${hour}${minute} in the morning or ${hour}${minute} in the afternoon?`,
      options: [`${hour}${minute}am`, `${hour}${minute}pm`],
    };
  },
  time: 'At what time should it start?',
  day: (words: string) => `On which day should it run (“${words}”), and at what time?`,
  clash: (words: string) =>
    `${words} leave no day on which it could run. On which days should it run, and at what time?`,
  mixedTimes: (words: string) =>
    `Which time belongs to ${words}? Say the days with their time, for example “Monday to Thursday at 3pm and Fridays at noon”.`,
  trigger: 'What should start it?',
  triggers: ['Only when I ask', 'Every day at 9am', 'When I get a payment', 'When something calls a web address'],
  action: 'What should happen then?',
  questions: (asks: string[]) =>
    asks.length === 1
      ? (asks[0] ?? '')
      : `${['Two', 'Three', 'Four', 'Five', 'Six'][asks.length - 2] ?? 'Some'} things first:\n${asks.map((ask, at) => `${at + 1}. ${ask}`).join('\n')}`,
  suggest: (words: string) => `I suggest “${words}”${/[.!?]$/.test(words) ? '' : '.'}`,
  useIt: 'Use it',
  next: (words: string) =>
    `That is the first of the two. Next comes the other one: “${words}”. Say “next” once this is approved and I set it up.`,
  noNext: 'There is nothing else waiting. What should happen next?',
  which: (names: string[]) => `Which workflow do you mean: ${list(names, 'or')}?`,
  noWorkflow: (name: string) => `I find no workflow of yours called “${name}”.`,
  noneYet: 'You have no workflows yet. Tell me what should happen, and when, and I set one up.',
  whichOf: 'Which workflow do you mean?',
  newName: 'What should it be called?',
  byHand: 'it starts only when you ask',
  dropped: 'Dropped. Nothing was set up.',
  nothingOpen: 'There is nothing open to cancel.',
  openDraft: (name: string) => `One is open here: “${name}”. Use Approve on its card, or say what to change.`,
  openQuestion: 'One is being built here and waits for an answer.',
  noDraft: 'No draft is open here. Tell me what should happen, and when, and I make one.',
  nothingChanged: 'There is no change to take back.',
  onlyChange: 'This card is the change itself: say “cancel” and the workflow stays as it is.',
  asBefore: 'As it was before:',
  currency: (codes: string) => `Amounts are in ${codes}.`,
  zoneIs: (zones: string) => `Times are those of ${zones}.`,
  startsAt: (times: string) => `It starts ${times.charAt(0).toLowerCase()}${times.slice(1)}.`,
  standsAs: (name: string, values: string) => `The ${name} is ${values}.`,
  cardTells: 'I can’t answer that: I know of this no more than its card says. Use Approve, or say what to change.',
  /** A command about what is still being built. */
  notYet: (name: string) =>
    `It isn’t approved yet: “${name}” does nothing before that. Approve its card first, or say what to change. Another workflow you can name.`,
  notYetChange: (name: string) =>
    `This change isn’t approved yet. “${name}” stays as it was until then; for that one, say its name.`,
  notBuilt: 'It isn’t set up yet, so there is nothing to run or pause. This is still open:',
  /** A command that is asked about, said of two at once or of a later time. */
  commandAsked: (command: string, name: string) =>
    `${WHAT_IT_DOES[command] ?? ''} Say “${commandWords(command, name)}” and I do it.`.trim(),
  oneByOne: (command: string, name: string) =>
    `I take them one at a time, so that nothing happens by mistake. Say which, as “${commandWords(command, name)}”; say “list” to see them all.`,
  inTurn: (deeds: { command: string; name: string }[]) =>
    deeds.length === 1
      ? `To be sure, say “${commandWords(deeds[0]?.command ?? '', deeds[0]?.name ?? '')}” and I do just that.`
      : `I take them one at a time. Say ${list(
          deeds.map(({ command, name }) => `“${commandWords(command, name)}”`),
          'then',
        )}.`,
  oneRun: (name: string) => `I start one run at a time. Say “${commandWords('run', name)}” for each.`,
  notLater: (command: string, name: string, when: string) =>
    `I do that when you say so, not later and not on a condition. Say “${commandWords(command, name)}” when it should happen${
      when ? `; to be reminded, say “remind me ${when} to ${commandWords(command, name)}”` : ''
    }.`,
  onlyThat: (command: string, name: string) =>
    `I did nothing yet: there is more in that than I can do in one go. Say “${commandWords(command, name)}” alone and I do it; the rest in a message of its own.`,
  otherDeed: (command: string, name: string) =>
    `Left as it was so far. Say “${commandWords(command, name)}” and I do that.`,
  runsOn: (name: string) =>
    `I can’t hold it back on a condition of that kind: “${name}” runs on as before. Say “pause ${name}” to stop it, or say what to change in it, as “ask me first”.`,
  renameAnd: (name: string, newName: string, command: string, other = newName) =>
    `I take them one at a time. Say “rename ${name} to ${newName}” then “${command} ${other}”.`,
  cancelsRun: (name: string) => `I started nothing. To stop one that is under way, say “cancel the run of ${name}”.`,
  noUndoing: (name: string) =>
    `I did nothing: what is done I can’t take back. Say “history ${name}” to see what it did, or “list” for what you have.`,
  renameIt: (name: string, newName: string) => `If it should have another name, say “rename ${name} to ${newName}”.`,
  haveThat: 'I have that. This is still open:',
  later: 'That comes once it is set up. This is still open:',
  valueless: 'Say what it should be as well, as “change the time to 8am”. This is still open:',
  leftAlone: 'Left as it was.',
  questionLeft: 'Left out. The card stays as it was: use Approve, or say what to change.',
  nextAfter: (name: string) => `“${name}” isn’t approved yet. Approve it or say “cancel”, then “next”.`,
  alreadySo: 'The card says that already, so nothing changes. Use Approve, or say what else to change.',
  onlyThing:
    'That is the only thing it does, so I left it. Say what it should do instead, or “cancel” to drop the card.',
  notUnderstoodIn: (name: string) =>
    `I can’t tell what to change in “${name}”. You can name the time, the words, who gets it, an amount, or something to add or remove.`,
  tapApprove: 'Use Approve on the card, or say what to change.',
  yesUnclear:
    'I take a yes for an approval only as a message of its own (“yes”, “approve”, “create it”). Use Approve on the card, or say one of those.',
  notUnderstoodChange:
    'I can’t tell what to change. You can name the time, the words, a condition (“only above 10,000”), or something to add or remove.',
  whichRows:
    'Which column tells me which rows are meant, and what does it say there? For example “only where the Paid column says no”.',
  messageOf: (service: string, title: string) =>
    ({ email: 'the email', sms: 'the SMS' })[service] ?? `the ${title} message`,
  nthOf: (before: number, name: string) =>
    name.replace(/^the /, `the ${['first', 'second', 'third', 'fourth', 'fifth'][before] ?? 'last'} `),
  whichText: (names: string[]) =>
    `More than one message goes out: ${list(names)}. Say which, for example “${names.at(-1)} should say …” or “say … in ${names.length > 2 ? 'all' : 'both'}”.`,
  notAtTimes:
    'All of it runs at the same times, so I can’t leave one part out only sometimes. Say “drop …” to leave it out for good, or ask for that part as an automation of its own, with its own days.',
  whichAmount: (amounts: string[], nth: string, amount: string) =>
    `More than one amount is in it: ${list(amounts)}. Say which, for example “make the ${nth} one ${amount}” or “make ${amounts.length > 2 ? 'all' : 'both'} ${amount}”.`,
  whichThing: (values: string[], value: string) =>
    `More than one is in it: ${list([...new Set(values)])}. Say which, for example “use ${value} instead of ${values.at(-1)}”.`,
  notUnderstood: 'I can’t make an automation of that yet. What should start it, and what should happen then?',
  anyCurrency: 'an amount counts in whatever currency it is paid',
  often: 'How often should I look?',
  oftens: ['every 10 minutes', 'every hour'],
  everyTime: (words: string) => `it runs every time, as I can’t tell “${words}”`,
  inOwnMoney: (code: string) => `How much should it be in ${code}?`,
  onlyOwnMoney: (code: string) =>
    `I pay out in ${code} only, and nothing is converted. How much should it be in ${code}?`,
  finding: (messages: string[]) => `I can’t set it up like that: ${messages.join(' ')}`,
  unheard: (words: string[]) =>
    `What should I do with ${list(words.map((word) => `“${word}”`))}? I can’t tell what that is for. Say it in other words, or “leave it out”.`,
  onlyYou: (words: string[]) =>
    `I can’t decide that for you: ${list(words.map((word) => `“${word}”`))} may change what happens. Say where it belongs, or “leave it out” and I set up the rest.`,
  asItIs: 'Then I leave it as it is. Use Approve on the card, or say what to change.',
  rest: (words: string) =>
    `I can’t do “${words}”: I know no service for that. Should I set up the rest without it? If there is a web address that does it, send me its link.`,
  rests: ['Yes, without it'],
  leaveOut: ['Leave it out'],
  lateYes: (who: string) =>
    `You want a yes from ${who}, and the money would go out first. Should the yes come before the money or after it?`,
  lateYesOptions: ['Before', 'After'],
  range:
    'I can’t start or end a repeating schedule at a date by myself. Should it run until you pause it? I can remind you.',
  ranges: ['Run until I pause it'],
  keepMinimum: 'That was the only thing it does. What should it do instead?',
};
