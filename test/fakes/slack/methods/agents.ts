import { isObject, listOf, optional, required } from '../args.ts';
import { type Call, channelIn, type Methods } from '../method.ts';
import type { Channel } from '../model.ts';
import { invalid, Refused } from '../refused.ts';
import { findMessage } from '../state.ts';

/** What the app says of itself beside its messages: its status, a thread's title, suggested prompts; and reactions. */
export const agents: Methods = {
  'assistant.threads.setStatus': {
    json: true,
    run(call) {
      if (!call.token.scopes.has('assistant:write')) call.need('chat:write');
      const channel = channelIn(call, 'channel_id');
      const thread = threadOf(call, channel, required(call.values, 'thread_ts'));
      const status = call.values.status;
      if (typeof status !== 'string') throw invalid('missing required field: status');
      const loading = listOf(call.values, 'loading_messages', 'invalid_arguments') ?? [];
      if (loading.length > 10 || !loading.every((one) => typeof one === 'string')) {
        throw invalid('no more than 10 items allowed [json-pointer:/loading_messages]');
      }
      const key = `${channel.id}/${thread}`;
      if (status === '') call.state.statuses.delete(key);
      else call.state.statuses.set(key, { text: status, loading: loading as string[], at: call.state.now() });
      call.state.changed();
      return {};
    },
  },
  'assistant.threads.setTitle': {
    scope: 'assistant:write',
    json: true,
    run(call) {
      const channel = channelIn(call, 'channel_id');
      const thread = threadOf(call, channel, required(call.values, 'thread_ts'));
      call.state.titles.set(`${channel.id}/${thread}`, required(call.values, 'title'));
      call.state.changed();
      return {};
    },
  },
  'assistant.threads.setSuggestedPrompts': {
    scope: 'assistant:write',
    json: true,
    run(call) {
      const channel = channelIn(call, 'channel_id');
      const ts = optional(call.values, 'thread_ts');
      if (ts !== undefined) threadOf(call, channel, ts);
      const prompts = listOf(call.values, 'prompts', 'invalid_arguments');
      if (!prompts) throw invalid('missing required field: prompts');
      if (prompts.length > 4) throw invalid('no more than 4 items allowed [json-pointer:/prompts]');
      if (prompts.length === 0) throw invalid('no fewer than 1 items allowed [json-pointer:/prompts]');
      const good = prompts.every(
        (one) => isObject(one) && [one.title, one.message].every((text) => typeof text === 'string' && text !== ''),
      );
      if (!good) throw invalid('missing required field [json-pointer:/prompts]');
      call.state.prompts.set(channel.id, {
        title: optional(call.values, 'title') ?? '',
        prompts: prompts as { title: string; message: string }[],
      });
      call.state.changed();
      return {};
    },
  },
  'agents.sessions.setStatus': {
    scope: 'assistant:write',
    json: true,
    run(call) {
      const channel = channelIn(call, 'channel_id');
      const status = required(call.values, 'status');
      if (!['active', 'processing', 'suspended', 'closed'].includes(status)) throw invalid('invalid status');
      const ts = optional(call.values, 'thread_ts');
      call.state.sessions.set(`${channel.id}/${ts === undefined ? '' : threadOf(call, channel, ts)}`, status);
      return {};
    },
  },
  'reactions.add': {
    scope: 'reactions:write',
    json: true,
    run(call) {
      const { message, name } = target(call);
      const known = message.reactions.find((one) => one.name === name);
      if (known?.users.includes(call.team.botUser)) throw new Refused('already_reacted');
      if (known) known.users.push(call.team.botUser);
      else message.reactions.push({ name, users: [call.team.botUser] });
      call.state.changed();
      return {};
    },
  },
  'reactions.remove': {
    scope: 'reactions:write',
    json: true,
    run(call) {
      const { message, name } = target(call);
      const known = message.reactions.find((one) => one.name === name);
      if (!known?.users.includes(call.team.botUser)) throw new Refused('no_reaction');
      known.users = known.users.filter((one) => one !== call.team.botUser);
      message.reactions = message.reactions.filter((one) => one.users.length > 0);
      call.state.changed();
      return {};
    },
  },
};

function threadOf(call: Call, channel: Channel, ts: string): string {
  const message = findMessage(call.state, channel.id, ts);
  if (!message) throw new Refused('invalid_thread_ts');
  return message.threadTs ?? message.ts;
}

function target(call: Call) {
  const channel = channelIn(call);
  const message = findMessage(call.state, channel.id, required(call.values, 'timestamp'));
  if (!message || message.onlyFor !== undefined) throw new Refused('message_not_found');
  const name = required(call.values, 'name');
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new Refused('invalid_name');
  return { message, name };
}
