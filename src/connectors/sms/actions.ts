import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, id, phone, recipientsOf, said, text } from '../params.ts';

const sendSms = defineAction({
  service: 'sms',
  action: 'send_sms',
  title: 'Send a text message',
  description: 'Sends an SMS to a phone number.',
  params: z.object({
    phone: phone('the phone number', {
      ask: 'Which phone number should get the text message?',
      spoken: ['to', 'on', 'at'],
      fromTrigger: ['phone', "customer's phone"],
    }),
    message: text('the message', {
      ask: 'What should the text message say?',
      spoken: ['saying', 'that says', 'message', 'with the text', 'to say', 'telling them', 'to tell them'],
      main: true,
    }),
  }),
  result: z.object({ message_id: id('the message id'), phone: phone('the phone number') }),
  effect: 'message',
  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'send an sms',
      'send a text message',
      'send a text',
      'sms',
      'text',
      'text message',
      'send … by|via sms',
      'tuma sms',
    ],
    nouns: ['sms', 'text message', 'by|via text'],
  },
  describe: (p) => `Text ${said(p.phone)}: “${briefly(p.message)}”`,
  report: (p) => `SMS sent to ${said(p.phone)}`,
  recipients: (p) => recipientsOf(p.phone),
  simulate: (p) => ({ message_id: 'sample-sms', phone: p.phone }),
});

export const sms: ServiceSpec = {
  service: 'sms',
  title: 'SMS',
  nouns: ['sms', 'text message'],
  fields: [
    { name: 'username', label: 'Account name', secret: false, required: true },
    { name: 'api_key', label: 'API key', secret: true, required: true },
    { name: 'sender', label: 'Sender name', secret: false, required: false },
  ],
  actions: [sendSms],
  events: [],
};
