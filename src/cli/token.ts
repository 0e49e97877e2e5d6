import { parseArgs } from 'node:util';
import { createPeople } from '../chat/people.ts';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { hash } from '../ids.ts';
import { silentProgress } from '../services/progress.ts';
import { startServices } from '../services/services.ts';
import { isDuplicate } from '../store/duplicate.ts';
import { openStore, type Store } from '../store/store.ts';
import { createTokens, SCOPES, type Scope } from '../tokens.ts';

const USAGE = `Usage: npm run --silent token -- --user NAME [--scopes ${SCOPES.join(',')}]
Prints a new API token of that person and nothing else. "local" is the person of this machine's page.`;

/**
 * `npm run token`: whoever can run commands on the server lets a person in by name and gets their token. The same name
 * is the same person each time.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { user: { type: 'string' }, scopes: { type: 'string' } } });
  const name = values.user?.trim();
  const scopes = (values.scopes?.split(',').map((scope) => scope.trim()) ?? [...SCOPES]) as Scope[];
  if (!name || name.length > 80 || scopes.some((scope) => !SCOPES.includes(scope))) throw new Error(USAGE);
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const config = readConfig(process.env);
  const services = await startServices({
    dataDir: config.DATA_DIR,
    // Only the database is needed: what is named counts as given and is not started.
    given: { mongo: config.MONGODB_URL, redis: config.REDIS_URL ?? '-', temporal: config.TEMPORAL_HOST ?? '-' },
    namespace: config.TEMPORAL_NAMESPACE,
    ui: false,
    progress: silentProgress,
    tell: (line) => process.stderr.write(`${line}\n`),
  });
  const store = await openStore(services.urls.mongo);
  try {
    await store.prepare();
    const clock = systemClock;
    const owner = name === 'local' ? await createPeople({ store, clock, config }).local() : await person(store, name);
    const tokens = createTokens({ store, clock });
    process.stdout.write(`${await tokens.create(owner, 'command line', scopes)}\n`);
  } finally {
    await store.close();
    await services.stop();
  }
}

/** The person of this name, made at first sight with a workspace of their own. */
async function person(store: Store, name: string): Promise<{ workspace: string; user: string }> {
  const mark = hash(`named:${name.toLowerCase()}`).slice(0, 20);
  const owner = { workspace: `ws_${mark}`, user: `usr_${mark}` };
  const createdAt = new Date();
  const blank = { email: null, phone: null, timeZone: null, locale: null, stoppedAt: null };
  const rows = [
    () =>
      store.workspaces.create({ _id: owner.workspace, workspace: owner.workspace, name, platform: 'web', createdAt }),
    () => store.users.create({ _id: owner.user, workspace: owner.workspace, name, admin: false, createdAt, ...blank }),
  ];
  for (const create of rows) {
    await create().catch((error: unknown) => {
      if (!isDuplicate(error)) throw error;
    });
  }
  return owner;
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
