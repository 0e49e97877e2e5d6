import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { hash } from '../ids.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { Store } from '../store/store.ts';
import type { ActionContext } from './define.ts';
import type { Resolve } from './http-guard.ts';
import { createOutbound, type Outbound } from './outbound.ts';

/** How runs reach the world, so that they need nothing but their context. */
export interface ConnectorTools {
  /** For addresses people give: the public internet, and what HTTP_ALLOW_PRIVATE names. */
  outbound: Outbound;
  /** For the providers of settings: the same, and their own addresses wherever those are. */
  provider: Outbound;
  settings: ConnectorSettings;
  /** What a provider gave us for a key before the effect was certain (a tracking id), kept until it is needed no more. */
  refs: ProviderRefs;
  /** Makes a durable reminder; the same key makes one. */
  remind(notice: ReminderNotice): Promise<void>;
}

/** Addresses the operator sets, without a slash at their end. */
interface ConnectorSettings {
  intasendUrl: string;
  mailgunUrl: string;
  searchUrl: string | null;
  weatherUrl: string;
  geocodingUrl: string;
  /** Null: the API's own address. */
  anthropicUrl: string | null;
  anthropicModel: string;
  /** SMTP servers the operator named, `host:port`: they may be private. */
  smtpHosts: string[];
}

interface ProviderRefs {
  /** Null when nothing was kept under this key. */
  recall(workspace: string, key: string): Promise<string | null>;
  /** Keeps the first value; returns the one that is kept. */
  remember(workspace: string, key: string, value: string): Promise<string>;
}

interface ReminderNotice {
  key: string;
  workspace: string;
  user: string;
  thread: string | null;
  text: string;
  dueAt: Date;
}

/** The tools of a run. Throws when the worker gave none: a mistake of wiring, not of a workflow. */
export function toolsOf(context: ActionContext): ConnectorTools {
  if (!context.tools) throw new Error('a run was started without its tools');
  return context.tools;
}

/** Makes what every run uses; one for each process. `close` hangs up all connections. */
export function createConnectorTools(deps: {
  config: Config;
  store: Store;
  clock: Clock;
  resolve?: Resolve;
}): ConnectorTools & { close(): Promise<void> } {
  const { config, store } = deps;
  const settings = settingsOf(config);
  const resolve = deps.resolve ? { resolve: deps.resolve } : {};
  const allow = config.HTTP_ALLOW_PRIVATE;
  const outbound = createOutbound({ allow, ...resolve });
  const provider = createOutbound({ allow: [...allow, ...hostsOf(settings)], ...resolve });
  return {
    outbound,
    provider,
    settings,
    refs: createRefs(store, deps.clock),
    async remind(notice) {
      await insertOnce(() =>
        store.notices.create({
          _id: `ntc_${hash(notice.key).slice(0, 32)}`,
          workspace: notice.workspace,
          user: notice.user,
          thread: notice.thread,
          text: notice.text,
          dueAt: notice.dueAt,
          sentAt: null,
        }),
      );
    },
    async close() {
      await Promise.all([outbound.close(), provider.close()]);
    },
  };
}

function createRefs(store: Store, clock: Clock): ProviderRefs {
  const recall = async (workspace: string, key: string) =>
    (await store.providerRefs.findOne({ _id: key, workspace }).lean())?.value ?? null;
  return {
    recall,
    async remember(workspace, key, value) {
      await insertOnce(() => store.providerRefs.create({ _id: key, workspace, value, at: clock.now() }));
      return (await recall(workspace, key)) ?? value;
    },
  };
}

async function insertOnce(insert: () => Promise<unknown>): Promise<void> {
  try {
    await insert();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

function settingsOf(config: Config): ConnectorSettings {
  const trimmed = (url: string) => url.replace(/\/+$/, '');
  const smtp = config.SMTP_URL && URL.canParse(config.SMTP_URL) ? new URL(config.SMTP_URL) : null;
  return {
    intasendUrl: trimmed(config.INTASEND_API_URL),
    mailgunUrl: trimmed(config.MAILGUN_API_URL),
    searchUrl: config.SEARCH_API_URL ? trimmed(config.SEARCH_API_URL) : null,
    weatherUrl: trimmed(config.WEATHER_API_URL),
    geocodingUrl: trimmed(config.GEOCODING_API_URL),
    anthropicUrl: config.ANTHROPIC_BASE_URL ? trimmed(config.ANTHROPIC_BASE_URL) : null,
    anthropicModel: config.ANTHROPIC_MODEL,
    smtpHosts: smtp ? [`${smtp.hostname}:${smtp.port || (smtp.protocol === 'smtps:' ? '465' : '587')}`] : [],
  };
}

function hostsOf(settings: ConnectorSettings): string[] {
  const urls = [
    settings.intasendUrl,
    settings.mailgunUrl,
    settings.searchUrl,
    settings.weatherUrl,
    settings.geocodingUrl,
  ];
  return urls.flatMap((address) => {
    if (address === null || !URL.canParse(address)) return [];
    const url = new URL(address);
    const port = url.port || (url.protocol === 'http:' ? '80' : '443');
    return [`${url.hostname.replace(/^\[(.*)\]$/, '$1')}:${port}`];
  });
}
