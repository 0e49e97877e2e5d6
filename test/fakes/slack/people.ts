import { choose, edit, erase, join, openHome, react, slash, stopStream, uninstall } from './acts.ts';
import { interaction, press } from './click.ts';
import type { Deliveries } from './deliveries.ts';
import type { People } from './fake.ts';
import { fill } from './fill.ts';
import { mediaTypeOf } from './methods/files.ts';
import { closeView, submitView } from './modals.ts';
import type { FakeFile } from './model.ts';
import { placeOf, richTextOf, say } from './say.ts';
import { channelOf, type State } from './state.ts';

/** What people do, wired to what the app is told of it. `told` waits for the acks of what happens within it. */
export function createPeople(state: State, deliveries: Deliveries, told: <T>(act: () => T) => Promise<T>): People {
  return {
    say: (user, channel, text, saying) => told(() => say(state, user, channel, text, saying)),
    async click(user, surface, what, { confirm = true } = {}) {
      const { found, payload } = press(state, user, surface, what);
      if (found.element.confirm && !confirm) return null;
      return await deliveries.deliver(interaction(state, surface.team, payload));
    },
    choose: (user, surface, what, given) => choose(state, deliveries, user, surface, what, given),
    fill,
    submitView: (user, view, values = {}) => submitView(state, deliveries, user, view, values),
    closeView: (user, view) => closeView(state, deliveries, user, view),
    slash: (user, channel, command, text = '') => slash(state, deliveries, user, channel, command, text),
    openHome: (user, tab) => told(() => openHome(state, user, tab)),
    react: (user, message, name) => told(() => react(state, user, message, name)),
    editMessage: (user, message, text) =>
      told(() => {
        if (message.user !== user) throw new Error('only their author edits a message');
        edit(state, message, text, [richTextOf(text)]);
      }),
    deleteMessage: (user, message) =>
      told(() => {
        if (message.user !== user) throw new Error('only their author deletes a message');
        erase(state, message);
      }),
    uploadFile: (user, where, { name, bytes, text = '', thread_ts }) =>
      told(() => {
        const file = fileOf(state, user, where, name, Buffer.from(bytes));
        return say(state, user, where, text, { files: [file], ...(thread_ts === undefined ? {} : { thread_ts }) });
      }),
    stopStream: (user, message) => told(() => stopStream(state, user, message)),
    join: (user, channel) => told(() => join(state, user, channel)),
    leave(user, channel) {
      channelOf(state, channel).members.delete(user);
    },
    uninstall: (team) => told(() => uninstall(state, team)),
  };
}

function fileOf(state: State, user: string, where: string, name: string, bytes: Buffer): FakeFile {
  const { team, channel } = placeOf(state, user, where);
  const file: FakeFile = {
    id: `F${state.next()}`,
    team: team.id,
    user,
    name,
    title: name,
    altText: '',
    mimetype: mediaTypeOf(bytes, name),
    bytes,
    announced: bytes.length,
    state: 'complete',
    channels: new Set([channel.id]),
  };
  state.files.set(file.id, file);
  return file;
}
