import { randomUUID } from 'node:crypto';
import type { Delivery } from './deliveries.ts';
import { type Found, findElement, type Surface } from './elements.ts';
import type { FakeMessage, FakeView, Json } from './model.ts';
import { channelOf, type State, teamOf, userOf } from './state.ts';
import { valuesOf } from './state-values.ts';
import { channelShape, messageShape, viewShape } from './wire.ts';

/** A trigger_id: lives three seconds, opens one view. */
export function makeTrigger(state: State, team: string, user: string, view?: string): string {
  const id = `${state.next()}.${Math.floor(state.now())}.${randomUUID().replaceAll('-', '')}`;
  state.triggers.set(id, { user, team, made: state.now(), used: false, ...(view === undefined ? {} : { view }) });
  return id;
}

export function makeResponseUrl(
  state: State,
  about: { team: string; channel: string; user: string; ts?: string; threadTs?: string },
): string {
  const path = `/actions/${about.team}/${state.next()}/${randomUUID().replaceAll('-', '')}`;
  state.responseUrls.set(path, { ...about, made: state.now(), uses: 0 });
  return `${state.base}${path}`;
}

export function isView(surface: Surface): surface is FakeView {
  return 'type' in surface;
}

/** A person as interaction payloads name them. */
export function personShape(state: State, user: string): Json {
  const person = userOf(state, user);
  return { id: person.id, username: person.name, name: person.name, team_id: person.team };
}

/** The block_actions payload of one act on one element. */
export function blockActions(state: State, user: string, surface: Surface, found: Found, acted: Json): Json {
  const team = teamOf(state, surface.team);
  const payload: Json = {
    type: 'block_actions',
    user: personShape(state, user),
    api_app_id: state.appId,
    token: state.verificationToken,
    trigger_id: makeTrigger(state, team.id, user, isView(surface) ? surface.id : undefined),
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    ...(isView(surface) ? ofView(state, user, surface) : ofMessage(state, user, surface)),
    actions: [
      {
        action_id: found.element.action_id,
        block_id: found.blockId,
        type: found.element.type,
        ...acted,
        action_ts: state.ts(),
      },
    ],
  };
  return payload;
}

function ofView(state: State, user: string, view: FakeView): Json {
  return { container: { type: 'view', view_id: view.id }, view: viewShape(state, view, user) };
}

function ofMessage(state: State, user: string, message: FakeMessage): Json {
  const channel = channelOf(state, message.channel);
  const ephemeral = message.onlyFor !== undefined;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: ephemeral,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    channel: {
      id: channel.id,
      name: channel.kind === 'im' ? 'directmessage' : channelShape(channel, teamOf(state, channel.team)).name,
    },
    ...(ephemeral ? {} : { message: messageShape(state, message, false) }),
    state: { values: valuesOf(message, user) },
    response_url: makeResponseUrl(state, {
      team: message.team,
      channel: message.channel,
      user,
      ts: message.ts,
      ...(message.threadTs ? { threadTs: message.threadTs } : {}),
    }),
  };
}

/** Clicking a button: what the payload says of it. Throws when there is no such button, or the person does not see it. */
export function press(state: State, user: string, surface: Surface, what: string): { found: Found; payload: Json } {
  mustSee(state, user, surface);
  const found = findElement(surface, what);
  const { type, text, value, style, url } = found.element;
  if (type !== 'button' && type !== 'icon_button' && type !== 'workflow_button') {
    throw new Error(`"${what}" is a ${String(type)}, not a button: choose something in it`);
  }
  const acted = {
    text,
    ...(value === undefined ? {} : { value }),
    ...(style ? { style } : {}),
    ...(url ? { url } : {}),
  };
  return { found, payload: blockActions(state, user, surface, found, acted) };
}

export function mustSee(state: State, user: string, surface: Surface): void {
  if (isView(surface)) {
    if (surface.user !== user) throw new Error(`${user} does not see ${surface.user}'s view`);
    if (!surface.open) throw new Error('this view is closed');
    return;
  }
  if (surface.deleted) throw new Error('this message is deleted');
  if (surface.onlyFor !== undefined && surface.onlyFor !== user) throw new Error(`${user} does not see this message`);
  if (!channelOf(state, surface.channel).members.has(user)) throw new Error(`${user} is not in ${surface.channel}`);
}

/** What goes out for an interaction. */
export function interaction(
  state: State,
  team: string,
  payload: Json,
): Pick<Delivery, 'id' | 'kind' | 'type' | 'team' | 'payload'> {
  return { id: `I${state.next()}`, kind: 'interactive', type: String(payload.type), team, payload };
}
