import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeSlack } from '../fakes/slack/fake.ts';
import { slackTeller, slackWithManifest } from '../slack/teller.ts';
import type { Teller } from '../stories/teller.ts';
import { dataFolder, type Nod, startNod } from '../support/nod.ts';
import { runCommand } from './typist.ts';

const PATIENT = { timeout: 90_000, interval: 50 };

/** `npm start` with nothing set but what Slack's set-up guide says, in processes of its own, and `npm run chat` beside it. */
describe('npm start with only Slack’s variables set', { timeout: 240_000 }, () => {
  const folder = dataFolder();
  let slack: FakeSlack;
  let wanjiru: Teller;
  let nod: Nod;
  let address = '';

  beforeAll(async () => {
    slack = await slackWithManifest();
    wanjiru = await slackTeller({ socket: false, where: 'dm' }, slack);
    await start(wanjiru);
  }, 240_000);
  afterAll(async () => {
    nod?.signal('SIGTERM');
    await nod?.ended;
    await slack?.close();
    await folder.remove();
  }, 120_000);

  async function start(teller: Teller): Promise<void> {
    nod = startNod(folder.path, teller.env);
    address = await nod.ready();
    await teller.arrive(address);
  }
  const reads = (words: RegExp, who = wanjiru) =>
    expect.poll(async () => (await who.reads()).join('\n'), PATIENT).toMatch(words);

  it('is a bot that works, over HTTP: described, approved by a tap, run, told', async () => {
    expect(nod.output()).toMatch(/Slack\s+on/);
    expect(nod.output()).toMatch(/WhatsApp\s+off/);
    await wanjiru.says('Every Monday at 9am email team@acme.example, subject: Report, body: All is well');
    await expect.poll(() => wanjiru.offers('Approve'), PATIENT).toBe(true);
    await wanjiru.taps('Approve');
    await reads(/✅ Approved by Wanjiru[\s\S]*is on\./);
    await wanjiru.says('run it now');
    await reads(/✅ Emailed team@acme\.example/);
  });

  it('has its page on this machine still, and nowhere else', async () => {
    expect(nod.output()).toMatch(/Web chat\s+on/);
    expect(new URL(address).hostname).toMatch(/^(?:localhost|127\.0\.0\.1)$/);
    const page = await fetch(address);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
  });

  it('is talked to in a terminal beside it: described, approved by typing, run; Ctrl-C and Ctrl-D leave, and stop nothing', async () => {
    const chat = runCommand('chat', [], { DATA_DIR: folder.path });
    await chat.reads(/Nod is here/);
    chat.type('every Friday at 5pm remind me to send the invoices');
    await chat.reads(/every Friday at 17:00[\s\S]*1 {2}Approve/);
    chat.type('yes, create it');
    // A yes that is quicker than a person reads is asked for once more.
    await chat.reads(/✅ Approved by|say yes again/);
    if (/say yes again/.test(chat.since())) chat.type('yes, create it');
    await chat.reads(/✅ Approved by[\s\S]*is on\./);
    chat.type('run it now');
    await chat.reads(/✅/);
    chat.signal('SIGINT');
    expect(await chat.ended).toBe(0);
    expect(chat.out()).not.toContain('Nod has stopped');
    expect(chat.err()).toBe('');

    const again = runCommand('chat', [], { DATA_DIR: folder.path });
    await again.reads(/Nod is here[\s\S]*✅/);
    again.endInput();
    expect(await again.ended).toBe(0);
    expect(again.out()).not.toContain('Nod has stopped');
  });

  it('goes on in Socket Mode with the same people and workflows; whoever sits in a terminal is told of the stop', async () => {
    const chat = runCommand('chat', [], { DATA_DIR: folder.path });
    await chat.reads(/Nod is here/);
    nod.signal('SIGTERM');
    expect(await nod.ended).toBe(0);
    expect(await chat.ended).toBe(0);
    expect(chat.out()).toMatch(/Nod has stopped\.\n$/);

    const lonely = runCommand('chat', [], { DATA_DIR: folder.path });
    expect(await lonely.ended).toBe(1);
    expect(lonely.err()).toBe(`Nod does not run on ${folder.path} yet: start it with npm start in another terminal.\n`);
    expect(lonely.out()).toBe('');

    const overSocket = await slackTeller({ socket: true, where: 'dm' }, slack);
    await start(overSocket);
    await overSocket.says('list my workflows');
    await reads(/Report/, overSocket);
    await overSocket.says('Every day at 7am email boss@acme.example, subject: Day, body: Good morning');
    await expect.poll(() => overSocket.offers('Approve'), PATIENT).toBe(true);
    await overSocket.taps('Approve');
    await reads(/is on\./, overSocket);
    await overSocket.says('run it now');
    await reads(/✅ Emailed boss@acme\.example/, overSocket);
  });
});

it('npm run chat says in one sentence where it may not talk', async () => {
  const chat = runCommand('chat', [], { DATA_DIR: '/tmp/nod-nowhere', TERMINAL_CHAT: 'false' });
  expect(await chat.ended).toBe(1);
  expect(chat.err()).toBe(
    'Nod does not run on /tmp/nod-nowhere yet: start it with npm start in another terminal. TERMINAL_CHAT=false keeps it from being talked to here.\n',
  );
});
