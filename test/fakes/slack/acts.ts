import { blockActions, interaction, makeResponseUrl, makeTrigger, mustSee } from './click.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import { type Found, findElement, type Surface } from './elements.ts';
import { type Given, put, stateOf } from './fill.ts';
import type { FakeMessage, Json } from './model.ts';
import { changeMessage, removeMessage, typeOf } from './posts.ts';
import { Refused } from './refused.ts';
import { respond } from './response-urls.ts';
import { placeOf } from './say.ts';
import { channelOf, imOf, placeOfUser, type State, teamOf, userOf } from './state.ts';
import { viewShape } from './wire.ts';

/** Other things people do: choose in a menu, use a slash command, open the app's page, react, edit, delete. */

/** Chooses in a menu or picker, or types into an input; the app hears of it where Slack tells: not of inputs without `dispatch_action`. */
export async function choose(
  state: State,
  deliveries: Deliveries,
  user: string,
  surface: Surface,
  what: string,
  given: Given,
): Promise<Delivery | null> {
  mustSee(state, user, surface);
  const found = findElement(surface, what);
  if (found.element.type === 'feedback_buttons') return await opinion(state, deliveries, user, surface, found, given);
  const value = stateOf(found.element, given);
  if (found.element.type !== 'overflow') put(user, surface, found, value);
  if (found.input && found.input.dispatch_action !== true) return null;
  const initial = found.element.type === 'overflow' ? {} : startOf(found.element);
  const payload = blockActions(state, user, surface, found, { ...value, ...initial });
  return await deliveries.deliver(interaction(state, surface.team, payload));
}

function opinion(
  state: State,
  deliveries: Deliveries,
  user: string,
  surface: Surface,
  found: Found,
  given: Given,
): Promise<Delivery> {
  const both = [found.element.positive_button, found.element.negative_button] as Json[];
  const pressed = both.find((one) => one.value === given || (one.text as Json).text === given);
  if (!pressed) throw new Error(`no such opinion: ${String(given)}`);
  const payload = blockActions(state, user, surface, found, { text: pressed.text, value: pressed.value });
  return deliveries.deliver(interaction(state, surface.team, payload));
}

/** What a menu showed at first stands in the action too, where there was something. */
function startOf(element: Json): Json {
  const names = ['initial_option', 'initial_options', 'initial_date', 'initial_time', 'initial_date_time'];
  const there = names.filter((name) => element[name] !== undefined);
  return Object.fromEntries(there.map((name) => [name, element[name]]));
}

/** A slash command; what the app answers with its ack is shown as it would be. */
export async function slash(
  state: State,
  deliveries: Deliveries,
  user: string,
  where: string,
  command: string,
  text: string,
): Promise<Delivery> {
  const { team, channel } = placeOf(state, user, where);
  const person = userOf(state, user);
  const about = { team: team.id, channel: channel.id, user };
  const url = makeResponseUrl(state, about);
  const delivery = await deliveries.deliver({
    id: `S${state.next()}`,
    kind: 'slash',
    type: command,
    team: team.id,
    payload: {
      token: state.verificationToken,
      team_id: team.id,
      team_domain: team.domain,
      channel_id: channel.id,
      channel_name:
        channel.kind === 'im' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : channel.name,
      user_id: person.id,
      user_name: person.name,
      command,
      text,
      api_app_id: state.appId,
      is_enterprise_install: 'false',
      response_url: url,
      trigger_id: makeTrigger(state, team.id, user),
    },
  });
  if (delivery.state === 'acked' && delivery.answer) showAnswer(state, url, delivery);
  return delivery;
}

function showAnswer(state: State, url: string, delivery: Delivery): void {
  const known = state.responseUrls.get(new URL(url).pathname);
  const answer = typeof delivery.answer === 'string' ? { text: delivery.answer } : (delivery.answer as Json);
  if (!known) return;
  try {
    respond(state, known, answer);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    delivery.state = 'given up';
    delivery.answer = error.code;
  }
}

/** A person opens the app: its Home or its Messages tab. */
export function openHome(state: State, user: string, tab: 'home' | 'messages'): void {
  const team = placeOfUser(state, user);
  const channel = imOf(state, team, user);
  const view = state.views.get(state.homes.get(`${team.id}/${user}`) ?? '');
  state.happened(team.id, {
    type: 'app_home_opened',
    user,
    channel: channel.id,
    tab,
    ...(tab === 'home' && view ? { view: viewShape(state, view, user) } : {}),
    event_ts: state.ts(),
  });
}

export function react(state: State, user: string, message: FakeMessage, name: string): void {
  mustSee(state, user, message);
  const known = message.reactions.find((one) => one.name === name);
  if (known) known.users.push(user);
  else message.reactions.push({ name, users: [user] });
  state.changed();
  state.happened(message.team, {
    type: 'reaction_added',
    user,
    reaction: name,
    item: { type: 'message', channel: message.channel, ts: message.ts },
    item_user: message.user,
    event_ts: state.ts(),
  });
}

export function edit(state: State, message: FakeMessage, text: string, blocks: Json[]): void {
  changeMessage(state, message, { text, blocks, by: message.user });
}

export function erase(state: State, message: FakeMessage): void {
  removeMessage(state, message);
}

/** The person presses Stop while the app is streaming. */
export function stopStream(state: State, user: string, message: FakeMessage): void {
  if (!message.stream || !message.streaming) throw new Error('nothing is being streamed there');
  message.streaming = false;
  message.stream.stopped = true;
  state.changed();
  state.happened(message.team, {
    type: 'agent_session_stopped',
    channel: message.channel,
    user,
    thread_ts: message.threadTs ?? message.ts,
    streaming_message_ts: [message.ts],
    event_ts: state.ts(),
  });
}

/** Someone joins a channel: a person, with the line Slack writes; or the app's bot, which is invited. */
export function join(state: State, user: string, where: string): void {
  const channel = channelOf(state, where);
  if (channel.kind === 'im' || channel.kind === 'mpim')
    throw new Error(`nobody joins ${channel.name}: who is in a direct message is settled when it is opened`);
  channel.members.add(user);
  const ts = state.ts();
  state.happened(channel.team, {
    type: 'message',
    subtype: 'channel_join',
    user,
    text: `<@${user}> has joined the channel`,
    channel: channel.id,
    channel_type: typeOf(channel),
    ts,
    event_ts: ts,
  });
}

/** The app is removed from a workspace: its tokens are dead at once. */
export function uninstall(state: State, id: string): void {
  const team = teamOf(state, id);
  team.installed = false;
  for (const token of state.tokens.values()) {
    if (token.team === id && token.kind === 'bot') token.dead = 'account_inactive';
  }
  state.happened(id, { type: 'tokens_revoked', tokens: { oauth: [], bot: [team.botUser] }, event_ts: state.ts() });
  state.happened(id, { type: 'app_uninstalled', event_ts: state.ts() });
}
