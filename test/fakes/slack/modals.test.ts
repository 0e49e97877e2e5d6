import type { App, types } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf, httpApp, refusal } from './app.ts';
import { makeTrigger } from './click.ts';
import { type FakeSlack, startFakeSlack } from './fake-slack.ts';
import type { FakeView, Json } from './model.ts';
import { createView } from './views.ts';

type KnownBlock = types.KnownBlock;
type View = types.View;

let slack: FakeSlack;
let app: App;
beforeEach(async () => {
  slack = await startFakeSlack();
  app = await httpApp(slack);
});
afterEach(async () => {
  await app.stop();
  await slack.close();
});

const CARD: KnownBlock[] = [
  {
    type: 'actions',
    elements: [{ type: 'button', action_id: 'change', value: 'w1', text: { type: 'plain_text', text: 'Change' } }],
  },
];

function modal(more: Partial<View> = {}): View {
  return {
    type: 'modal',
    callback_id: 'edit',
    title: { type: 'plain_text', text: 'Change it' },
    submit: { type: 'plain_text', text: 'Save' },
    private_metadata: 'w1',
    blocks: [
      {
        type: 'input',
        block_id: 'amount',
        label: { type: 'plain_text', text: 'Amount' },
        element: {
          type: 'number_input',
          action_id: 'value',
          is_decimal_allowed: false,
          min_value: '1',
          initial_value: '10000',
        },
      },
      {
        type: 'input',
        block_id: 'to',
        label: { type: 'plain_text', text: 'Send to' },
        element: { type: 'plain_text_input', action_id: 'value' },
      },
    ],
    ...more,
  } as View;
}

/** A modal opened by a click on a card, as it always begins. */
async function opened(view: View = modal()): Promise<FakeView> {
  app.action('change', async ({ ack, body, client }) => {
    await ack();
    if (body.type === 'block_actions') await client.views.open({ trigger_id: body.trigger_id, view });
  });
  await app.client.chat.postMessage({ channel: 'D1', text: 'card', blocks: CARD });
  const card = await slack.waitForMessage((one) => one.text === 'card');
  await slack.click('U1', card, 'Change');
  await expect.poll(() => slack.modals('U1')).toHaveLength(1);
  return slack.modals('U1')[0] as FakeView;
}

beforeEach(async () => {
  await slack.openHome('U1', 'messages');
});

test('A filled-in modal arrives with its state; Slack itself holds back what is incomplete', async () => {
  const seen: unknown[] = [];
  app.view('edit', async ({ ack, view, body }) => {
    seen.push([body.user.id, view.private_metadata, view.state.values]);
    await ack();
  });
  const view = await opened();
  const blocked = await slack.submitView('U1', view);
  expect(blocked).toMatchObject({ outcome: 'blocked', errors: { to: 'Please complete this required field.' } });
  expect((await slack.submitView('U1', view, { Amount: 0, to: 'x' })).outcome).toBe('blocked');
  const done = await slack.submitView('U1', view, { Amount: 20_000, 'Send to': 'Otieno' });
  expect(done).toMatchObject({ outcome: 'closed', view: null });
  expect(seen).toEqual([
    [
      'U1',
      'w1',
      {
        amount: { value: { type: 'number_input', value: '20000' } },
        to: { value: { type: 'plain_text_input', value: 'Otieno' } },
      },
    ],
  ]);
  expect(slack.modals('U1')).toEqual([]);
});

test('The app answers a modal with errors, another view, one on top, or by closing all', async () => {
  const answers: Json[] = [
    { response_action: 'errors', errors: { to: 'Not known' } },
    { response_action: 'errors', errors: { nowhere: 'x' } },
    { response_action: 'update', view: { ...modal(), title: { type: 'plain_text', text: 'x'.repeat(25) } } },
    { response_action: 'update', view: modal({ callback_id: 'edit' }) },
    { response_action: 'push', view: modal({ callback_id: 'edit' }) },
    { response_action: 'clear' },
  ];
  app.view('edit', async ({ ack }) => {
    await ack(answers.shift() as never);
  });
  const view = await opened();
  const values = { to: 'x' };
  expect(await slack.submitView('U1', view, values)).toMatchObject({ outcome: 'errors', errors: { to: 'Not known' } });
  expect(await slack.submitView('U1', view, values)).toMatchObject({ outcome: 'failed' });
  const refused = await slack.submitView('U1', view, values);
  expect(refused.errors.view).toContain('must be less than 25 characters [json-pointer:/view/title/text]');
  expect(await slack.submitView('U1', view, values)).toMatchObject({ outcome: 'updated' });
  const pushed = await slack.submitView('U1', view, values);
  expect(pushed.view).toMatchObject({ previous: view.id, root: view.id });
  await expect(slack.submitView('U1', view, values)).rejects.toThrow('on top');
  expect(await slack.submitView('U1', pushed.view as FakeView, values)).toMatchObject({ outcome: 'cleared' });
});

test('A view the app does not answer stays, as failed', async () => {
  slack.requestUrl = slack.requestUrl?.replace('/slack/events', '/gone') ?? null;
  const made = { ...modal(), type: 'modal' as const };
  const view = createView(slack.state, 'T1', 'U1', made as unknown as Json, null);
  const { outcome, delivery } = await slack.submitView('U1', view, { to: 'x' });
  expect(outcome).toBe('failed');
  expect(delivery?.attempts[0]?.status).toBe(404);
});

test('Closing is told only where the view asks for it', async () => {
  const closed: boolean[] = [];
  app.view({ callback_id: 'edit', type: 'view_closed' }, async ({ ack, body }) => {
    closed.push((body as { is_cleared?: boolean }).is_cleared === true);
    await ack();
  });
  const view = await opened(modal({ notify_on_close: true } as Partial<View>));
  expect((await slack.closeView('U1', view))?.state).toBe('acked');
  expect(closed).toEqual([false]);
});

test('A trigger opens one view within three seconds', async () => {
  const client = clientOf(slack);
  const open = (trigger_id: string, view = modal()) => client.views.open({ trigger_id, view });
  const trigger = makeTrigger(slack.state, 'T1', 'U1');
  await open(trigger);
  expect((await refusal(open(trigger))).error).toBe('exchanged_trigger_id');
  const late = makeTrigger(slack.state, 'T1', 'U1');
  slack.advance(3001);
  expect((await refusal(open(late))).error).toBe('expired_trigger_id');
  expect((await refusal(open('1.2.3'))).error).toBe('invalid_trigger_id');
  const bad = await refusal(open(makeTrigger(slack.state, 'T1', 'U1'), modal({ private_metadata: 'x'.repeat(3001) })));
  expect(bad).toMatchObject({ error: 'invalid_arguments' });
  expect(JSON.stringify(bad)).toContain('must be less than 3001 characters [json-pointer:/view/private_metadata]');
});

test('A view is updated by its hash, and pushed three deep at most', async () => {
  const client = clientOf(slack);
  const trigger = () => makeTrigger(slack.state, 'T1', 'U1');
  const { view } = await client.views.open({ trigger_id: trigger(), view: modal() });
  const { id: view_id = '', hash = '' } = view ?? {};
  await client.views.update({ view_id, hash, view: modal() });
  expect((await refusal(client.views.update({ view_id, hash, view: modal() }))).error).toBe('hash_conflict');
  await client.views.push({ trigger_id: trigger(), view: modal() });
  await client.views.push({ trigger_id: trigger(), view: modal() });
  expect((await refusal(client.views.push({ trigger_id: trigger(), view: modal() }))).error).toBe('push_limit_reached');
});

test('Each person has one home; its buttons say so', async () => {
  const client = clientOf(slack);
  const publish = (more = {}) =>
    client.views.publish({ user_id: 'U1', view: { type: 'home', blocks: CARD, callback_id: 'home' }, ...more });
  const first = await publish();
  const second = await publish({ hash: first.view?.hash });
  expect(second.view?.id).toBe(first.view?.id);
  expect((await refusal(publish({ hash: first.view?.hash }))).error).toBe('hash_conflict');
  app.action('change', async ({ ack }) => {
    await ack();
  });
  const delivery = await slack.click('U1', slack.home('U1') as FakeView, 'Change');
  expect(delivery?.payload).toMatchObject({ container: { type: 'view' }, view: { type: 'home', callback_id: 'home' } });
  expect(delivery?.payload).not.toHaveProperty('response_url');
  const loud = { type: 'home' as const, blocks: [{ type: 'markdown' as const, text: 'x' }] };
  expect((await refusal(publish({ view: loud }))).error).toBe('invalid_arguments');
});
