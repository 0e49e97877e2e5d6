import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, channel, id, recipientsOf, said, text } from '../params.ts';

const sendMessage = defineAction({
  service: 'slack',
  action: 'send_message',
  title: 'Post in Slack',
  description: 'Posts a message in a Slack channel.',
  params: z.object({
    channel: channel('the channel', {
      ask: 'Which Slack channel should it go to?',
      spoken: ['in', 'to', 'on', 'channel'],
    }),
    message: text('the message', {
      ask: 'What should the Slack message say?',
      spoken: ['saying', 'that says', 'message', 'with the text', 'to say', 'telling them', 'to tell them'],
      main: true,
    }),
  }),
  result: z.object({ message_id: id('the message id'), channel: channel('the channel') }),
  effect: 'message',
  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'send a slack message',
      'post in|to|on slack',
      'slack',
      'post … in|to|on slack',
      'send … on|in|to|via slack',
      'message … on|in slack',
      'tell … on slack',
      'drop … in slack',
    ],
    nouns: ['slack', 'slack channel', 'channel'],
  },
  describe: (p) => `Post in ${said(p.channel)}: “${briefly(p.message)}”`,
  report: (p) => `Posted in ${said(p.channel)}`,
  recipients: (p) => recipientsOf(p.channel),
  simulate: (p) => ({ message_id: 'sample-slack', channel: p.channel }),
});

export const slack: ServiceSpec = {
  service: 'slack',
  title: 'Slack',
  nouns: ['slack'],
  fields: [{ name: 'bot_token', label: 'Bot token', secret: true, required: true, env: 'SLACK_BOT_TOKEN' }],
  actions: [sendMessage],
  events: [],
};
