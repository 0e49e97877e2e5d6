import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filledManifest, installLink, type Reach } from '../../adapters/slack/face/manifest.ts';
import { readConfig } from '../config.ts';

const USAGE = `Usage: npm run --silent slack:manifest -- [--socket | --url https://your.address] [--name NAME] [--link]
Prints the manifest of the Slack app, to paste at https://api.slack.com/apps (Create New App, From a manifest).
  --url     where Slack reaches Nod; PUBLIC_URL where it is set
  --socket  without any address: Nod connects to Slack itself (Socket Mode)
  --name    another name for the app
  --link    a link that opens Slack with the manifest filled in`;

/** `npm run slack:manifest`: the Slack app as Slack wants to be told of it. */
function main(): void {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      socket: { type: 'boolean', default: false },
      name: { type: 'string' },
      link: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  if (existsSync('.env')) process.loadEnvFile('.env');
  const yaml = filledManifest(readFileSync(template(), 'utf8'), reachOf(values), values.name);
  process.stdout.write(values.link ? `${installLink(yaml)}\n` : yaml);
}

function reachOf({ url, socket }: { url?: string | undefined; socket: boolean }): Reach {
  if (socket && url !== undefined) throw new Error(`Either --socket or --url.\n${USAGE}`);
  if (socket) return { socket: true };
  const address = url ?? readConfig(process.env).PUBLIC_URL;
  if (address === undefined) {
    throw new Error(`Slack needs to know where to reach Nod: give --url, set PUBLIC_URL, or use --socket.\n${USAGE}`);
  }
  return { url: address };
}

/** The manifest stands beside its adapter, also where this runs from the build. */
function template(): string {
  const wanted = join('adapters', 'slack', 'manifest.yaml');
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, wanted))) return join(folder, wanted);
    if (folder === dirname(folder)) throw new Error(`${wanted} is not where it should be.`);
  }
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
