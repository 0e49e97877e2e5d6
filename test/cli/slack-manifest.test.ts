import { expect, test } from 'vitest';
import { readManifest } from '../../adapters/slack/face/manifest.ts';
import { runCommand } from './typist.ts';

async function print(args: string[], env: Record<string, string> = {}) {
  const command = runCommand('slack-manifest', args, env);
  return { code: await command.ended, out: command.out(), err: command.err() };
}

test('npm run slack:manifest prints the app filled in, for an address or for none', async () => {
  const [http, named, socket] = await Promise.all([
    print([], { PUBLIC_URL: 'https://nod.example/' }),
    print(['--url', 'https://other.example', '--name', 'Otto'], { PUBLIC_URL: 'https://nod.example' }),
    print(['--socket']),
  ]);
  expect([http, named, socket].map(({ code, err }) => [code, err])).toEqual([
    [0, ''],
    [0, ''],
    [0, ''],
  ]);
  expect(readManifest(http.out).settings).toMatchObject({
    event_subscriptions: { request_url: 'https://nod.example/slack/events' },
    socket_mode_enabled: false,
  });
  const { display_information, settings } = readManifest(named.out);
  expect(display_information.name).toBe('Otto');
  expect(settings?.interactivity?.request_url).toBe('https://other.example/slack/events');
  expect(readManifest(socket.out).settings?.socket_mode_enabled).toBe(true);
  expect(socket.out).not.toMatch(/https?:|HOST/);
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  [
    'no address',
    [],
    {},
    /^Slack needs to know where to reach Nod: give --url, set PUBLIC_URL, or use --socket\.\nUsage/,
  ],
  ['an address Slack cannot call', [], { PUBLIC_URL: 'http://localhost:3000' }, /^Slack calls https addresses only/],
  ['no address at all in PUBLIC_URL', [], { PUBLIC_URL: 'somewhere' }, /PUBLIC_URL/],
  ['both', ['--socket', '--url', 'https://nod.example'], {}, /^Either --socket or --url\./],
])('it says what is wrong with %s, and prints no manifest', async (_what, args, env, told) => {
  const { code, out, err } = await print(args, env);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(told);
  expect(err).not.toMatch(/\n\s+at /);
});
