import { defineConfig } from 'vitest/config';

/** What takes minutes rather than seconds: `npm run test:long`. */
const long = process.env.CARTWRIGHT_TEST_LONG === 'true';

export default defineConfig({
  test: {
    include: long ? ['test/long/**/*.long.ts'] : ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/environment.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    pool: 'forks',
    // Half of a test's time is waiting for servers; one worker less than processors, as is usual, leaves one idle.
    maxWorkers: '100%',
    // Tests run as the engine does: by Node itself, types stripped, nothing bundled.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // Generous, because a busy machine is no failure; what waits for something has a shorter deadline of its own.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
