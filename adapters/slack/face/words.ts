/** What the Slack adapter says itself; everything else comes from the engine. */
export const words = {
  oldButton: 'I do not know that button any more. Write to me what you would like to do.',

  editIgnored: 'I work with messages as they were sent first. If the change matters, send it as a new message.',
  external: 'I work for the people of this workspace only, not for those of connected organisations.',

  slashHere: 'I answered in our direct conversation.',
  slashEmpty: 'Tell me what should happen, for example: /nod every Monday at 9 email me a list of open invoices',
  slashHelp:
    'Write “/nod” and what should happen by itself, or “/nod list” for your workflows. I answer in our direct conversation.',

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
  aNumber: 'A number, as 1500 or 12.50.',
  notNumber: 'A number, please, as 1500 or 12.50.',
  notDay: 'A day, please, as 2026-12-01.',

  confirmTitle: 'Are you sure?',
  confirmNo: 'Not now',
  close: 'Close',
  submit: 'Send',

  homeTitle: 'Your workflows',
  homeWaiting: 'Waiting for you',
  homeMore: (count: number) => `… and ${count} more. Write “list my workflows” in the Messages tab to see them all.`,
  homeAnswer: 'There is something to fill in: answer it in our conversation, where I asked.',
  homeEmpty: 'Nothing runs by itself yet',
  homeInvite: 'Open the Messages tab and tell me in a sentence what should happen. For example:',
  homeHow: 'I show you a card with every step before anything is set up. It starts only after you approve it.',

  connected: 'connected',
  starting: 'connecting to Slack',
  reconnecting: 'the connection to Slack is down; trying again',
  noTeam: 'Slack does not answer, so I do not know my team yet; trying again',
  tokenRefused: (error: string) =>
    `Slack refuses the bot token (${error}). See docs/slack.md, “When something is wrong”.`,
  appTokenRefused: (error: string) =>
    `Slack refuses the app-level token (${error}). See docs/slack.md, “When something is wrong”.`,
  scopeMissing: (scope: string) =>
    `Slack says a permission is missing: ${scope}. Install the app again after changing its manifest.`,
} as const;
