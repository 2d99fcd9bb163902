import { writeSync } from 'node:fs';
import type { Reporter } from 'vitest/node';

const STANDARD_OUTPUT = 1;

/**
 * Says how a run ended in one plain line, `N passed, N failed, N skipped`, the last of its output: for whoever
 * reads the end of a log. What fails outside a test (a file that does not load, an error nobody caught, a
 * set-up that never came up) counts as failed too.
 */
export default class ClosingLine implements Reporter {
  #counts: { passed: number; failed: number; skipped: number } | undefined;

  onInit = (): void => {
    // Other reporters and the global tear-down still have things to say after the last test.
    process.once('exit', () => {
      const { passed, failed, skipped } = this.#counts ?? { passed: 0, failed: 1, skipped: 0 };
      writeSync(STANDARD_OUTPUT, `${passed} passed, ${failed} failed, ${skipped} skipped\n`);
    });
  };

  onTestRunStart = (): void => {
    this.#counts = undefined;
  };

  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (modules, unhandledErrors, reason) => {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'skipped' : state] += 1;
      }
    }
    if (reason !== 'passed' && counts.failed === 0) counts.failed = 1;
    this.#counts = counts;
  };
}
