import { z } from 'zod';
import { platformSettings } from '../adapters/index.ts';
import { isCron } from './automation/cron-next.ts';
import { isZone } from './automation/zone.ts';
import { temporalAccessShape } from './config-temporal.ts';
import { amount, flag, list, number, port, text } from './config-values.ts';
import { QUEUES } from './temporal/queues.ts';

/** Every variable of the environment that is read, with its default; `.env.example` names them all and a test compares the two. */
export const configSchema = z.object({
  PORT: port.default(3000),
  /** Listens here; loopback unless told otherwise. */
  HOST: text.default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  DATA_DIR: text.default('.data'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  /** Accepts `now` and `given_workflows` in chat requests, for the evaluation only. */
  NOD_TEST: flag.default(false),
  /** 32 bytes, base64: encrypts stored credentials and what Temporal keeps of runs. Without it one is made in DATA_DIR. */
  NOD_SECRET_KEY: text.optional(),
  /** Keys it had before, comma-separated: what they encrypted is still read. */
  NOD_SECRET_KEY_PREVIOUS: list.default([]),

  MONGODB_URL: text.optional(),
  REDIS_URL: text.optional(),
  /** Keeps the wake-ups of several copies apart that share one Redis. */
  QUEUE_PREFIX: text.default('nod'),
  TEMPORAL_HOST: text.optional(),
  /** Alias of TEMPORAL_HOST. */
  TEMPORAL_ADDRESS: text.optional(),
  TEMPORAL_NAMESPACE: text.default('default'),
  TEMPORAL_TASK_QUEUE: text.default('user-workflows'),
  /** The one queue a worker serves; all of them unless set. `npm run worker -- --queue X` says the same. */
  WORKER_QUEUE: text.optional(),
  /** A JSON file with other time limits and attempts, by profile; docs/running.md. */
  PROFILES_FILE: text.optional(),
  ...temporalAccessShape,
  /** Where the pages of the Temporal started here listen; 0 for any free port. */
  TEMPORAL_UI_PORT: port.default(0),
  /** Where Temporal's pages are when it runs elsewhere. */
  TEMPORAL_UI_URL: z.url().optional(),

  /** Keeps runs with the build of the workflows they began on; not at all unless set. Temporal takes no dot or colon. */
  WORKER_DEPLOYMENT: z
    .string()
    .regex(/^[\w-]{1,100}$/, 'letters, digits, - and _, as nod')
    .optional(),
  /** Which build a worker runs; what the workflows' code hashes to, unless set. */
  WORKER_BUILD_ID: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'letters, digits, dots, - and _')
    .optional(),
  /** When the nightly upkeep runs, five fields of cron in MAINTENANCE_TIMEZONE; `off`: never. */
  MAINTENANCE_CRON: z
    .string()
    .refine((cron) => cron === 'off' || isCron(cron), 'five fields of cron, as 0 2 * * *, or off')
    .default('0 2 * * *'),
  MAINTENANCE_TIMEZONE: z.string().refine(isZone, 'a time zone, as Africa/Nairobi').default('UTC'),
  /** Which queue it runs on. */
  MAINTENANCE_QUEUE: z.enum(QUEUES).default('normal'),
  /** After so many days the steps of a run that has ended are packed away, and what is temporary goes. */
  HISTORY_DAYS: number.int('a whole number is expected').min(1, 'at least 1').default(90),
  /** Seconds a worker that is told to stop may take to finish what is under way. */
  DRAIN_TIMEOUT: number.min(0, 'at least 0').max(3600, 'at most 3600').default(15),

  /** Where a worker serves its metrics for Prometheus; not at all unless set. */
  METRICS_PORT: port.optional(),
  METRICS_HOST: text.default('127.0.0.1'),

  /** Where traces are sent, by OTLP over HTTP; not at all unless set. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  OTEL_SERVICE_NAME: text.default('nod'),

  PLANNER: z.enum(['auto', 'claude', 'builtin']).default('auto'),
  ANTHROPIC_API_KEY: text.optional(),
  ANTHROPIC_BASE_URL: z.url().optional(),
  ANTHROPIC_MODEL: text.default('claude-sonnet-5-5'),

  ADMINS: list.default([]),
  WORKFLOW_WITHDRAW_MAX: amount.default(100_000),
  WORKFLOW_DAILY_SPEND_LIMIT: amount.default(500_000),
  WORKFLOW_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'three capital letters, as KES')
    .default('KES'),
  /** How long a run waits to be told what to do about a failure, where its definition says to ask. */
  FAILURE_WAIT_HOURS: amount.default(168),
  TRAVEL_ALLOW_FALLBACK: flag.default(false),
  /** Sandboxes stand in by themselves outside production. */
  SANDBOX: flag.optional(),
  WEBHOOK_RUNS_PER_MINUTE: number.int('a whole number is expected').min(1, 'at least 1').default(6000),
  TRIGGERS_PER_MINUTE: number.int('a whole number is expected').min(1, 'at least 1').default(10),
  /** Private addresses that http requests may reach all the same, host:port, comma-separated. */
  HTTP_ALLOW_PRIVATE: list.default([]),

  // What each chat platform takes.
  ...platformSettings,

  INTASEND_PUBLIC_KEY: text.optional(),
  INTASEND_SECRET_KEY: text.optional(),
  INTASEND_API_URL: z.url().default('https://api.intasend.com'),
  MAILGUN_API_KEY: text.optional(),
  MAILGUN_DOMAIN: text.optional(),
  MAILGUN_API_URL: z.url().default('https://api.mailgun.net'),
  SMTP_URL: text.optional(),
  EMAIL_FROM: text.optional(),
  AMADEUS_API_KEY: text.optional(),
  CALENDLY_CLIENT_ID: text.optional(),
  SEARCH_API_URL: z.url().optional(),
  SEARCH_API_KEY: text.optional(),
  WEATHER_API_URL: z.url().default('https://api.open-meteo.com'),
  GEOCODING_API_URL: z.url().default('https://geocoding-api.open-meteo.com'),
});

export type Config = z.infer<typeof configSchema>;

/** Reads the environment once. Throws with each bad variable's name and what was expected. Empty values count as absent. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  if (given.TEMPORAL_ADDRESS && !given.TEMPORAL_HOST) given.TEMPORAL_HOST = given.TEMPORAL_ADDRESS;
  const parsed = configSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`These settings cannot be used:\n${lines.join('\n')}\nSee .env.example for what each expects.`);
}
