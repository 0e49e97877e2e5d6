import { renderSVG } from 'uqr';
import { createPanel } from '../adapters/web/panel.ts';
import { cronInWords, onceInWords } from './automation/cron-words.ts';
import type { Json } from './automation/definition.ts';
import { nextRunOf } from './automation/next-run.ts';
import { paramsInWords } from './automation/param-words.ts';
import type { Seeing } from './automation/seeing.ts';
import { sentence } from './automation/words.ts';
import type { Adapter, PlatformHealth } from './chat/types.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Catalogue } from './connectors/catalogue.ts';
import { AppError } from './errors.ts';
import type { HealthChecks } from './gateway-health.ts';
import type { Pages } from './pages.ts';
import { type Platform, titleOf } from './platforms.ts';
import type { Store } from './store/store.ts';
import type { TriggerRow } from './store/workflows.ts';

const drawn = (setup: NonNullable<PlatformHealth['setup']>): NonNullable<PlatformHealth['setup']> =>
  setup.kind === 'qr' ? { kind: 'qr', value: renderSVG(setup.value, { border: 2 }) } : setup;

/** Services of this machine by what they are for. */
const SERVICES: Record<string, string> = {
  mongodb: 'Database (MongoDB)',
  redis: 'Wake-ups (Redis)',
  temporal: 'Workflow engine (Temporal)',
};

/** What the page's panels say: triggers, settings and connections in words. */
export function panelFor(deps: {
  config: Config;
  store: Store;
  clock: Clock;
  catalogue: Catalogue;
  pages: Pages;
  health: HealthChecks;
  seeing?: Seeing | undefined;
  platforms: readonly Platform[];
  adapters: readonly Pick<Adapter, 'platform' | 'health' | 'logIn'>[];
}) {
  const { config, catalogue } = deps;

  function triggerWords(trigger: TriggerRow, timeZone: string): string {
    const zone = trigger.scheduleTimezone ?? 'UTC';
    if (trigger.scheduleCron) return sentence(cronInWords(trigger.scheduleCron, zone, timeZone));
    if (trigger.scheduleAt) return sentence(onceInWords(trigger.scheduleAt, zone, timeZone));
    if (trigger.type !== 'webhook') return 'When you say so';
    return sentence(catalogue.event(trigger.service ?? '', trigger.event ?? '')?.title ?? `on ${trigger.event}`);
  }

  /** On when its adapter is there and well; the variable is named only where setting it would turn it on. */
  function platform(one: Platform, admin: boolean) {
    const { id, variable } = one;
    const state = deps.adapters.find((adapter) => adapter.platform === id)?.health();
    const shown = {
      name: titleOf(one),
      on: state?.ok ?? false,
      detail: state?.detail ?? `off; docs/${id}.md says how to turn it on`,
      variable: state ? null : variable,
    };
    if (!admin) return shown;
    if (state?.asleep) return { ...shown, asleep: id };
    return state?.setup ? { ...shown, setup: drawn(state.setup) } : shown;
  }

  const claude = config.PLANNER !== 'builtin' && config.ANTHROPIC_API_KEY !== undefined;
  return createPanel({
    store: deps.store,
    clock: deps.clock,
    triggerWords,
    nextRun: nextRunOf,
    used: async (person, { _id, definition }) =>
      (await deps.seeing?.usedLine(person, _id, definition, { always: true })) ?? null,
    serviceTitle: (service) => catalogue.service(service)?.title ?? service,
    paramWords: ({ service, action, params }) =>
      paramsInWords(
        catalogue.action(service, action),
        (params ?? {}) as Record<string, Json>,
        config.WORKFLOW_CURRENCY,
      ),
    async settings(person) {
      const health = Object.entries(deps.health.services).map(async ([name, check]) => {
        const result = await check().catch(() => ({ ok: false, detail: 'does not answer' }));
        return { name: SERVICES[name] ?? name, ...result };
      });
      return {
        planner: claude
          ? { name: 'Claude', detail: config.ANTHROPIC_MODEL }
          : {
              name: 'Built-in',
              detail: 'Works offline. With a key from Anthropic, Claude plans: docs/planner.md says how.',
            },
        platforms: [
          { name: 'Web chat', on: true, detail: 'this page', variable: null },
          ...deps.platforms.filter((one) => one.variable !== null).map((one) => platform(one, person.admin)),
        ],
        connectable: catalogue.services
          .filter((service) => service.fields.length > 0)
          .map((service) => ({ service: service.service, title: service.title })),
        health: [...(await Promise.all(health)), { name: 'What runs the workflows', ...(await deps.health.worker()) }],
        dataDir: config.DATA_DIR,
      };
    },
    connect: (person, service) => deps.pages.make(person, 'connect', { service }),
    logIn(person, platform) {
      if (!person.admin) throw new AppError('forbidden', 'Only an admin can log a platform in.');
      deps.adapters.find((adapter) => adapter.platform === platform)?.logIn?.();
    },
  });
}
