import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { email as address, briefly, id, recipientsOf, said, text, title } from '../params.ts';
import { sendEmail as runEmail } from './run.ts';

const sendEmail = defineAction({
  service: 'email',
  action: 'send_email',
  title: 'Send an email',
  description: 'Sends an email to one or several addresses.',
  params: z.object({
    to: address('the address', {
      ask: 'Which address should the email go to?',
      spoken: ['to', 'kwa'],
      fromTrigger: ['email', "customer's email"],
    }),
    subject: title('the subject', {
      ask: 'What should the subject be?',
      spoken: ['subject', 'with subject', 'with the subject', 'titled', 'entitled', 'subject line'],
      suggest: '{{ name }}',
    }),
    body: text('the text', {
      ask: 'What should the email say?',
      spoken: ['saying', 'that says', 'body', 'with the text', 'to say', 'telling them', 'to tell them'],
      main: true,
    }),
    cc: address('the copy address', { spoken: ['cc', 'copy', 'with a copy to'] }).optional(),
    reply_to: address('the reply address', { spoken: ['reply to', 'replies to'] }).optional(),
  }),
  result: z.object({ message_id: id('the message id'), to: address('the address') }),
  effect: 'message',
  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'send an email',
      'email',
      'mail',
      'e-mail',
      'drop … an email',
      'shoot … an email',
      'send … by email',
      'send … via email',
      'forward … by email',
      'tuma email',
      'tuma barua pepe',
      'write … an email',
      'write to',
    ],
    nouns: ['email', 'mail', 'e-mail', 'inbox', 'barua pepe', 'gmail', 'outlook'],
  },
  describe: (p) => `Email ${said(p.to)}: “${briefly(p.subject ?? p.body)}”`,
  report: (p) => `Emailed ${said(p.to)}`,
  recipients: (p) => [...recipientsOf(p.to), ...recipientsOf(p.cc)],
  simulate: (p) => ({ message_id: 'sample-email', to: p.to }),
  run: runEmail,
});

export const email: ServiceSpec = {
  service: 'email',
  title: 'Email',
  aliases: ['mail', 'mailgun', 'smtp'],
  nouns: ['email', 'mail', 'gmail', 'mailgun'],
  fields: [
    { name: 'from', label: 'Sender address', secret: false, required: true, env: 'EMAIL_FROM' },
    {
      name: 'smtp_url',
      label: 'SMTP address',
      secret: true,
      required: false,
      env: 'SMTP_URL',
      help: 'smtp://user:password@host:587; either this or Mailgun',
    },
    { name: 'mailgun_api_key', label: 'Mailgun API key', secret: true, required: false, env: 'MAILGUN_API_KEY' },
    { name: 'mailgun_domain', label: 'Mailgun domain', secret: false, required: false, env: 'MAILGUN_DOMAIN' },
  ],
  checkFields: (fields) =>
    fields.smtp_url !== undefined || (fields.mailgun_api_key !== undefined && fields.mailgun_domain !== undefined)
      ? null
      : 'Either an SMTP address or a Mailgun key and domain is needed.',
  actions: [sendEmail],
  events: [],
};
