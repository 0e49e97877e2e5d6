/** Everything this adapter says by itself, and the errors of which a person may read. */
export const words = {
  sentAgain: 'Sent again, in case the first did not arrive:',
  edited: 'I go by what you wrote first; an edit does not change it. Send what is different as a new message.',
  goAhead: (title: string) => `${title} — go ahead?`,
  location: (place: string, latitude: number, longitude: number) =>
    `Location: ${place ? `${place} ` : ''}(${latitude}, ${longitude})`,
  contact: (name: string, numbers: string[]) => `Contact: ${[name, ...numbers].filter(Boolean).join(', ')}`,
  voice: 'voice message',
  files: { image: 'picture', video: 'video', ptv: 'video', audio: 'recording', document: 'file' } as Record<
    string,
    string
  >,
  file: 'file',

  tooFast: 'as much was sent as one number may send for now',
  stopped: 'WhatsApp is not started',
  noChat: (thread: string) => `no WhatsApp chat ${thread}`,
  notOnWhatsApp: 'this person cannot be reached on WhatsApp',
  tooLong: (length: number, most: number) => `a message of ${length} characters; at most ${most} fit`,
  failed: 'WhatsApp reported that the message could not be sent',
  inDoubt: 'WhatsApp has not confirmed the message',
} as const;
