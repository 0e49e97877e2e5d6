import { randomUUID } from 'node:crypto';
import { answerJson, type FakeServer, listen } from '../server.ts';

export interface FakeMailgun extends FakeServer {
  mails: Record<string, string>[];
  /** Answers the next message with this instead of taking it. */
  answerNext(status: number, headers?: Record<string, string>): void;
}

/** Mailgun's messages call: basic auth `api:<key>`, a form, and its own words for what is wrong. */
export async function startFakeMailgun(account: { key: string; domain: string }): Promise<FakeMailgun> {
  const mails: Record<string, string>[] = [];
  let next: { status: number; headers: Record<string, string> } | null = null;
  const server = await listen((request, response, body) => {
    const wanted = `Basic ${Buffer.from(`api:${account.key}`).toString('base64')}`;
    if (request.headers.authorization !== wanted) {
      response.writeHead(401).end('Forbidden');
      return;
    }
    if (request.method !== 'POST' || request.url !== `/v3/${account.domain}/messages`) {
      answerJson(response, 404, { message: 'Domain not found: unknown' });
      return;
    }
    if (next) {
      answerJson(response, next.status, { message: 'not now' }, next.headers);
      next = null;
      return;
    }
    const mail = Object.fromEntries(new URLSearchParams(String(body)));
    const missing = ['from', 'to', 'subject'].find((name) => !mail[name]);
    if (missing !== undefined || !(mail.text || mail.html)) {
      answerJson(response, 400, { message: `'${missing ?? 'text'}' parameter is missing` });
      return;
    }
    mails.push(mail);
    answerJson(response, 200, {
      id: mail['h:Message-Id'] ?? `<${randomUUID()}@${account.domain}>`,
      message: 'Queued. Thank you.',
    });
  });
  return {
    ...server,
    mails,
    answerNext(status, headers = {}) {
      next = { status, headers };
    },
  };
}
