import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DateTime } from 'luxon';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import type { Driver } from './conversation.ts';
import { drive } from './drive.ts';
import { type Case, readCases } from './format.ts';
import { judge } from './judge.ts';
import { overApi } from './over-api.ts';
import { plannerInProcess } from './planners.ts';
import { startProduct } from './product.ts';
import { figures, type Result, report } from './report.ts';
import { createRuntime } from './runtime.ts';

const USAGE = `Usage: npm run eval [-- options]
  --cases FILE           the cases, one JSON object a line (test/eval/cases.jsonl)
  --planner NAME         builtin or claude (builtin)
  --json OUT             writes figures, verdicts and transcripts
  --tag T, --id ID       only these cases; may be repeated
  --in-process           asks the planner directly, without the product around it
  --url URL --token T    asks a running server (NOD_TEST=1) instead of starting one`;

const OPTIONS = {
  cases: { type: 'string', default: 'test/eval/cases.jsonl' },
  planner: { type: 'string', default: 'builtin' },
  json: { type: 'string' },
  tag: { type: 'string', multiple: true },
  id: { type: 'string', multiple: true },
  'in-process': { type: 'boolean', default: false },
  url: { type: 'string' },
  token: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `npm run eval`: drives every case, judges it and prints the report. Ends with code 0 whatever the score. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  if (values.planner !== 'builtin' && values.planner !== 'claude') throw new Error(USAGE);
  const cases = readCases(values.cases).filter((the) => isWanted(the, values.tag, values.id));
  if (cases.length === 0) throw new Error('No case is chosen.');
  const driver = await driverFor(values.planner, values);
  try {
    const results: Result[] = [];
    for (const the of cases) results.push(await run(the, driver));
    process.stdout.write(`${report(results, values.planner)}\n`);
    if (values.json) writeFileSync(values.json, `${JSON.stringify(plain(results, values.planner), null, 2)}\n`);
  } finally {
    await driver.stop();
  }
}

function isWanted(the: Case, tags: string[] | undefined, ids: string[] | undefined): boolean {
  return (!tags || the.tags.some((tag) => tags.includes(tag))) && (!ids || ids.includes(the.id));
}

async function driverFor(
  planner: 'builtin' | 'claude',
  how: { 'in-process': boolean; url?: string | undefined; token?: string | undefined },
): Promise<Driver> {
  if (how['in-process']) return plannerInProcess(planner);
  if (how.url) return overApi(how.url, how.token ?? '');
  const product = await startProduct(planner);
  return { ...overApi(product.url, product.token), stop: product.stop };
}

async function run(the: Case, driver: Driver): Promise<Result> {
  const catalogue = createCatalogue();
  const now = DateTime.fromISO(the.now, { zone: the.timezone }).toUTC().toISO() ?? the.now;
  const find = (service: string, action: string) => catalogue.action(service, action) ?? undefined;
  const began = performance.now();
  const transcript = await drive(the, driver);
  const took = performance.now() - began;
  return {
    case: the,
    verdict: judge(the, transcript, createRuntime(find, { now, timeZone: the.timezone })),
    transcript,
    took,
  };
}

function plain(results: Result[], planner: string): unknown {
  return {
    planner,
    ...figures(results),
    results: results.map(({ case: the, verdict, transcript, took }) => ({
      ...verdict,
      tags: the.tags,
      took: Math.round(took),
      questions: transcript.questions,
      needless: transcript.needless,
      replies: transcript.replies,
      broke: transcript.broke,
      transcript: transcript.lines,
    })),
  };
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
