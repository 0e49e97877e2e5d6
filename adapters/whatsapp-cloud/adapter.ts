import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { type Adapter, type Content, type Inbox, PlatformError, type ThreadId } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';
import { isAllowed, phoneNumber } from '../shared/phone.ts';
import { createAccess } from './access.ts';
import { createDelivery } from './delivery.ts';
import { createFates } from './fates.ts';
import { accessOf, createGraph, type Timeouts } from './graph.ts';
import { LIMITS } from './limits.ts';
import { authorOf, createPeople, type Known, PLATFORM, profileOf } from './people.ts';
import { createPictures } from './pictures.ts';
import { createPosting } from './posting.ts';
import { createQueue } from './queue.ts';
import { createReceiver } from './receiver.ts';
import { createSigns } from './signs.ts';
import { createStatuses } from './statuses.ts';
import { createTemplate } from './template.ts';
import { words } from './words.ts';

export interface WhatsAppCloudDeps {
  config: Config;
  memory: AdapterMemory;
  png(svg: string): Promise<Buffer>;
  clock: Clock;
  log: Log;
  timeouts?: Timeouts;
  /** Milliseconds a status of a doubtful message is waited for before it is sent again. */
  settleMs?: number;
}

/** Beyond the contract: what a person sent, fetched when it is needed. */
export interface WhatsAppCloudAdapter extends Adapter {
  readonly platform: typeof PLATFORM;
  /** The bytes behind an attachment's `ref`; at most `most`. Throws PlatformError. */
  download(ref: string, most?: number): Promise<{ bytes: Buffer; mediaType: string }>;
}

const SETTLE_MS = 20_000;
const RECHECK_MS = 60_000;
/** Room for the marks of the formatting, and for what is said of choices. */
const TEXT = LIMITS.text - 296;

/** WhatsApp through Meta's Cloud API: what people see on their phone, through Meta's webhook and its Graph API. */
export function createWhatsAppCloudAdapter(deps: WhatsAppCloudDeps): WhatsAppCloudAdapter {
  const { config, memory, clock, log } = deps;
  const missing = missingIn(config);
  const graph = createGraph(accessOf(config), deps.timeouts);
  const access = createAccess({ graph, clock, log });
  const people = createPeople({ memory, clock });
  const fates = createFates(memory);
  const queue = createQueue();
  const templateName = config.WHATSAPP_CLOUD_TEMPLATE?.split(':')[0] ?? '';
  const template = createTemplate({
    template: config.WHATSAPP_CLOUD_TEMPLATE,
    graph,
    access,
    fates,
    memory,
    clock,
    log,
  });
  const statuses = createStatuses({ memory, fates, people, access, log, templateName, mend });
  const picture = createPictures({ png: deps.png, graph, access, log });
  const settleMs = deps.settleMs ?? SETTLE_MS;
  const posting = createPosting({
    graph,
    access,
    people,
    template,
    fates,
    memory,
    clock,
    log,
    picture,
    settleMs,
    startedAt: () => startedAt,
  });
  const signs = createSigns({ graph, access, people, clock, log });
  const delivery = createDelivery({
    phoneNumberId: config.WHATSAPP_CLOUD_PHONE_NUMBER_ID ?? '',
    ownNumber: () => phoneNumber(access.number() ?? ''),
    people,
    statuses,
    memory,
    queue,
    log,
    reopened,
  });
  const atWork = new Set<Promise<void>>();
  let inbox: Inbox | null = null;
  let startedAt = 0;
  let checking: NodeJS.Timeout | undefined;

  async function reopened(person: Known, given: Inbox): Promise<void> {
    await template.answered(person.thread);
    aside(async () => {
      await queue(person.thread, () => repeatFailed(person));
      await given.reachable?.(person.thread);
    });
  }

  function mend(thread: ThreadId): void {
    aside(async () => {
      const person = await people.inThread(thread);
      if (person) await queue(thread, () => repeatFailed(person));
    });
  }

  /** Work that no webhook waits for, and a stop does. */
  function aside(work: () => Promise<void>): void {
    const running = work()
      .catch(noted)
      .finally(() => atWork.delete(running));
    atWork.add(running);
  }

  const noted = (error: unknown) => log.warn({ err: error }, 'left to the next attempt');

  /** What WhatsApp took and could not deliver goes before what is new. */
  async function repeatFailed(person: Known): Promise<void> {
    for (const key of await statuses.undelivered(person.thread)) await posting.repeat(person, key).catch(noted);
  }

  async function personIn(thread: ThreadId): Promise<Known> {
    const person = await people.inThread(thread);
    if (!person) throw new PlatformError('gone', words.errors.noThread);
    return person;
  }

  async function post(thread: ThreadId, content: Content, key: string, replyTo?: string): Promise<string> {
    if (!inbox) throw new PlatformError('unreachable', words.errors.notStarted);
    if (missing.length > 0) throw new PlatformError('unreachable', words.health.missing(missing));
    const person = await personIn(thread);
    return queue(thread, async () => {
      if ((await people.open(thread)) > 0) await repeatFailed(person);
      return posting.post(person, content, key, replyTo);
    });
  }

  const health = () => {
    if (missing.length > 0) return { ok: false, detail: words.health.missing(missing) };
    return inbox ? access.health() : { ok: false, detail: words.health.stopped };
  };

  function recheck(): void {
    if (missing.length === 0 && !access.health().ok) aside(access.check);
  }

  return {
    platform: PLATFORM,
    limits: { text: TEXT, choices: LIMITS.rows, update: false, quotes: true, silentToStrangers: true },
    routes: [
      createReceiver({
        appSecret: config.WHATSAPP_CLOUD_APP_SECRET,
        verifyToken: config.WHATSAPP_CLOUD_VERIFY_TOKEN,
        log,
        take(body) {
          if (!inbox) throw new PlatformError('unreachable', words.errors.notStarted);
          return delivery.take(body, inbox);
        },
      }),
    ],

    async start(given) {
      inbox = given;
      startedAt = clock.now().getTime();
      if (missing.length > 0) log.error(words.health.missing(missing));
      else await access.check();
      checking = setInterval(recheck, RECHECK_MS).unref();
    },
    async stop() {
      inbox = null;
      clearInterval(checking);
      await Promise.all(atWork);
    },
    health,

    async describe(thread) {
      const person = await personIn(thread);
      const digits = access.number()?.replace(/\D/g, '');
      const link = digits ? { link: `https://wa.me/${digits}` } : {};
      return { ...link, direct: true, people: [authorOf(person)] };
    },

    post: (thread, content, key, options) => post(thread, content, key, options?.replyTo),
    update: (thread, messageId, content, key, options) => post(thread, content, key, options?.replyTo ?? messageId),
    working: (thread, text) => signs.working(thread, text),

    async canReach(thread) {
      return health().ok && (await people.inThread(thread)) !== null && (await people.open(thread)) > 0;
    },

    profile: async (author) => profileOf(author, await people.find(author.id)),

    async direct(author) {
      for (const id of [author.id, ...(author.aliases ?? [])]) {
        const known = await people.find(id);
        if (known) return known.thread;
      }
      const thread: ThreadId = `${PLATFORM}:${author.id}`;
      await personIn(thread);
      return thread;
    },

    async admits(author) {
      return isAllowed(config.WHATSAPP_ALLOWED, [author.id, ...(author.aliases ?? [])]) ? 'own' : null;
    },

    download: (ref, most) => access.through(null, () => graph.download(ref.replace(/^media:/, ''), most)),
  };
}

function missingIn(config: Config): string[] {
  const needed = [
    'WHATSAPP_CLOUD_TOKEN',
    'WHATSAPP_CLOUD_PHONE_NUMBER_ID',
    'WHATSAPP_CLOUD_APP_SECRET',
    'WHATSAPP_CLOUD_VERIFY_TOKEN',
  ] as const;
  return needed.filter((name) => !config[name]);
}
