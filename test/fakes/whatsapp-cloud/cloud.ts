import { createHash, randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, listen } from '../server.ts';
import { fault, GraphFault } from './fault.ts';
import type { Message, User } from './model.ts';
import { createPhone, type Phone, statusOf } from './phone.ts';
import { checked } from './schema.ts';
import { accept, mark } from './sending.ts';
import { type CloudState, createState, type Template } from './state.ts';
import { createWebhooks } from './webhooks.ts';

const VERSIONS = /^v2[0-6]\.0$/;
const MEDIA_MS = 5 * 60_000;
const PICTURES = new Set(['image/jpeg', 'image/png']);
const MOST_PICTURE = 5 * 1024 * 1024;

/**
 * A local WhatsApp Cloud API, as strict as Meta's: what Meta would refuse is refused with Meta's code, what it would
 * deliver stands in a chat one can read and tap. Nothing is idempotent, as with Meta.
 */
export async function startFakeCloud(options: { port?: number; now?: () => number; templates?: Template[] } = {}) {
  const account = {
    token: 'test-cloud-token',
    phoneNumberId: '106540352242922',
    wabaId: '102290129340398',
    appSecret: 'test-app-secret',
    verifyToken: 'test-verify-token',
    displayNumber: '+1 555 078 3881',
  };
  const ownDigits = account.displayNumber.replace(/\D/g, '');
  const metadata = { display_phone_number: ownDigits, phone_number_id: account.phoneNumberId };
  const state = createState(options.now ?? (() => Date.now()));
  state.templates.push(...(options.templates ?? []));
  const hooks = createWebhooks(account);
  const calls: { method: string; path: string; body: unknown }[] = [];
  let mediaCount = 0;

  function keep(bytes: Buffer, mediaType: string): string {
    const id = String(700_000_000_000_000 + ++mediaCount);
    state.media.set(id, { bytes, mediaType, until: 0 });
    return id;
  }

  /** Tells what becomes of a message: sent, and delivered where the phone is on. */
  function follow(message: Message, user: User): void {
    const code = state.failNext.shift();
    const tell = (status: Message['status'], error?: number) => {
      message.status = status;
      const later = statusOf({ ...message, status }, user, metadata, state.now(), error);
      void hooks.bring(later).catch(() => {});
    };
    tell(code === undefined ? 'sent' : 'failed', code);
    if (code === undefined && !user.offline) tell('delivered');
  }

  async function sendCall(body: Buffer, response: ServerResponse): Promise<void> {
    const trouble = state.troubles.shift();
    if (trouble === 'silent before') return;
    if (typeof trouble === 'object' && 'status' in trouble) {
      response.writeHead(trouble.status, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>');
      return;
    }
    if (typeof trouble === 'object') {
      const { status } = fault(trouble.code);
      const headers = trouble.retryAfter ? { 'retry-after': String(trouble.retryAfter) } : {};
      answerJson(response, status, fault(trouble.code, trouble.details).body(), headers as Record<string, string>);
      return;
    }
    const given = checked(JSON.parse(String(body)));
    if ('status' in given) {
      mark(state, given);
      return answerJson(response, 200, { success: true });
    }
    const { user, message } = accept(state, given);
    follow(message, user);
    if (trouble === 'silent after') return;
    if (trouble === 'broken after') {
      response.socket?.destroy();
      return;
    }
    const contact = given.to ? { input: given.to, wa_id: given.to } : { input: given.recipient, user_id: user.userId };
    answerJson(response, 200, {
      messaging_product: 'whatsapp',
      contacts: [contact],
      messages: [{ id: message.id }],
    });
  }

  async function uploadCall(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const headers = { 'content-type': String(request.headers['content-type'] ?? '') };
    const form = await new Response(new Uint8Array(body), { headers }).formData().catch(() => null);
    const file = form?.get('file');
    if (!form || !(file instanceof Blob)) throw fault(100, 'file is required');
    if (form.get('messaging_product') !== 'whatsapp') throw fault(100, 'messaging_product is required');
    const bytes = Buffer.from(await file.arrayBuffer());
    if (!PICTURES.has(file.type) || form.get('type') !== file.type) throw fault(100, `Param file: type ${file.type}`);
    if (bytes.length > MOST_PICTURE) throw fault(131053, 'File is too big.');
    if (!isPicture(bytes)) throw fault(131053, 'The file is not what its type says.');
    answerJson(response, 200, { id: keep(bytes, file.type) });
  }

  function mediaCall(id: string, url: URL, response: ServerResponse): void {
    const media = state.media.get(id);
    const number = url.searchParams.get('phone_number_id');
    if (!media || (number !== null && number !== account.phoneNumberId)) throw fault(100, 'no such object', 33);
    media.until = state.now() + MEDIA_MS;
    answerJson(response, 200, {
      messaging_product: 'whatsapp',
      url: `${server.url}/whatsapp_business/attachments/?mid=${id}&ext=${media.until}`,
      mime_type: media.mediaType,
      sha256: createHash('sha256').update(media.bytes).digest('hex'),
      file_size: String(media.bytes.length),
      id,
    });
  }

  function bytesCall(url: URL, response: ServerResponse): void {
    const media = state.media.get(url.searchParams.get('mid') ?? '');
    if (!media || media.until < state.now()) {
      response.writeHead(404).end('URL signature expired');
      return;
    }
    response.writeHead(200, { 'content-type': media.mediaType }).end(media.bytes);
  }

  async function route(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const url = new URL(request.url ?? '/', server.url);
    const bearer = request.headers.authorization === `Bearer ${account.token}`;
    if (!bearer || !state.tokenGood) throw fault(190);
    if (url.pathname.startsWith('/whatsapp_business/attachments/')) return bytesCall(url, response);
    const [, version = '', object = '', edge = '', ...rest] = url.pathname.split('/');
    if (!VERSIONS.test(version) || rest.length > 0) throw new GraphFault(400, 2500, 'Unknown path components');
    const call = `${request.method} ${edge}`;
    if (object !== account.phoneNumberId) {
      if (call === 'GET ') return mediaCall(object, url, response);
      throw fault(100, `Object with ID '${object}' does not exist`, 33);
    }
    if (call === 'POST messages') return sendCall(body, response);
    if (call === 'POST media') return uploadCall(request, body, response);
    if (call !== 'GET ') throw new GraphFault(400, 2500, `Unknown path components: /${edge}`);
    answerJson(response, 200, {
      id: account.phoneNumberId,
      display_phone_number: account.displayNumber,
      verified_name: 'Nod',
    });
  }

  const server = await listen(async (request, response, body) => {
    calls.push({ method: request.method ?? '', path: request.url ?? '', body: readable(body) });
    try {
      await route(request, response, body);
    } catch (error) {
      if (error instanceof SyntaxError) answerJson(response, 400, fault(100, 'malformed JSON').body());
      else if (error instanceof GraphFault) answerJson(response, error.status, error.body());
      else throw error;
    }
  }, options.port);

  return {
    ...account,
    url: server.url,
    state: state as CloudState,
    hooks,
    /** Every call that came, oldest first. */
    calls,
    /** Calls that send messages. */
    sends: () =>
      calls.filter((call) => call.path.endsWith('/messages') && !/"status":"read"/.test(JSON.stringify(call.body))),

    /** What a gateway is started with to talk to it. */
    env: (): Record<string, string> => ({
      WHATSAPP_CLOUD_TOKEN: account.token,
      WHATSAPP_CLOUD_PHONE_NUMBER_ID: account.phoneNumberId,
      WHATSAPP_CLOUD_APP_SECRET: account.appSecret,
      WHATSAPP_CLOUD_VERIFY_TOKEN: account.verifyToken,
      WHATSAPP_CLOUD_API_URL: server.url,
    }),

    /** Somebody with WhatsApp; `open`: they wrote lately. */
    person(who: { phone?: string; userId?: string; name?: string; open?: boolean } = {}): Phone {
      const digits = String(randomInt(10_000_000, 99_999_999));
      const user = {
        phone: who.phone ?? (who.userId ? null : `2547${digits}`),
        userId: who.userId ?? `KE.13491208${digits}`,
        name: who.name ?? 'Amina',
        lastInboundAt: who.open ? state.now() : null,
        left: false,
        offline: false,
        messages: [],
        hiddenPhone: null,
      };
      state.users.push(user);
      return createPhone(user, { hooks, metadata, businessDigits: ownDigits, now: state.now, keep });
    },

    async close(): Promise<void> {
      await hooks.close();
      await server.close();
    },
  };
}

export type FakeCloud = Awaited<ReturnType<typeof startFakeCloud>>;

const isPicture = (bytes: Buffer): boolean =>
  bytes.subarray(0, 4).toString('hex') === '89504e47' || bytes.subarray(0, 2).toString('hex') === 'ffd8';

function readable(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return body.length;
  }
}
