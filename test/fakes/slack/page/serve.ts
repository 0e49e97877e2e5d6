import type { IncomingMessage, ServerResponse } from 'node:http';
import { elementsOf, type Surface } from '../elements.ts';
import type { FakeSlack } from '../fake.ts';
import { placeOfUser } from '../state.ts';
import { hrefOf, type Looking, pageHtml } from './page.ts';

/** The page of the fake for a person: look on, write, click, choose, fill in. Answers true when the request was for it. */
export async function servePage(
  slack: FakeSlack,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: Buffer,
): Promise<boolean> {
  if (url.pathname === '/page/version') {
    response.writeHead(200).end(versionOf(slack));
    return true;
  }
  if (url.pathname === '/' && request.method === 'GET') {
    const looking = lookingAt(slack, url.searchParams);
    const version = versionOf(slack);
    lookAt(slack, looking);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pageHtml(slack, looking, version));
    return true;
  }
  if (!url.pathname.startsWith('/page/') || request.method !== 'POST') return false;
  const form = new URLSearchParams(body.toString('utf8'));
  const looking = lookingAt(slack, form);
  let problem = '';
  try {
    problem = await (url.pathname === '/page/say' ? sayIt(slack, looking, form) : act(slack, looking, form));
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  response.writeHead(303, { location: hrefOf({ ...looking, problem }) }).end();
  return true;
}

function versionOf({ state }: FakeSlack): string {
  const messages = [...state.messages.values()].flat();
  const views = [...state.views.values()].map((view) => `${view.hash}${view.open}`);
  const shown = messages.map((one) => `${one.ts}${one.before.length}${one.deleted}${one.text.length}`);
  return `${shown.join()}|${views.join()}|${[...state.statuses.keys()].join()}`;
}

function lookingAt(slack: FakeSlack, values: URLSearchParams): Looking {
  const user = values.get('user') ?? '';
  const first = [...slack.state.users.values()].find((one) => one.kind === 'admin' || one.kind === 'member');
  return {
    user: slack.state.users.has(user) ? user : (first?.id ?? ''),
    channel: values.get('channel') ?? 'dm',
    problem: values.get('problem') ?? '',
  };
}

/** What each person looks at. */
const looksAt = new WeakMap<FakeSlack, Map<string, string>>();

/** Coming to a tab of the app tells the app, every time; the page that shows it anew does not. */
function lookAt(slack: FakeSlack, { user, channel }: Looking): void {
  const places = looksAt.get(slack) ?? new Map<string, string>();
  looksAt.set(slack, places);
  const before = places.get(user);
  places.set(user, channel);
  if (before === channel || (channel !== 'home' && channel !== 'dm')) return;
  void slack.openHome(user, channel === 'home' ? 'home' : 'messages');
}

async function sayIt(slack: FakeSlack, { user, channel }: Looking, form: URLSearchParams): Promise<string> {
  const text = (form.get('prompt') ?? form.get('text') ?? '').trim();
  const root = form.get('target');
  if (text === '') return '';
  const command = text.match(/^(\/\S+)\s*(.*)$/);
  if (command) await slack.slash(user, channel, command[1] ?? '', command[2]);
  else {
    const bot = placeOfUser(slack.state, user).botUser;
    await slack.say(user, channel, text.replace(/@nod\b/gi, `<@${bot}>`), root ? { thread_ts: root } : {});
  }
  return '';
}

async function act(slack: FakeSlack, { user }: Looking, form: URLSearchParams): Promise<string> {
  const surface = surfaceOf(slack, form.get('target') ?? '');
  const view = 'type' in surface ? surface : null;
  if (view && form.has('close')) {
    await slack.closeView(user, view);
    return '';
  }
  const click = form.get('click');
  await fillIn(slack, user, surface, form, click === null && !form.has('submit'));
  if (view && form.has('submit')) {
    const { outcome, errors } = await slack.submitView(user, view);
    return outcome === 'blocked' || outcome === 'errors'
      ? Object.values(errors).join(' ')
      : outcome === 'failed'
        ? 'We had some trouble connecting. Try again?'
        : '';
  }
  if (click === null) return '';
  const delivery = await slack.click(user, surface, click);
  return delivery?.state === 'acked' ? '' : 'This app did not answer.';
}

function surfaceOf(slack: FakeSlack, target: string): Surface {
  const view = slack.state.views.get(target);
  if (view) return view;
  const [channel = '', ts = ''] = target.split('/');
  const message = slack.state.messages.get(channel)?.find((one) => one.ts === ts && !one.deleted);
  if (!message) throw new Error('this message is no longer there');
  return message;
}

/** Puts what the form holds into the inputs; where it was sent by a change, the app is told of it. */
async function fillIn(
  slack: FakeSlack,
  user: string,
  surface: Surface,
  form: URLSearchParams,
  tell: boolean,
): Promise<void> {
  for (const { blockId, element, input } of elementsOf(surface.blocks)) {
    const key = `${blockId}|${String(element.action_id)}`;
    const given = form.getAll(key).filter((one) => one !== '');
    const [first] = given;
    if (first === undefined) continue;
    const value = /multi|checkboxes/.test(String(element.type)) ? given : first;
    if (element.type === 'file_input')
      slack.chooseFile(user, surface, key, { name: first, bytes: 'A file chosen by hand.\n' });
    else if (input) slack.fill(user, surface, { [key]: value });
    else if (tell) await slack.choose(user, surface, key, value);
  }
}
