import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { type InternalConnectionOptions, InternalConnectionOptionsSymbol } from '@temporalio/client/lib/connection.js';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Clock } from '../../../src/clock.ts';

/**
 * Temporal's own test server, in which days are over as soon as nothing is left to do but to wait for them. It is a Java program:
 * its jars are fetched by Maven once and kept in the user's cache.
 */

const VERSION = '1.28.0';
const JARS = join(homedir(), '.cache', 'nod', `temporal-test-server-${VERSION}`);
const FETCH_MS = 45_000;
const START_MS = 15_000;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>nod</groupId><artifactId>days</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version>
  </dependency></dependencies>
</project>`;

export interface Days {
  address: string;
  /** The server's time as of the last activity. */
  clock: Clock;
  /** Keeps the clock, around every activity. */
  around: ActivityInterceptorsFactory[];
  /** Lets days pass until the work is done. */
  pass<T>(work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** Starts it; where that cannot be, says why. */
export async function openDays(): Promise<Days | string> {
  if (!(await runs('java', ['-version'], 10_000))) return 'there is no Java';
  const missing = await fetched();
  if (missing !== null) return missing;
  const port = await freePort();
  const server = spawn('java', ['-cp', join(JARS, '*'), 'io.temporal.testserver.TestServer', String(port)], {
    stdio: 'ignore',
  });
  const options: InternalConnectionOptions = {
    address: `127.0.0.1:${port}`,
    connectTimeout: START_MS,
    [InternalConnectionOptionsSymbol]: { supportsTestService: true },
  };
  try {
    return daysOf(await Connection.connect(options), server, port);
  } catch {
    server.kill('SIGKILL');
    return 'its test server does not start on this Java';
  }
}

function daysOf(connection: Connection, server: ChildProcess, port: number): Days {
  const { testService } = connection;
  if (!testService) throw new Error('no test service');
  let ahead = 0;
  const look = async () => {
    const { time } = await testService.getCurrentTime({});
    ahead = Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6 - Date.now();
  };
  return {
    address: `127.0.0.1:${port}`,
    clock: { now: () => new Date(Date.now() + ahead) },
    around: [
      () => ({
        inbound: {
          async execute(input, next) {
            await look();
            return next(input);
          },
        },
      }),
    ],
    async pass(work) {
      await testService.unlockTimeSkipping({});
      try {
        return await work();
      } finally {
        await testService.lockTimeSkipping({});
      }
    },
    async stop() {
      await connection.close();
      server.kill('SIGKILL');
    },
  };
}

/** Null once the jars are there, else why they are not. */
async function fetched(): Promise<string | null> {
  if (existsSync(JARS)) return null;
  if (!(await runs('mvn', ['-v'], 10_000))) return 'there is no Maven to fetch its test server with';
  const work = `${JARS}-${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    writeFileSync(join(work, 'pom.xml'), POM);
    const copy = ['-q', '-B', '-f', join(work, 'pom.xml'), 'dependency:copy-dependencies'];
    if (!(await runs('mvn', [...copy, `-DoutputDirectory=${join(work, 'jars')}`], FETCH_MS)))
      return 'its test server could not be fetched';
    // Whole or not at all; somebody else may have been faster.
    if (!existsSync(JARS)) renameSync(join(work, 'jars'), JARS);
    return null;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const runs = (command: string, args: string[], timeout: number): Promise<boolean> =>
  new Promise((done) => {
    execFile(command, args, { timeout, killSignal: 'SIGKILL' }, (error) => done(error === null));
  });

const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
