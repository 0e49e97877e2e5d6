import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { type Platform, titleOf } from '../platforms.ts';
import type { ServiceUrls } from '../services/services.ts';

/** The few lines a person sees when all is ready: where it is, what is on, and which variable turns on what is off. */
export function readyTable(
  config: Config,
  address: string,
  services: ServiceUrls,
  platforms: readonly Platform[],
): string {
  const rows: [string, string][] = [
    ['Address', config.PUBLIC_URL ? `${address}, from outside ${config.PUBLIC_URL}` : address],
    ['Planner', planner(config)],
    ['Web chat', config.PUBLIC_URL ? 'off (PUBLIC_URL is set)' : 'on'],
    ...platforms
      .filter((one) => one.variable !== null)
      .map((one): [string, string] => [titleOf(one), one.isOn(config) ? 'on' : `off (${one.variable} turns it on)`]),
    ['Data', resolve(config.DATA_DIR)],
    ['Logs', resolve(config.DATA_DIR, 'logs')],
    ...(services.uiUrl ? [['Temporal', services.uiUrl] as [string, string]] : []),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  return ['', 'Nod is ready. Ctrl-C stops it.', '', ...lines, ''].join('\n');
}

function planner(config: Config): string {
  const claude = config.PLANNER === 'claude' || (config.PLANNER === 'auto' && config.ANTHROPIC_API_KEY);
  if (claude) return `Claude (${config.ANTHROPIC_MODEL})`;
  return config.PLANNER === 'builtin' ? 'built-in (PLANNER=builtin)' : 'built-in (ANTHROPIC_API_KEY turns on Claude)';
}
