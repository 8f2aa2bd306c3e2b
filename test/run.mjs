// `npm test`: builds what is older than its sources, runs every suite, and closes with one list of what was
// skipped and why, one of what failed, and the line `N passed, N failed, N skipped`.
// Usage: node test/run.mjs [unit|e2e]…    (all suites unless named)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** End-to-end suites measure time, so that only one of their files runs at once. */
const SUITES = {
  unit: [
    '--timeout',
    '30000',
    '--parallel',
    '--jobs',
    '2',
    '--ignore',
    'build/test/e2e/**',
    'build/test/**/*.test.js',
  ],
  e2e: ['--timeout', '120000', 'build/test/e2e/**/*.test.js'],
};

function run(program, args, env = {}) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (error !== undefined) {
    throw error;
  }
  return status ?? 1;
}

function build() {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  const failed =
    run(process.execPath, [tsc, '-p', 'tsconfig.build.json']) ||
    run(process.execPath, [tsc, '-p', 'test/tsconfig.json']);
  if (failed) {
    process.exit(failed);
  }
}

function runSuite(name, folder) {
  const summary = join(folder, `${name}.json`);
  const mocha = join('node_modules', 'mocha', 'bin', 'mocha.js');
  const setUp = [
    '--require',
    './build/test/support/fixed-seed.js',
    '--reporter',
    'build/test/support/reporter.js',
  ];
  const args = [mocha, ...setUp, ...SUITES[name]];
  const status = run(process.execPath, args, { CHAOS_TEST_SUMMARY: summary });
  try {
    return { status, ...JSON.parse(readFileSync(summary, 'utf8')) };
  } catch {
    console.error(`the ${name} suite ended with ${status} and left no summary`);
    return { status: status || 1, passed: 0, failed: 1, skipped: [], failures: [] };
  }
}

const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'chaos-test-'));
build();
const results = Object.keys(SUITES)
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .map((name) => runSuite(name, folder));
rmSync(folder, { recursive: true, force: true });

const sum = (pick) => results.reduce((total, result) => total + pick(result), 0);
const skipped = results.flatMap((result) => result.skipped);
if (skipped.length > 0) {
  console.log('\nNot run on this machine:');
  for (const title of skipped) {
    console.log(`  ${title}`);
  }
}
// A log of which only the end is kept still tells what failed.
const failures = results.flatMap((result) => result.failures);
if (failures.length > 0) {
  console.log('\nFailed:');
  for (const { title, message } of failures) {
    console.log(`  ${title}\n    ${message.slice(0, 600).replaceAll('\n', '\n    ')}`);
  }
}
console.log(`\n${sum((r) => r.passed)} passed, ${sum((r) => r.failed)} failed, ${skipped.length} skipped`);
process.exitCode = results.some((result) => result.status !== 0 || result.failed > 0) ? 1 : 0;
