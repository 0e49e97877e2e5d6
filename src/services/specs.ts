import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { mongod, type Tool, temporal, valkey } from './tools.ts';

export type ServiceName = 'mongo' | 'redis' | 'temporal';

export interface Ports {
  main: number;
  [extra: string]: number;
}

/** How one service is started on this machine, and how one tells that it answers. */
export interface ServiceSpec {
  name: ServiceName;
  tool: Tool;
  /** Names of its ports; `main` is the one clients use. */
  ports: string[];
  args(ports: Ports, folder: string): string[];
  /** Resolves once when it serves; throws when asked too early. Asked again and again while it starts. */
  ready(ports: Ports): Promise<void>;
  url(ports: Ports): string;
  /** Milliseconds it gets to close its files. */
  graceMs: number;
}

const HOST = '127.0.0.1';

/** Search attributes of every run: who owns it, which workflow it is, where it came from. */
export const SEARCH_ATTRIBUTES = ['NodOwner', 'NodWorkflow', 'NodOrigin'] as const;

/**
 * The development server's own limits make each task wait for the next of twenty looks a second; with these a run of
 * two activities takes 26 ms instead of 178.
 */
const TEMPORAL_DYNAMIC = [
  'history.transferProcessorMaxPollRPS=10000',
  'history.visibilityProcessorMaxPollRPS=10000',
  'history.timerProcessorMaxPollRPS=10000',
  'system.enableActivityEagerExecution=true',
  'system.enableEagerWorkflowStart=true',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  'system.forceSearchAttributesCacheRefreshOnRead=false',
];

export const mongoSpec: ServiceSpec = {
  name: 'mongo',
  tool: mongod,
  ports: ['main'],
  args: (ports, folder) => [
    ...['--replSet', 'nod', '--port', `${ports.main}`, '--bind_ip', HOST, '--dbpath', folder],
    ...['--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '256', '--nounixsocket', '--quiet'],
    ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
    // What a killed gateway was in the middle of stays locked this many seconds; ours take milliseconds.
    ...['--setParameter', 'transactionLifetimeLimitSeconds=5'],
    // The only member has nobody to hand over to: it need not wait before it closes.
    ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
  ],
  async ready(ports) {
    await answers(ports.main);
    await becomePrimary(ports.main);
  },
  url: (ports) => `mongodb://${HOST}:${ports.main}/nod?replicaSet=nod`,
  graceMs: 20_000,
};

export const redisSpec: ServiceSpec = {
  name: 'redis',
  tool: valkey,
  ports: ['main'],
  args: (ports, folder) => [
    ...['--port', `${ports.main}`, '--bind', HOST, '--dir', folder, '--save', '', '--appendonly', 'yes'],
    ...['--maxmemory-policy', 'noeviction', '--loglevel', 'warning', '--set-proc-title', 'no'],
  ],
  ready: (ports) => answers(ports.main, 'PING\r\n', '+PONG'),
  url: (ports) => `redis://${HOST}:${ports.main}`,
  graceMs: 10_000,
};

export function temporalSpec(options: { ui: boolean; namespace: string }): ServiceSpec {
  return {
    name: 'temporal',
    tool: temporal,
    ports: options.ui ? ['main', 'http', 'metrics', 'ui'] : ['main', 'http', 'metrics'],
    args: (ports, folder) => [
      ...['server', 'start-dev', '--ip', HOST, '--port', `${ports.main}`, '--http-port', `${ports.http}`],
      ...['--metrics-port', `${ports.metrics}`, '--log-level', 'error', '--db-filename', `${folder}/temporal.db`],
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=1'],
      ...(options.ui ? ['--ui-ip', HOST, '--ui-port', `${ports.ui}`] : ['--headless']),
      ...(options.namespace === 'default' ? [] : ['--namespace', options.namespace]),
      ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
      ...TEMPORAL_DYNAMIC.flatMap((setting) => ['--dynamic-config-value', setting]),
    ],
    async ready(ports) {
      const path = `/cluster/namespaces/${encodeURIComponent(options.namespace)}/search-attributes`;
      const { customAttributes = {} } = JSON.parse(await body(ports.http ?? 0, path)) as {
        customAttributes?: Record<string, unknown>;
      };
      const lacking = SEARCH_ATTRIBUTES.filter((name) => !(name in customAttributes));
      if (lacking.length > 0) throw new Error(`search attributes are not registered yet: ${lacking.join(', ')}`);
      await answers(ports.main);
    },
    url: (ports) => `${HOST}:${ports.main}`,
    graceMs: 10_000,
  };
}

/** Connects, says `line` if given, and waits for an answer that begins with `expected`. */
export async function answers(port: number, line?: string, expected = '', host = HOST): Promise<void> {
  const socket = connect({ port, host, timeout: 2_000 });
  try {
    socket.on('timeout', () => socket.destroy(new Error('no answer')));
    await once(socket, 'connect');
    if (!line) return;
    socket.write(line);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (!answer.toString().startsWith(expected)) throw new Error(answer.toString().trim());
  } finally {
    socket.destroy();
  }
}

function body(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ host: HOST, port, path, timeout: 2_000, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(text) : reject(new Error(`HTTP ${answer.statusCode}`)),
      );
      answer.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}

/** In a process of its own, so that the one that starts everything never loads a database driver. */
async function becomePrimary(port: number): Promise<void> {
  if (import.meta.url.endsWith('.ts')) {
    // Run from the sources, by a test: there is no file that Node could start.
    const { makePrimary } = await import('./replica-set.ts');
    return makePrimary(port);
  }
  const script = fileURLToPath(new URL('./replica-set-main.js', import.meta.url));
  const child = fork(script, [String(port)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(said.trim().split('\n').at(-1) || 'the replica set has no primary');
}
