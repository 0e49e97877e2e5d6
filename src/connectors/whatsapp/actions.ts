import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, id, phone, recipientsOf, said, text } from '../params.ts';

const sendWhatsapp = defineAction({
  service: 'whatsapp',
  action: 'send_whatsapp',
  title: 'Send a WhatsApp message',
  description: 'Sends a WhatsApp message to a phone number.',
  params: z.object({
    phone: phone('the phone number', {
      ask: 'Which phone number should get the WhatsApp message?',
      spoken: ['to', 'on', 'at'],
      fromTrigger: ['phone', "customer's phone"],
    }),
    message: text('the message', {
      ask: 'What should the WhatsApp message say?',
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
      'send a whatsapp',
      'send a whatsapp message',
      'whatsapp',
      'send … on|via|by|over whatsapp',
      'message … on|via whatsapp',
      'tell … on|via whatsapp',
      'tuma whatsapp',
    ],
    nouns: ['whatsapp', 'whats app', 'wa', 'watsapp'],
  },
  describe: (p) => `WhatsApp ${said(p.phone)}: “${briefly(p.message)}”`,
  report: (p) => `WhatsApp sent to ${said(p.phone)}`,
  recipients: (p) => recipientsOf(p.phone),
  simulate: (p) => ({ message_id: 'sample-whatsapp', phone: p.phone }),
});

export const whatsapp: ServiceSpec = {
  service: 'whatsapp',
  title: 'WhatsApp',
  aliases: ['whatsapp-cloud'],
  nouns: ['whatsapp', 'whats app'],
  fields: [
    { name: 'phone_number_id', label: 'Phone number id', secret: false, required: true },
    { name: 'access_token', label: 'Access token', secret: true, required: true },
  ],
  actions: [sendWhatsapp],
  events: [],
};
