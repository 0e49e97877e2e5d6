import { ActivityFailure, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { UpkeepActivities, UpkeepPage, UpkeepReport } from './contract-upkeep.ts';
import { nowIso } from './notes.ts';

/** S3.37: each part has a time limit of its own and three attempts; what it did stays done, so a repeat goes on. */
const limits = (minutes: number) =>
  proxyActivities<UpkeepActivities>({
    startToCloseTimeout: minutes * 60_000,
    heartbeatTimeout: '60s',
    retry: { maximumAttempts: 3, initialInterval: '1s', backoffCoefficient: 2 },
  });
const { clearUp } = limits(30);
const { archiveRuns } = limits(60);
const { dailyFigures } = limits(15);
const { upkeepNote } = proxyActivities<Pick<UpkeepActivities, 'upkeepNote'>>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' },
});

/** Calls of one part in a night; the next night goes on. */
const MOST_PAGES = 50;

/** The nightly upkeep: parts one after the other, each whatever became of the others; what it did is kept and given out. */
export async function upkeep(): Promise<UpkeepReport> {
  const id = workflowInfo().runId;
  const startedAt = nowIso();
  const report: UpkeepReport = { counts: {}, failed: [] };
  await upkeepNote({ id, startedAt, endedAt: null, ...report });
  await part(report, 'clear up', clearUp);
  await part(report, 'archive runs', archiveRuns);
  await part(report, 'daily figures', () => dailyFigures({ today: startedAt.slice(0, 10) }));
  await upkeepNote({ id, startedAt, endedAt: nowIso(), ...report });
  return report;
}

async function part(report: UpkeepReport, name: string, page: () => Promise<UpkeepPage>): Promise<void> {
  try {
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const { counts, more } = await page();
      for (const [what, count] of Object.entries(counts)) report.counts[what] = (report.counts[what] ?? 0) + count;
      if (!more) return;
    }
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    report.failed.push({ part: name, error: (error.cause?.message ?? error.message).slice(0, 300) });
  }
}
