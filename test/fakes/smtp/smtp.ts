import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

export interface FakeMail {
  from: string;
  to: string[];
  /** The whole message with its headers. */
  raw: string;
}

export interface FakeSmtp {
  /** `127.0.0.1:port` */
  pair: string;
  /** With name and password. */
  url: string;
  mails: FakeMail[];
  /** Refuses the next message: this reply code, at this point. */
  refuseNext(code: number, at: 'rcpt' | 'data'): void;
  /** Takes the next message and hangs up instead of saying so. */
  dropNext(): void;
  close(): Promise<void>;
}

/** A mail server that keeps what it gets. It wants a password, and refuses addresses at nowhere.example. */
export async function startFakeSmtp(): Promise<FakeSmtp> {
  const mails: FakeMail[] = [];
  let refusal: { code: number; at: 'rcpt' | 'data' } | null = null;
  let drop = false;
  const take = (at: 'rcpt' | 'data'): Error | null => {
    if (refusal?.at !== at) return null;
    const error = Object.assign(new Error('refused by the test'), { responseCode: refusal.code });
    refusal = null;
    return error;
  };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth: (auth, _session, callback) => {
      if (auth.username === 'nod' && auth.password === 'test-secret') callback(null, { user: 'nod' });
      else callback(Object.assign(new Error('wrong name or password'), { responseCode: 535 }));
    },
    onRcptTo: (address, _session, callback) => {
      const unknown = address.address.endsWith('@nowhere.example');
      const error = unknown ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : take('rcpt');
      callback(error);
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const error = take('data');
        if (error) return callback(error);
        mails.push(mailOf(session, Buffer.concat(chunks)));
        if (drop) {
          drop = false;
          for (const connection of server.connections)
            (connection as { _socket: { destroy(): void } })._socket.destroy();
          return undefined;
        }
        return callback();
      });
    },
  });
  // A client that hangs up is not the server's trouble.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const pair = `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return {
    pair,
    url: `smtp://nod:test-secret@${pair}`,
    mails,
    refuseNext(code, at) {
      refusal = { code, at };
    },
    dropNext() {
      drop = true;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function mailOf(session: SMTPServerSession, raw: Buffer): FakeMail {
  const { mailFrom, rcptTo } = session.envelope;
  return { from: mailFrom ? mailFrom.address : '', to: rcptTo.map((to) => to.address), raw: raw.toString('utf8') };
}
