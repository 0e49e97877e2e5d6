/** What the Slack adapter says itself; everything else comes from the engine. */
export const words = {
  thinking: 'is working on it…',
  loading: ['Reading what you wrote…', 'Working on it…', 'Putting the steps together…'],

  onlyOthersTap: (name: string | null) =>
    name === null ? 'This one is not yours to decide.' : `Only ${name} can decide this one.`,
  oldButton: 'I do not know that button any more. Write to me what you would like to do.',
  notNow: 'I could not take that just now. Nothing was done; please try again in a moment.',
  formGone: 'That form is out of date: the card has changed since. The newest one is in the conversation.',
  formTooLate: 'Slack took too long to open the form. Tap the button again.',
  tapKept: 'Got it. I could not open the form just now, so tell me in a message what should be different.',

  editIgnored: 'I work with messages as they were sent first. If the change matters, send it as a new message.',
  guests: 'I work for the members of this workspace only. Someone of the team can do this for you.',
  external: 'I work for the people of this workspace only, not for those of connected organisations.',
  notInChannel: 'I am not in this channel yet. Invite me with “/invite”, then mention me.',
  startThread: (name: string) => `Mention @${name} with what should happen, and we go on in a thread.`,

  slashHere: 'I answered in our direct conversation.',
  slashEmpty: 'Tell me what should happen, for example: /nod every Monday at 9 email me a list of open invoices',
  slashHelp:
    'Write “/nod” and what should happen by itself, or “/nod list” for your workflows. I answer in our direct conversation.',
  slashDown: 'I could not take that just now. Nothing was done; please send it again in a moment.',

  file: (label: string, channel: boolean) =>
    channel
      ? `${label}: send the file here in this thread and mention me.`
      : `${label}: send the file here in this thread.`,
  selectWords: (count: number) => `There are ${count} to choose from, more than fits in a list. Type the one you mean.`,
  selectOf: (names: string) => `One of: ${names}`,
  noOptions: 'There is nothing to choose from yet. Type what you mean.',
  now: (value: string) => `Now: ${value}`,
  tooLongToEdit: (label: string) => `${label}: too long to edit here. Tell me in a message what should be different.`,
  moreInputs: 'Tell me these in a message:',
  choose: 'Choose one',
  pickDay: 'Pick a day',
  notNumber: 'A number, please, as 1500 or 12.50.',
  notDay: 'A day, please, as 2026-12-01.',
  missing: 'This is needed.',

  confirmTitle: 'Are you sure?',
  confirmNo: 'Not now',
  close: 'Close',
  submit: 'Send',

  homeTitle: 'Your workflows',
  homeWaiting: 'Waiting for you',
  homeMore: (count: number) => `… and ${count} more. Write “list my workflows” in the Messages tab to see them all.`,
  homeEmpty: 'Nothing runs by itself yet',
  homeInvite: 'Open the Messages tab and tell me in a sentence what should happen. For example:',
  homeHow: 'I show you a card with every step before anything is set up. It starts only after you approve it.',

  connected: 'connected',
  starting: 'connecting to Slack',
  httpReady: 'ready for Slack’s requests',
  reconnecting: 'the connection to Slack is down; trying again',
  noTeam: 'Slack does not answer, so I do not know my team yet; trying again',
  tokenRefused: (error: string) =>
    `Slack refuses the bot token (${error}). See docs/slack.md, “When something is wrong”.`,
  appTokenRefused: (error: string) =>
    `Slack refuses the app-level token (${error}). See docs/slack.md, “When something is wrong”.`,
  scopeMissing: (scope: string) =>
    `Slack says a permission is missing: ${scope}. Install the app again after changing its manifest.`,
} as const;
