import { type ActionContext, ActionError } from '../define.ts';
import { AddressRefused } from '../http-guard.ts';
import { toolsOf } from '../tools.ts';
import type { Mail } from './run.ts';

const SMTP_PORTS = new Set([25, 465, 587, 2525]);

/** Sends one message over SMTP. Throws ActionError: what the server refused before it took the text was surely not sent. */
export async function sendBySmtp(mail: Mail, context: ActionContext): Promise<void> {
  const server = await serverOf(context);
  // Loaded with the first mail: most of the time a process has none to send.
  const { createTransport } = await import('nodemailer');
  const { watch, logger } = watchForText();
  const transport = createTransport({
    // The address that was checked, so that a name cannot come to mean another one; TLS still goes by the name.
    host: server.address,
    port: server.port,
    secure: server.secure,
    ...(server.auth ? { auth: server.auth } : {}),
    // A password goes over TLS only, except to a server the operator named.
    requireTLS: server.auth !== null && !server.secure && !server.operators,
    tls: { servername: server.name },
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    logger,
    transactionLog: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const stop = () => transport.close();
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    const sent = await transport.sendMail({
      from: mail.from,
      to: mail.to,
      cc: mail.cc,
      ...(mail.replyTo === null ? {} : { replyTo: mail.replyTo }),
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.messageId}>`,
    });
    const rejected: (string | { address: string })[] = sent.rejected;
    const left = rejected.map((address) => (typeof address === 'string' ? address : address.address));
    if (left.length > 0) {
      throw new ActionError(
        `The email was sent, but not to ${left.join(', ')}: the mail server refused that address.`,
        {
          outcome: 'unknown',
          retryable: false,
        },
      );
    }
  } catch (error) {
    throw smtpError(error, watch.sent);
  } finally {
    context.signal.removeEventListener('abort', stop);
    transport.close();
  }
}

interface SmtpServer {
  name: string;
  address: string;
  port: number;
  secure: boolean;
  /** Named in the server's settings, not by a person. */
  operators: boolean;
  auth: { user: string; pass: string } | null;
}

/** Reads `smtp://user:password@host:587`, and makes sure that it is a mail server of the public internet or the operator's. */
async function serverOf(context: ActionContext): Promise<SmtpServer> {
  const text = context.connection.fields.smtp_url ?? '';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    throw notSent(
      'The SMTP address of this connection cannot be used; it should look like smtp://user:password@host:587.',
    );
  }
  const secure = url.protocol === 'smtps:' || url.port === '465';
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port);
  const { provider, settings } = toolsOf(context);
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const operators = settings.smtpHosts.includes(`${name}:${port}`);
  if (!operators && !SMTP_PORTS.has(port))
    throw notSent(`Port ${port} is not one of mail servers (25, 465, 587, 2525).`);
  const addresses = operators
    ? [name]
    : await provider.guard.resolve(name, port).catch((cause: unknown) => {
        const refused = cause instanceof AddressRefused;
        throw notSent(refused ? cause.message : `The mail server ${name} cannot be found.`, !refused, cause);
      });
  return {
    name,
    address: addresses[0] ?? name,
    port,
    secure,
    operators,
    auth:
      url.username === '' ? null : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  };
}

/** What a failure means: a reply of the server is its word that it did not take the mail; without one it depends on how far it got. */
function smtpError(error: unknown, textSent: boolean): ActionError {
  if (error instanceof ActionError) return error;
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message?: string };
  if (responseCode === undefined && textSent) {
    return new ActionError('The mail server broke off; the email may have been sent.', {
      outcome: 'unknown',
      retryable: false,
      cause: error,
    });
  }
  const why = (message ?? 'it gave no reason').replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, 300);
  const final = responseCode === undefined ? code === 'EAUTH' || code === 'EENVELOPE' : responseCode >= 500;
  return notSent(`The mail server did not take the email: ${why}.`, !final, error);
}

/** Listens to the commands of a connection for the one after which the text goes out. */
function watchForText() {
  const watch = { sent: false };
  const ignore = () => {};
  const debug = (...said: unknown[]) => {
    if (said.includes('DATA')) watch.sent = true;
  };
  const logger = { level: ignore, trace: ignore, debug, info: ignore, warn: ignore, error: ignore, fatal: ignore };
  return { watch, logger };
}

function notSent(message: string, retryable = false, cause?: unknown): ActionError {
  return new ActionError(message, { outcome: 'not_done', retryable, ...(cause === undefined ? {} : { cause }) });
}
