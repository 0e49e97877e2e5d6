import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, id, text } from '../params.ts';
import { setReminder as runReminder } from './run.ts';

const setReminder = defineAction({
  service: 'reminder',
  action: 'set_reminder',
  title: 'Remind you',
  description: 'Posts a reminder to you in the thread this automation came from.',
  params: z.object({
    message: text('what to remind you of', {
      ask: 'What should I remind you of?',
      spoken: ['to', 'about', 'that', 'of', 'saying', 'ku'],
      main: true,
    }),
  }),
  result: z.object({ reminder_id: id('the reminder id'), message: text('the reminder') }),
  effect: 'message',
  idempotency: 'key',
  contract: 1,
  connection: 'none',
  words: {
    phrases: [
      'remind me|us',
      'remind',
      'set a reminder',
      'reminder',
      'give me a reminder',
      'nudge me|us',
      'ping me|us',
      'nikumbushe',
      'tell me',
      'notify me',
      'let me know',
      'message me',
      'alert me',
    ],
    nouns: ['reminder'],
    timed: true,
  },
  describe: (p) => `Remind you: “${briefly(p.message)}”`,
  report: (p) => `Reminded you: “${briefly(p.message)}”`,
  simulate: (p) => ({ reminder_id: 'reminder_sample', message: p.message }),
  run: runReminder,
});

export const reminder: ServiceSpec = {
  service: 'reminder',
  title: 'Reminders',
  aliases: ['reminders'],
  nouns: ['reminder'],
  fields: [],
  actions: [setReminder],
  events: [],
};
