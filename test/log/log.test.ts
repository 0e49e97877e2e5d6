import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createLog, secretsOf } from '../../src/log.ts';
import { inLogScope } from '../../src/log-scope.ts';

function logger(secrets: string[] = []) {
  const lines: string[] = [];
  const log = createLog('trace', 'test', secrets, { write: (line: string) => void lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown> };
}

/** What may be in a token or a password. */
const secret = fc.stringMatching(/^[A-Za-z0-9_.~-]{12,40}$/);

it('lets no secret through, wherever it stands, and still writes JSON', () => {
  const ways: ((log: ReturnType<typeof logger>['log'], it: string) => void)[] = [
    (log, it) => log.info({ token: it }, 'x'),
    (log, it) => log.info({ deep: { deeper: { deepest: { 'x-api-key': it } } } }, 'x'),
    (log, it) => log.info({ headers: { Authorization: it, cookie: it } }, 'x'),
    (log, it) => log.error({ err: new Error(`refused https://user:${it}@host.example/path`) }, 'x'),
    (log, it) => log.error({ err: new Error('outer', { cause: new Error(`Bearer ${it}`) }) }, 'x'),
    (log, it) => log.error({ err: new Error(`GET /v1?access_token=${it}&page=2 failed`) }, 'x'),
    (log, it) => log.warn(`mongodb://nod:${it}@db.example:27017/nod?replicaSet=a does not answer`),
    (log, it) => log.warn({ client_secret: it }, 'x'),
    (log, it) => log.warn(`xoxb-${it}`),
    (log, it) => log.warn(`the key sk-ant-${it} was refused`),
  ];
  fc.assert(
    fc.property(secret, fc.constantFrom(...ways), (value, write) => {
      const { log, lines, last } = logger();
      write(log, value);
      expect(lines.at(-1)).not.toContain(value);
      expect(last()).toMatchObject({ role: 'test' });
    }),
    { numRuns: 300 },
  );
});

it('hides what the settings keep secret, even in words nobody foresaw', () => {
  const config = readConfig({
    NOD_SECRET_KEY: 'c2VjcmV0IG9mIHRoaXMgaG91c2U=',
    MONGODB_URL: 'mongodb://nod:pass%20word-1@db.example/nod',
    MAILGUN_API_KEY: 'plain-words-key',
    NODE_ENV: 'test',
  });
  const { log, lines } = logger(secretsOf(config));
  log.error(
    { err: new Error('told plain-words-key and "pass word-1", c2VjcmV0IG9mIHRoaXMgaG91c2U=') },
    'plain-words-key',
  );
  expect(lines[0]).not.toMatch(/plain-words-key|pass word-1|c2VjcmV0/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: '[redacted]' });
});

it('leaves ordinary words alone', () => {
  const { log, last } = logger();
  log.info(
    { delivery: 'dlv_1', step: 'send', url: 'https://host.example/path?page=2' },
    'token of thanks, basic terms',
  );
  expect(last()).toMatchObject({
    delivery: 'dlv_1',
    step: 'send',
    url: 'https://host.example/path?page=2',
    msg: 'token of thanks, basic terms',
  });
});

it('is valid JSON whatever is logged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.jsonValue(), (text, value) => {
      const { log, last } = logger(['12345678']);
      log.info({ value, err: new Error(text) }, text);
      expect(last()).toMatchObject({ role: 'test' });
    }),
    { numRuns: 300 },
  );
});

it('says in every line which run it is about, also later on and side by side', async () => {
  const { log, lines } = logger();
  const work = async (execution: string) => {
    log.info('first');
    await new Promise(setImmediate);
    log.warn({ step: 'two' }, `second of ${execution}`);
  };
  await Promise.all(
    ['run_a', 'run_b'].map((execution) =>
      inLogScope({ execution, workspace: 'ws_1', temporalWorkflow: `run-${execution}` }, () => work(execution)),
    ),
  );
  log.info('outside');
  const said = lines.map((line) => JSON.parse(line) as { execution?: string; msg: string; temporalWorkflow?: string });
  for (const { msg, execution, temporalWorkflow } of said.filter((line) => line.msg.startsWith('second'))) {
    expect(msg).toBe(`second of ${execution}`);
    expect(temporalWorkflow).toBe(`run-${execution}`);
  }
  expect(said.at(-1)).not.toHaveProperty('execution');
});
