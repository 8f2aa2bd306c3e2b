import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Mocha's spec reporter, which also leaves its counts, and what failed, for test/run.mjs. */
class SummaryReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const skipped: string[] = [];
    const failures: { title: string; message: string }[] = [];
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test: Mocha.Test, error: Error) => {
      failures.push({ title: test.fullTitle(), message: error.message });
      // At once as well: a run that is cut off would never come to its closing list.
      console.log(error.message.replaceAll(/^/gm, '      '));
    });
    runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test: Mocha.Test) => {
      skipped.push(test.fullTitle());
    });
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const summaryPath = process.env.CHAOS_TEST_SUMMARY;
      if (summaryPath !== undefined) {
        const { passes: passed, failures: failed } = this.stats;
        writeFileSync(summaryPath, JSON.stringify({ passed, failed, skipped, failures }));
      }
    });
  }
}

// Mocha loads a reporter by its default export.
export { SummaryReporter as default };
