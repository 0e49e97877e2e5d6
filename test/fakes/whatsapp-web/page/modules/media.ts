// Pictures and files, both ways.
import { account } from '../account.ts';

interface PrepareOptions {
  asSticker?: boolean;
  asGif?: boolean;
  isPtt?: boolean;
  asDocument?: boolean;
}

/** A blob the page may drop at any time. The library checks for this class. */
class OpaqueData {
  readonly blob: File;
  readonly mimetype: string;
  #url: string | undefined;

  constructor(blob: File, mimetype: string) {
    this.blob = blob;
    this.mimetype = mimetype;
  }

  static async createFromData(blob: File, mimetype: string): Promise<OpaqueData> {
    return new OpaqueData(blob, mimetype);
  }

  url(): string {
    this.#url ??= URL.createObjectURL(this.blob);
    return this.#url;
  }
  formData(): File {
    return this.blob;
  }
  autorelease(): void {}
}

/** Its own properties become attributes of the message. */
class MediaData {
  constructor(attributes: object) {
    Object.assign(this, attributes);
  }
  set(attributes: object): void {
    Object.assign(this, attributes);
  }
  toJSON(): object {
    const { mediaBlob: _blob, mediaStage: _stage, ...rest } = this as Record<string, unknown>;
    return rest;
  }
}

interface MediaObject {
  filehash: string;
  type?: string;
  size?: number;
  contentInfo: object;
  consolidate(data: { type: string; size: number }): void;
}

const objects = new Map<string, MediaObject>();
const blobs = new Map<string, Blob>();

export function mediaModules(): Record<string, unknown> {
  return {
    WAWebMediaOpaqueData: OpaqueData,
    WAWebPrepRawMedia: {
      prepRawMedia: (data: OpaqueData, options: PrepareOptions) => ({ waitForPrep: () => prepare(data, options) }),
    },
    WAWebMediaStorage: { getOrCreateMediaObject: objectFor },
    WAWebMmsMediaTypes: { msgToMediaType: ({ type }: { type: string }) => type, castToV4: (type: string) => type },
    WAWebMediaDataUtils: { shouldUseMediaCache: () => true },
    WAWebMediaInMemoryBlobCache: {
      InMemoryMediaBlobCache: { put: (hash: string, blob: Blob) => blobs.set(hash, blob) },
    },
    WAWebMediaMmsV4Upload: { uploadMedia: upload },
    WAWebUploadManager: {
      async encryptAndUpload({ blob }: { blob: File }) {
        const { directPath } = await send(blob, blob.type);
        const hash = await hashOf(blob);
        return { directPath, url: `https://mmg.whatsapp.net${directPath}`, encFilehash: hash, mediaKey: randomKey() };
      },
    },
    WAWebStartMediaUploadQpl: { startMediaUploadQpl: () => ({}) },
    WAWebDownloadManager: { downloadManager: { downloadAndMaybeDecrypt: download } },
  };
}

async function prepare(data: OpaqueData, options: PrepareOptions): Promise<MediaData> {
  return new MediaData({
    type: kindOf(data.mimetype, options),
    mimetype: data.mimetype,
    filehash: await hashOf(data.blob),
    mediaBlob: data,
    size: data.blob.size,
    filename: data.blob.name,
    isGif: options.asGif === true,
    preview: '',
    mediaStage: 'RESOLVED',
  });
}

function kindOf(mimetype: string, { asDocument, asSticker, isPtt }: PrepareOptions): string {
  if (asDocument) return 'document';
  if (asSticker) return 'sticker';
  const [top = ''] = mimetype.split('/');
  if (top === 'audio') return isPtt ? 'ptt' : 'audio';
  return ['image', 'video'].includes(top) ? top : 'document';
}

function objectFor(filehash: string): MediaObject {
  const known = objects.get(filehash);
  if (known) return known;
  const made: MediaObject = {
    filehash,
    contentInfo: {},
    consolidate({ type, size }) {
      Object.assign(this, { type, size });
    },
  };
  objects.set(filehash, made);
  return made;
}

async function upload({ mimetype, mediaObject }: { mimetype: string; mediaObject: MediaObject }) {
  const { filehash } = mediaObject;
  const blob = blobs.get(filehash);
  if (!blob) throw new Error('media-fault: nothing to upload');
  const { directPath } = await send(blob, mimetype);
  const mmsUrl = `https://mmg.whatsapp.net${directPath}`;
  return {
    mediaEntry: {
      mmsUrl,
      deprecatedMms3Url: mmsUrl,
      directPath,
      mediaKey: randomKey(),
      mediaKeyTimestamp: Math.floor(Date.now() / 1000),
      encFilehash: filehash,
      uploadHash: filehash,
    },
  };
}

async function send(blob: Blob, mimetype: string): Promise<{ directPath: string }> {
  return account.link.ask<'upload'>({ type: 'upload', mimetype, data: await toBase64(blob) });
}

async function download({ directPath }: { directPath: string }): Promise<ArrayBuffer> {
  const { data } = await account.link.ask<'download'>({ type: 'download', directPath });
  return Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)).buffer;
}

/** Where the page draws a picture from. */
export function pictureUrl(directPath: string): string {
  return `/media?path=${encodeURIComponent(directPath)}`;
}

async function hashOf(blob: Blob): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}

function randomKey(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
}

function toBase64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
