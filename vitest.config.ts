import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Conditions are waited for as long as a busy machine may need; the default of a second is not that.
    expect: { poll: { timeout: 30_000 } },
    // Browsers and killed processes on two shared cores: one more try where nobody looks on.
    retry: process.env.CI ? 1 : 0,
    maxWorkers: 2,
    pool: 'forks',
  },
});
