import { defineConfig } from 'vitest/config';
import { LongFirst } from './test/support/order.ts';

/**
 * Files that touch nothing but memory: no service, no server, no process, no environment, no mocks. They share a process,
 * so that what they import is loaded once. A file that is not named here has a process of its own.
 */
const PURE = [
  'test/automation/{card,checks,cron,draft-form,expressions,needed-data,parts}.test.ts',
  'test/chat/{answer-file,library-wishes,split,wishes}.test.ts',
  'test/connectors/{catalogue,data,host,inbound,inbound-proof}.test.ts',
  'test/eval/{cron,drive,judge,judge-meaning,judge-replies}.test.ts',
  'test/launch/{dev,platform-notices}.test.ts',
  'test/library/{portable,templates}.test.ts',
  'test/metrics/alerts-file.test.ts',
  'test/planner/builtin.test.ts',
  'test/planner-claude/choose.test.ts',
  'test/slack-face/{choices,manifest,mrkdwn}.test.ts',
  'test/web/page-parts.test.ts',
  'test/whatsapp/{fixtures,pacing,phone,text}.test.ts',
  'test/whatsapp-cloud/render.test.ts',
  'test/whatsapp-session/keys.test.ts',
  'test/worker/board.test.ts',
];

/**
 * Files that need a process to themselves: they drive a browser, kill what they started, change the environment, or listen to
 * what the whole process logs. All others share one with those before them: loading the libraries anew for each of two hundred
 * files took a third of the processor time.
 */
const APART = [
  'test/{chaos,cli,e2e,fakes/whatsapp-web,faults,log,services,stories,temporal,tracing,whatsapp,whatsapp-session}/**/*.test.ts',
  'test/{slack,whatsapp-cloud}/story*.test.ts',
  'test/connectors/outbound-refused.test.ts',
  'test/eval/floors.test.ts',
  'test/worker/{encrypted,main,rolling,two-workers}.test.ts',
  'test/determinism.test.ts',
];
const ALL = 'test/**/*.test.ts';

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Conditions are waited for as long as a busy machine may need; the default of a second is not that.
    expect: { poll: { timeout: 30_000 } },
    // Browsers and killed processes on two shared cores: one more try where nobody looks on.
    retry: process.env.CI ? 1 : 0,
    // Two cores: much of the time is spent on waiting for a browser, a restart, a pace that is kept.
    maxWorkers: 3,
    pool: 'forks',
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: [ALL],
          exclude: [...PURE, ...APART],
          isolate: false,
          globalSetup: ['test/support/global.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'apart', include: APART, exclude: PURE, globalSetup: ['test/support/global.ts'] },
      },
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
    ],
  },
});
