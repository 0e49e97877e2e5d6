import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { filledManifest, installLink, readManifest } from '../../adapters/slack/face/manifest.ts';
import { suggestedPrompts } from '../../adapters/slack/face/prompts.ts';
import { homeEvent, messageEvent, reactionEvent, revokedEvent } from '../../adapters/slack/payloads.ts';
import { configSchema } from '../../src/config.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const template = readFileSync(join(ROOT, 'adapters/slack/manifest.yaml'), 'utf8');
const types = readFileSync(join(ROOT, 'node_modules/@slack/web-api/dist/types/request/manifest.d.ts'), 'utf8');

/** The words of a union in Slack's own types. */
const union = (name: string): string[] =>
  [...(new RegExp(`type ${name} = ([^;]+);`).exec(types)?.[1] ?? '').matchAll(/'([^']+)'/g)].map((one) => one[1] ?? '');

// The SDK's list does not know it yet; Slack's reference does.
const SCOPES = [...union('BotScope'), 'assistant:write'];
const scope = z.enum(SCOPES as [string]);
const prompt = z.strictObject({ title: z.string().min(1).max(80), message: z.string().min(1).max(300) });
const address = z.url({ protocol: /^https$/ });

/** The shape of a manifest, with the lengths Slack's reference gives. */
const shape = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.int() }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.literal(true),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.literal(false),
    }),
    bot_user: z.strictObject({ display_name: z.string().regex(/^[a-z0-9._-]{1,80}$/), always_online: z.boolean() }),
    agent_view: z.strictObject({
      agent_description: z.string().min(1).max(300),
      suggested_prompts: z.array(prompt).min(1).max(4),
    }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
          description: z.string().min(1).max(2_000),
          usage_hint: z.string().max(1_000),
          should_escape: z.boolean(),
          url: address.optional(),
        }),
      )
      .max(5),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(scope), bot_optional: z.array(scope) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({
      request_url: address.optional(),
      bot_events: z.array(z.enum(union('ManifestEvent') as [string])),
    }),
    interactivity: z.strictObject({ is_enabled: z.literal(true), request_url: address.optional() }),
    org_deploy_enabled: z.literal(false),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.literal(false),
  }),
});

const http = () => shape.parse(readManifest(filledManifest(template, { url: 'https://nod.example/' })));
const socket = () => shape.parse(readManifest(filledManifest(template, { socket: true })));

describe('the manifest', () => {
  test('for HTTP names one address for events, taps and commands', () => {
    const { features, settings } = http();
    const expected = 'https://nod.example/slack/events';
    expect(settings.event_subscriptions.request_url).toBe(expected);
    expect(settings.interactivity.request_url).toBe(expected);
    expect(features.slash_commands.map((command) => command.url)).toEqual([expected]);
    expect(settings.socket_mode_enabled).toBe(false);
  });

  test('for Socket Mode names no address at all', () => {
    expect(socket().settings.socket_mode_enabled).toBe(true);
    expect(filledManifest(template, { socket: true })).not.toMatch(/https?:/);
  });

  test('both ask for the same', () => {
    expect(socket().oauth_config).toEqual(http().oauth_config);
    expect(socket().settings.event_subscriptions.bot_events).toEqual(http().settings.event_subscriptions.bot_events);
  });

  test('keeps its comments for those who read what it asks for', () => {
    expect(filledManifest(template, { socket: true })).toContain('# A person');
    expect(filledManifest(template, { socket: true })).not.toContain('HOST');
  });

  test('suggests what a conversation suggests', () => {
    expect(http().features.agent_view.suggested_prompts).toEqual(suggestedPrompts);
  });

  test('another name is shown and typed', () => {
    const { display_information, features } = readManifest(filledManifest(template, { socket: true }, 'Otto & Co'));
    expect(display_information.name).toBe('Otto & Co');
    expect(features?.bot_user?.display_name).toBe('otto-co');
    expect(() => filledManifest(template, { socket: true }, 'x'.repeat(36))).toThrow('1 to 35 characters');
  });

  test('an address Slack cannot call is refused with what to do', () => {
    expect(() => filledManifest(template, { url: 'http://localhost:3000' })).toThrow('--socket');
    expect(() => filledManifest(template, { url: 'not an address' })).toThrow('no web address');
    expect(filledManifest(template, { url: 'nod.example/base/' })).toContain('https://nod.example/base/slack/events');
  });

  test('the link carries all of it', () => {
    const yaml = filledManifest(template, { socket: true });
    const json = new URL(installLink(yaml)).searchParams.get('manifest_json');
    expect(JSON.parse(json ?? '')).toEqual(readManifest(yaml));
  });
});

test('the guide says what each permission is for and names every variable', () => {
  const guide = readFileSync(join(ROOT, 'docs/slack.md'), 'utf8');
  const { bot, bot_optional } = http().oauth_config.scopes;
  for (const permission of [...bot, ...bot_optional]) expect(guide).toContain(`\`${permission}\``);
  const variables = Object.keys(configSchema.shape).filter((name) => name.startsWith('SLACK_'));
  for (const variable of variables) expect(guide).toContain(`\`${variable}`);
});

/** What Slack's reference asks for each method this adapter calls; several where it depends on the conversation's kind. */
const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const SCOPES_OF: Record<string, string[]> = {
  'agents.sessions.setStatus': ['chat:write'],
  'apps.connections.open': [],
  'assistant.threads.setStatus': ['assistant:write'],
  'assistant.threads.setSuggestedPrompts': ['assistant:write'],
  'assistant.threads.setTitle': ['assistant:write'],
  'auth.test': [],
  'bots.info': ['users:read'],
  'chat.appendStream': ['chat:write'],
  'chat.delete': ['chat:write'],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.startStream': ['chat:write'],
  'chat.stopStream': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': HISTORY,
  'conversations.info': READ,
  'users.conversations': READ,
  'conversations.members': READ,
  'conversations.open': ['im:write'],
  'conversations.replies': HISTORY,
  'files.completeUploadExternal': ['files:write'],
  'files.delete': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'files.uploadV2': ['files:write'],
  'team.info': ['team:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
};
const SCOPE_OF_EVENT: Record<string, string | null> = {
  agent_session_stopped: null,
  app_context_changed: null,
  app_home_opened: null,
  app_mention: 'app_mentions:read',
  app_uninstalled: null,
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  'message.mpim': 'mpim:history',
  reaction_added: 'reactions:read',
  tokens_revoked: null,
};

/** `a.b.c` and what of it may be a method: `b.c`. */
const tails = (name: string): string[] => name.split('.').map((_, at, all) => all.slice(at).join('.'));

describe('the scopes', () => {
  const sources = readdirSync(join(ROOT, 'adapters/slack'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, 'adapters/slack', file), 'utf8'));
  const sdk = readFileSync(join(ROOT, 'node_modules/@slack/web-api/dist/methods.js'), 'utf8');
  const methods = new Set([...sdk.matchAll(/'([a-z]\w*(?:\.\w+)+)'/gi)].map((one) => one[1] ?? ''));
  // As calls, `client.users.info(`, and as names, `'chat.startStream'`.
  const named = sources.flatMap((source) => [...source.matchAll(/[.'"]([a-z]\w*(?:\.\w+)+)['"(]/gi)]);
  const ends = named.flatMap((one) => tails(one[1] ?? ''));
  const used = new Set([
    ...ends.filter((name) => methods.has(name)),
    ...(sources.some((source) => source.includes('uploadV2')) ? ['files.uploadV2'] : []),
  ]);

  test('the look at the adapter finds its calls', () => {
    for (const method of ['auth.test', 'users.info', 'conversations.open']) expect([...used]).toContain(method);
  });

  test('the events are those the adapter reads, no more and no fewer', () => {
    const read = [
      ...messageEvent.shape.type.options,
      homeEvent.shape.type.value,
      reactionEvent.shape.type.value,
      revokedEvent.shape.type.value,
      // Read by its name alone.
      ...sources.flatMap((source) => [...source.matchAll(/event\.type === '(\w+)'/g)].map((one) => one[1] ?? '')),
    ];
    const { bot_events } = http().settings.event_subscriptions;
    const told = new Set(bot_events.map((event) => event.split('.')[0] ?? ''));
    expect([...told].sort()).toEqual([...new Set(read)].sort());
    expect(read).toContain('app_uninstalled');
    // Direct messages, channels it is in, private ones, and conversations of several.
    const kinds = bot_events.flatMap((event) => (event.startsWith('message.') ? [event.slice(8)] : []));
    expect(kinds.sort()).toEqual(['channels', 'groups', 'im', 'mpim']);
  });

  test('are those that its calls, its events and its command need, no more and no fewer', () => {
    const { bot, bot_optional } = http().oauth_config.scopes;
    const unknown = [...used].filter((method) => !(method in SCOPES_OF));
    expect(unknown).toEqual([]);
    const { bot_events } = http().settings.event_subscriptions;
    const needed = new Set([
      'commands',
      // What is optional is asked for as well: Slack takes the one list as a part of the other.
      ...bot_optional,
      ...[...used].flatMap((method) => SCOPES_OF[method] ?? []),
      ...bot_events.flatMap((event) => SCOPE_OF_EVENT[event] ?? []),
    ]);
    expect(bot.toSorted()).toEqual([...needed].toSorted());
    expect(bot_events.filter((event) => !(event in SCOPE_OF_EVENT))).toEqual([]);
  });
});
