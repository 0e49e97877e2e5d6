import { choose, edit, erase, join, openHome, react, slash, stopStream, uninstall } from './acts.ts';
import { interaction, press } from './click.ts';
import type { Deliveries } from './deliveries.ts';
import { findElement, type Surface } from './elements.ts';
import type { People } from './fake.ts';
import { fill, put } from './fill.ts';
import { mediaTypeOf } from './methods/files.ts';
import { closeView, submitView } from './modals.ts';
import type { FakeFile, Json } from './model.ts';
import { placeOf, richTextOf, say } from './say.ts';
import { channelOf, type State } from './state.ts';
import { toldFile } from './wire.ts';

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
        const { team, channel } = placeOf(state, user, where);
        const file = fileOf(state, user, team.id, name, Buffer.from(bytes));
        file.channels.add(channel.id);
        return say(state, user, where, text, { files: [file], ...(thread_ts === undefined ? {} : { thread_ts }) });
      }),
    chooseFile: (user, view, what, { name, bytes }) => chooseFile(state, user, view, what, name, Buffer.from(bytes)),
    stopStream: (user, message) => told(() => stopStream(state, user, message)),
    join: (user, channel) => told(() => join(state, user, channel)),
    leave(user, channel) {
      channelOf(state, channel).members.delete(user);
    },
    uninstall: (team) => told(() => uninstall(state, team)),
  };
}

/** Ten megabytes: what a file input of a modal takes. */
const INPUT_BYTES = 10 * 1024 ** 2;

/** A file is uploaded when it is chosen, before the modal is sent. What the input does not take is refused there. */
function chooseFile(state: State, user: string, view: Surface, what: string, name: string, bytes: Buffer): FakeFile {
  const found = findElement(view, what);
  const { type, filetypes, max_files: most = 10 } = found.element;
  if (type !== 'file_input') throw new Error(`no file goes into a ${String(type)}`);
  if (bytes.length > INPUT_BYTES) throw new Error('this file is larger than 10 MB');
  const ending = name.split('.').at(-1)?.toLowerCase() ?? '';
  if (Array.isArray(filetypes) && !filetypes.includes(ending)) throw new Error(`no ${ending} is taken here`);
  const held = view.filled.get(user)?.[found.blockId]?.[String(found.element.action_id)]?.files;
  const before = Array.isArray(held) ? (held as Json[]) : [];
  if (before.length >= Number(most)) throw new Error('no more files are taken here');
  const file = fileOf(state, user, view.team, name, bytes);
  put(user, view, found, { type, files: [...before, toldFile(state, file)] });
  return file;
}

function fileOf(state: State, user: string, team: string, name: string, bytes: Buffer): FakeFile {
  const file: FakeFile = {
    id: `F${state.next()}`,
    team,
    user,
    name,
    title: name,
    altText: '',
    mimetype: mediaTypeOf(bytes, name),
    bytes,
    announced: bytes.length,
    state: 'complete',
    channels: new Set(),
  };
  state.files.set(file.id, file);
  return file;
}
