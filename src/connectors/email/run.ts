import { hash } from '../../ids.ts';
import { type ActionContext, ActionError } from '../define.ts';
import { callProvider } from '../provider.ts';
import { toolsOf } from '../tools.ts';
import { sendBySmtp } from './smtp.ts';

export interface Mail {
  from: string;
  to: string[];
  cc: string[];
  replyTo: string | null;
  subject: string;
  text: string;
  /** Without angle brackets. */
  messageId: string;
}

interface EmailParams {
  to: string;
  subject: string;
  body: string;
  cc?: string | undefined;
  reply_to?: string | undefined;
}

const MAX_RECIPIENTS = 50;
/** One address, bare or as `Name <address>`. */
const SENDER = /^(?:[^<>@\r\n]{0,100}<)?[^\s@,;<>"]+@[^\s@,;<>"]+>?$/;

/**
 * Sends an email through the connection's SMTP server or Mailgun. The message id is made of the effect's key: a mailbox
 * that gets the same message twice can tell.
 */
export async function sendEmail(params: EmailParams, context: ActionContext) {
  const mail = mailOf(params, context);
  if (context.connection.fields.smtp_url) await sendBySmtp(mail, context);
  else await sendByMailgun(mail, context);
  return { message_id: mail.messageId, to: params.to };
}

/** Checks and takes apart what is to be sent. Throws ActionError when it cannot be an email. */
export function mailOf(params: EmailParams, context: ActionContext): Mail {
  const from = context.connection.fields.from ?? '';
  if (!SENDER.test(from)) throw refused(`the sender address ${JSON.stringify(from.slice(0, 100))} is none`);
  const to = addresses(params.to);
  const cc = addresses(params.cc);
  const replyTo = addresses(params.reply_to);
  if (to.length === 0) throw refused('it has no recipient');
  if (to.length + cc.length > MAX_RECIPIENTS) throw refused(`it has more than ${MAX_RECIPIENTS} recipients`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: line breaks would smuggle headers in
  if (/[\u0000-\u001f\u007f]/.test(params.subject.trim())) throw refused('its subject has a line break in it');
  const domain = /@([a-z0-9.-]+)>?$/i.exec(from)?.[1] ?? 'nod.invalid';
  return {
    from,
    to,
    cc,
    replyTo: replyTo[0] ?? null,
    subject: params.subject.trim(),
    text: params.body,
    messageId: `${hash(context.idempotencyKey).slice(0, 32)}@${domain}`,
  };
}

function addresses(list: string | undefined): string[] {
  const found = (list ?? '')
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const bad = found.find((address) => !/^[^\s@,;<>"()\\]+@[^\s@,;<>"()\\]+$/.test(address));
  if (bad !== undefined) throw refused(`the address ${JSON.stringify(bad.slice(0, 100))} is none`);
  return found;
}

/** Mailgun's `POST /v3/{domain}/messages`. */
async function sendByMailgun(mail: Mail, context: ActionContext): Promise<void> {
  const { fields } = context.connection;
  const tools = toolsOf(context);
  const form = new URLSearchParams({
    from: mail.from,
    to: mail.to.join(', '),
    subject: mail.subject,
    text: mail.text,
    'h:Message-Id': `<${mail.messageId}>`,
  });
  if (mail.cc.length > 0) form.set('cc', mail.cc.join(', '));
  if (mail.replyTo !== null) form.set('h:Reply-To', mail.replyTo);
  await callProvider(
    tools.provider,
    {
      url: `${tools.settings.mailgunUrl}/v3/${encodeURIComponent(fields.mailgun_domain ?? '')}/messages`,
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`api:${fields.mailgun_api_key ?? ''}`).toString('base64')}`,
      },
      body: form.toString(),
      timeoutMs: 20_000,
      signal: context.signal,
    },
    { name: 'Mailgun', effect: true, now: context.now },
  );
}

function refused(why: string): ActionError {
  return new ActionError(`The email was not sent: ${why}.`, { outcome: 'not_done', retryable: false });
}
