/** What this platform says itself, beside what the engine says. */
export const words = {
  /** Stands on the button that opens a list. */
  choose: 'Choose',
  chooseOne: 'Tap one, or reply with its number or its words.',
  choices: (from: number, to: number) => `Choices ${from} to ${to}`,
  /** Before what may have arrived already. */
  again: 'Sent again, in case it did not reach you the first time:',
  waits: (title: string) => `“${title}” waits for you. Reply with any word and I will show it.`,
  waitsUntitled: 'Something waits for you. Reply with any word and I will show it.',
  /** An edit is never taken for a typed approval. */
  corrected: (text: string) => `Correction: ${text}`,
  location: (place: string) => `Location: ${place}`,
  contact: (name: string, numbers: string[]) => `Contact: ${[name, ...numbers].filter(Boolean).join(', ')}`,

  file: {
    image: 'a photo',
    video: 'a video',
    audio: 'a sound file',
    voice: 'a voice message',
    document: 'a file',
    sticker: 'a sticker',
    other: 'something WhatsApp does not pass on to me',
  },

  health: {
    stopped: 'stopped',
    missing: (variables: string[]) => `${variables.join(' and ')} ${variables.length > 1 ? 'are' : 'is'} not set`,
    starting: 'asking WhatsApp about the number',
    connected: (number: string) => `connected as ${number}`,
    token: 'the token is no longer accepted; set a new WHATSAPP_CLOUD_TOKEN',
    permission: 'the token may not use this number; give it whatsapp_business_messaging for it',
    number: 'WHATSAPP_CLOUD_PHONE_NUMBER_ID is not a number this token can use',
    account: (why: string) => `WhatsApp holds the account back: ${why}`,
    away: 'WhatsApp does not answer',
    template: (name: string, why: string) => `the template ${name} cannot be sent: ${why}`,
  },

  errors: {
    notStarted: 'WhatsApp is not started',
    noThread: 'no such WhatsApp chat',
    windowTemplate: 'the 24 hours since their last message are over; a template asks them to write back',
    window: 'the 24 hours since their last message are over, and no template is set (WHATSAPP_CLOUD_TEMPLATE)',
    doubt: 'WhatsApp has not said whether the message arrived',
    empty: 'nothing to send',
    tooLarge: (bytes: number, most: number) => `a file of ${bytes} bytes; at most ${most} are fetched`,
  },
};
