import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { choice, number, object, said, url } from '../params.ts';
import { hasFixedHost, request as runRequest } from './run.ts';

const request = defineAction({
  service: 'http',
  action: 'request',
  title: 'Call a web address',
  description: 'Sends an HTTP request and gives the answer. An answer of 400 or more fails the step.',
  params: z.object({
    url: url('the web address', { ask: 'Which web address should I call?', spoken: ['to', 'at', 'from'] }),
    method: choice('the method', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const, {
      suggest: 'GET',
    }).optional(),
    headers: object('the headers').optional(),
    body: z
      .any()
      .meta({
        kind: 'object',
        label: 'the body',
        spoken: ['with body', 'with the body', 'with payload', 'with json', 'with data', 'with'],
      })
      .optional(),
    timeout: number('the time limit in seconds').optional(),
  }),
  result: z.object({
    status_code: number('the status code', {
      spoken: ['status code', 'http status', 'response code', 'code', 'status'],
    }),
    body: z.any().meta({
      kind: 'text',
      label: 'the response',
      main: true,
      spoken: ['response', 'body', 'answer', 'result', 'data', 'reply', 'json'],
    }),
    json: z.any().meta({ kind: 'object', label: 'the response as data' }),
    headers: object('the response headers'),
  }),
  effect: 'write',
  idempotency: 'none',
  quick: true,
  contract: 1,
  profile: 'http',
  connection: 'none',
  words: {
    phrases: [
      'ping',
      'call',
      'hit',
      'get',
      'post to',
      'post',
      'put',
      'patch',
      'fetch',
      'request',
      'send a get|post|put|patch|delete request',
      'send … to',
      'check',
      'make a get|post|put http request',
      'http get|post|put|patch|delete|request',
      'trigger',
      'open',
      'poll',
      'curl',
      'post … to',
      'put … to',
      'delete',
    ],
    nouns: ['api', 'endpoint', 'webhook', 'web address', 'http', 'url'],
  },
  describe: (p) =>
    said(p.method, 'GET') === 'GET' ? `Call ${said(p.url)}` : `Call ${said(p.url)} (${said(p.method)})`,
  report: (p, r) => `${said(p.url)} answered ${said(r.status_code)}`,
  simulate: () => ({
    status_code: 200,
    body: { ok: true },
    json: { ok: true },
    headers: { 'content-type': 'application/json' },
  }),
  check: (p) =>
    typeof p.url !== 'string' || hasFixedHost(p.url)
      ? []
      : [
          {
            param: 'url',
            code: 'templated_host',
            message: 'Where a request goes must be written out, not come from data.',
            hint: 'Write the host out, as https://api.example.com/orders/{{ trigger.id }}.',
          },
        ],
  run: runRequest,
});

export const http: ServiceSpec = {
  service: 'http',
  title: 'Web requests',
  aliases: ['https', 'webhook_out'],
  nouns: ['http', 'api', 'url'],
  fields: [],
  actions: [request],
  events: [],
};
