import { isObject, listOf, optional, required } from '../args.ts';
import { type Call, channelIn, type Methods, mustBeIn } from '../method.ts';
import type { Channel, FakeFile } from '../model.ts';
import { postMessage } from '../posts.ts';
import { invalid, Refused } from '../refused.ts';
import { fileShape } from '../wire.ts';
import { threadIn } from './chat.ts';

const LARGEST = 1024 ** 3;

export const files: Methods = {
  'files.getUploadURLExternal': {
    scope: 'files:write',
    run(call) {
      const name = required(call.values, 'filename');
      const length = Number(required(call.values, 'length'));
      if (!Number.isInteger(length) || length <= 0) throw invalid('length must be a positive integer');
      if (length > LARGEST) throw new Refused('file_upload_size_restricted');
      const id = `F${call.state.next()}`;
      call.state.files.set(id, {
        id,
        team: call.team.id,
        user: call.team.botUser,
        name,
        title: name,
        altText: optional(call.values, 'alt_txt') ?? optional(call.values, 'alt_text') ?? '',
        mimetype: 'application/octet-stream',
        bytes: Buffer.alloc(0),
        announced: length,
        state: 'announced',
        channels: new Set(),
      });
      return { upload_url: `${call.state.base}/upload/v1/${id}`, file_id: id };
    },
  },
  'files.completeUploadExternal': {
    scope: 'files:write',
    run(call) {
      const wanted = listOf(call.values, 'files', 'invalid_arguments');
      if (!wanted || wanted.length === 0) throw invalid('missing required field: files');
      const found = wanted.map((one) => uploaded(call, one));
      const channel = optional(call.values, 'channel_id') === undefined ? undefined : channelIn(call, 'channel_id');
      if (channel) mustBeIn(call, channel);
      for (const file of found) {
        file.state = 'complete';
        if (channel) file.channels.add(channel.id);
      }
      if (channel) share(call, channel, found);
      return { files: found.map((file) => fileShape(call.state, file)) };
    },
  },
  'files.info': {
    scope: 'files:read',
    run(call) {
      const file = call.state.files.get(required(call.values, 'file'));
      if (!file || file.team !== call.team.id || file.state === 'announced') throw new Refused('file_not_found');
      return { file: fileShape(call.state, file), comments: [], response_metadata: { next_cursor: '' } };
    },
  },
  'files.delete': {
    scope: 'files:write',
    json: true,
    run(call) {
      const id = required(call.values, 'file');
      const file = call.state.files.get(id);
      if (!file || file.team !== call.team.id) throw new Refused('file_not_found');
      if (file.user !== call.team.botUser) throw new Refused('cant_delete_file');
      call.state.files.delete(id);
      return {};
    },
  },
};

function uploaded(call: Call, wanted: unknown): FakeFile {
  if (!isObject(wanted)) throw invalid('files must hold objects');
  const file = call.state.files.get(String(wanted.id));
  if (!file || file.team !== call.team.id || file.state === 'announced') throw new Refused('file_not_found');
  if (typeof wanted.title === 'string') file.title = wanted.title;
  return file;
}

function share(call: Call, channel: Channel, found: FakeFile[]): void {
  const threadTs = threadIn(call, channel);
  postMessage(call.state, call.team, channel, {
    text: optional(call.values, 'initial_comment') ?? '',
    files: found,
    ...(threadTs === undefined ? {} : { threadTs }),
  });
}

/** Takes the bytes of an announced upload: multipart with a field `file` or `body`, or the bytes themselves. */
export async function receiveUpload(file: FakeFile, type: string, body: Buffer): Promise<string | null> {
  const bytes = type.startsWith('multipart/form-data') ? await partOf(type, body) : body;
  if (!bytes) return 'no file in the form';
  if (bytes.length !== file.announced) return `announced ${file.announced} bytes, got ${bytes.length}`;
  file.bytes = bytes;
  file.mimetype = mediaTypeOf(bytes, file.name);
  file.state = 'uploaded';
  return null;
}

async function partOf(type: string, body: Buffer): Promise<Buffer | undefined> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const value of form.values()) {
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  }
  return undefined;
}

/** Slack looks at the bytes of an image, and else at the name. */
export function mediaTypeOf(bytes: Buffer, name: string): string {
  if (bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]))) return 'image/png';
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (bytes.subarray(0, 3).toString('latin1') === 'GIF') return 'image/gif';
  const known: Record<string, string> = {
    csv: 'text/csv',
    json: 'application/json',
    pdf: 'application/pdf',
    svg: 'image/svg+xml',
    txt: 'text/plain',
  };
  return known[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
