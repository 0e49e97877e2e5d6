import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf, refusal } from './app.ts';
import { type FakeSlack, startFakeSlack } from './fake-slack.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack();
});
afterEach(() => slack.close());

test('An answer is streamed in chunks, ends with blocks and metadata, and can be changed afterwards', async () => {
  const client = clientOf(slack);
  const root = await slack.say('U1', 'dm', 'hello');
  const stream = client.chatStream({ channel: 'D1', thread_ts: root.ts, buffer_size: 1 });
  await client.assistant.threads.setStatus({ channel_id: 'D1', thread_ts: root.ts, status: 'is thinking…' });
  expect(slack.status('D1', root.ts)).toBe('is thinking…');
  await stream.append({ markdown_text: 'Hello **you**' });
  expect(slack.status('D1', root.ts)).toBeNull();
  const message = await slack.waitForMessage((one) => one.streaming);
  const ts = message.ts;
  expect((await refusal(client.chat.update({ channel: 'D1', ts, text: 'x' }))).error).toBe('streaming_state_conflict');
  await stream.append({ chunks: [{ type: 'task_update', id: 't1', title: 'Plan', status: 'in_progress' }] });
  await stream.append({ chunks: [{ type: 'task_update', id: 't1', title: 'Plan', status: 'complete' }] });
  await stream.stop({ blocks: [{ type: 'divider' }], metadata: { event_type: 'nod', event_payload: { key: 'k' } } });
  expect(slack.text(message)).toBe('● Plan\nHello **you**\n---');
  expect(message).toMatchObject({ streaming: false, metadata: { event_payload: { key: 'k' } } });
  const more = client.chat.appendStream({ channel: 'D1', ts, markdown_text: 'x' });
  expect((await refusal(more)).error).toBe('message_not_in_streaming_state');
  await client.chat.update({ channel: 'D1', ts, text: 'done' });
});

test('A stream in a channel names who it is for; one that a person stops, or that is old, takes no more', async () => {
  const client = clientOf(slack);
  const root = await slack.say('U1', 'C1', 'hello');
  const start = (more = {}) =>
    client.chat.startStream({
      channel: 'C1',
      thread_ts: root.ts,
      chunks: [{ type: 'markdown_text', text: 'a' }],
      ...more,
    } as never);
  expect((await refusal(start())).error).toBe('missing_recipient_team_id');
  expect((await refusal(start({ recipient_team_id: 'T1' }))).error).toBe('missing_recipient_user_id');
  const { ts = '' } = await start({ recipient_team_id: 'T1', recipient_user_id: 'U1' });
  const append = (of: string, chunks: unknown[]) =>
    client.chat.appendStream({ channel: 'C1', ts: of, chunks } as never);
  expect((await refusal(append(ts, [{ type: 'nope' }]))).error).toBe('invalid_chunks');
  const plain = client.chat.appendStream({ channel: 'C1', ts, markdown_text: 'x' });
  expect((await refusal(plain)).error).toBe('streaming_mode_mismatch');
  const message = slack.messages('C1').find((one) => one.ts === ts);
  if (!message) throw new Error('no stream');
  await slack.stopStream('U1', message);
  expect((await refusal(append(ts, [{ type: 'markdown_text', text: 'b' }]))).error).toBe('stopped_by_user');
  const second = await start({ recipient_team_id: 'T1', recipient_user_id: 'U1' });
  slack.advance(5 * 60_000 + 1);
  const late = append(second.ts ?? '', [{ type: 'markdown_text', text: 'b' }]);
  expect((await refusal(late)).error).toBe('message_not_in_streaming_state');
});

test('A status lasts two minutes; prompts are four at most', async () => {
  const client = clientOf(slack);
  const root = await slack.say('U1', 'dm', 'hello');
  const set = (thread_ts: string) =>
    client.assistant.threads.setStatus({ channel_id: 'D1', thread_ts, status: 'is thinking…' });
  await set(root.ts);
  slack.advance(120_001);
  expect(slack.status('D1', root.ts)).toBeNull();
  expect((await refusal(set('1700000000.000001'))).error).toBe('invalid_thread_ts');
  const prompts = (count: number) =>
    client.assistant.threads.setSuggestedPrompts({
      channel_id: 'D1',
      prompts: Array.from({ length: count }, (_, at) => ({ title: `t${at}`, message: 'm' })),
    } as never);
  await prompts(4);
  expect(slack.state.prompts.get('D1')?.prompts).toHaveLength(4);
  expect((await refusal(prompts(5))).error).toBe('invalid_arguments');
});

test('A picture is uploaded in three steps, then stands in a block; its bytes need a token', async () => {
  const client = clientOf(slack);
  await client.files.uploadV2({ file: PIXEL, filename: 'steps.png', alt_text: 'The steps' });
  const [file] = [...slack.state.files.values()];
  if (!file) throw new Error('no file');
  expect((await client.files.info({ file: file.id })).file).toMatchObject({
    mimetype: 'image/png',
    size: PIXEL.length,
  });
  const blocks = [{ type: 'image' as const, slack_file: { id: file.id }, alt_text: 'The steps' }];
  await client.chat.postMessage({ channel: 'C1', text: 'card', blocks });
  const url = `${slack.url}/files-pri/T1-${file.id}/steps.png`;
  const get = (token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } });
  expect(Buffer.from(await (await get(slack.botToken())).arrayBuffer())).toEqual(PIXEL);
  // A wrong token gets the log-in page, with 200.
  expect((await get('xoxb-nobody')).headers.get('content-type')).toContain('text/html');
  await client.files.uploadV2({
    file: Buffer.from('a,b'),
    filename: 'a.csv',
    channel_id: 'C1',
    initial_comment: 'list',
  });
  expect(slack.messages('C1').at(-1)).toMatchObject({ text: 'list', files: [{ name: 'a.csv' }] });
});

test('An upload of another length than announced is refused; one never uploaded cannot be completed', async () => {
  const client = clientOf(slack);
  const { upload_url = '', file_id = '' } = await client.files.getUploadURLExternal({ filename: 'a.png', length: 5 });
  expect((await refusal(client.files.completeUploadExternal({ files: [{ id: file_id }] }))).error).toBe(
    'file_not_found',
  );
  expect((await fetch(upload_url, { method: 'POST', body: 'abc' })).status).toBe(400);
  expect((await fetch(upload_url, { method: 'POST', body: 'abcde' })).status).toBe(200);
  await client.files.completeUploadExternal({ files: [{ id: file_id }] });
});

test('Reactions are added once', async () => {
  const client = clientOf(slack);
  const said = await slack.say('U1', 'C1', 'hello');
  const add = (name: string) => client.reactions.add({ channel: 'C1', timestamp: said.ts, name });
  await add('eyes');
  expect((await refusal(add('eyes'))).error).toBe('already_reacted');
  expect((await refusal(add('not a name'))).error).toBe('invalid_name');
  expect(said.reactions).toEqual([{ name: 'eyes', users: ['UBOT'] }]);
});

test('An installation: the person agrees, the code is exchanged once, and the token is refreshed', async () => {
  const fresh = await startFakeSlack({
    rotation: true,
    teams: [{ id: 'T1' }, { id: 'T5', name: 'New', installed: false }],
  });
  const redirect = 'http://127.0.0.1:9/slack/oauth_redirect';
  const query = new URLSearchParams({
    client_id: fresh.clientId,
    redirect_uri: redirect,
    state: 's',
    scope: 'chat:write',
  });
  const agreed = await fetch(`${fresh.url}/oauth/v2/authorize?${query}`, { redirect: 'manual' });
  const back = new URL(agreed.headers.get('location') ?? '');
  expect(back.searchParams.get('state')).toBe('s');
  const code = back.searchParams.get('code') ?? '';
  const client = clientOf(fresh, '');
  const access = (more: object) =>
    client.oauth.v2.access({ client_id: fresh.clientId, client_secret: fresh.clientSecret, ...more } as never);
  expect((await refusal(access({ code, client_secret: 'other' }))).error).toBe('bad_client_secret');
  const grant = (await access({ code, redirect_uri: redirect })) as { access_token: string; refresh_token: string };
  expect(grant).toMatchObject({ token_type: 'bot', team: { id: 'T5', name: 'New' }, expires_in: 43_200 });
  expect((await refusal(access({ code }))).error).toBe('invalid_code');
  const renewed = await access({ grant_type: 'refresh_token', refresh_token: grant.refresh_token });
  expect(renewed.access_token).not.toBe(grant.access_token);
  expect(await clientOf(fresh, String(renewed.access_token)).auth.test()).toMatchObject({ team_id: 'T5' });
  await fresh.close();
});
