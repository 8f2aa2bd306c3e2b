import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { buildProgram } from '../../src/cli/main.js';
import { packageRoot } from '../../src/cli/package-root.js';

const FILES = [
  '.github/workflows/nightly.yml',
  'docs/ci/gitlab.yml',
  'docs/ci/cron.sh',
  'docs/regression.md',
  'scenarios/nfs-vs-gluster.yaml',
] as const;

const textOf = (file: string) => readFileSync(join(packageRoot(), file), 'utf8');

/** Words of a shell line up to where the shell goes on; quotes hold words together. */
function wordsOf(line: string): readonly string[] {
  const [command = ''] = line.split(/ (?:&&|\|\||\||>|#) | {2,}/u);
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/gu)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}

/** Every line that calls chaos, without what comes before it. */
function callsIn(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => !line.includes('mail -s'))
    .flatMap((line) =>
      [...line.matchAll(/(?:^(?:# )? {4}|npx |run: npx |&& )chaos ([a-z].*)$/gu)].map(([, rest = '']) =>
        wordsOf(rest),
      ),
    );
}

/** The program with nothing behind its commands. */
function emptyProgram(): Command {
  const silent = { write: () => true };
  const program = buildProgram(
    { argv: [], cwd: '/', env: {}, stdout: silent, stderr: silent, interrupt: new AbortController().signal },
    () => {},
  );
  const empty = (command: Command): void => {
    command.action(() => {});
    command.commands.forEach(empty);
  };
  program.commands.forEach(empty);
  return program;
}

describe('a recipe', () => {
  for (const file of FILES) {
    it(`calls commands that there are, with options that they have: ${file}`, () => {
      const calls = callsIn(textOf(file));
      assert.ok(calls.length > 0);
      for (const argv of calls) {
        assert.doesNotThrow(() => emptyProgram().parse([...argv], { from: 'user' }), argv.join(' '));
      }
    });
  }

  it('would be found wrong if an option were misspelt', () => {
    const [argv = []] = callsIn('    chaos check reports/x --allow-unknwon');
    assert.throws(() => emptyProgram().parse([...argv], { from: 'user' }), /unknown option/);
  });

  it('for GitHub has jobs of steps that do something', () => {
    const { jobs } = parse(textOf('.github/workflows/nightly.yml')) as {
      jobs: Record<string, { steps: readonly { run?: string; uses?: string }[] }>;
    };
    assert.deepEqual(Object.keys(jobs), ['regression', 'docker-lab']);
    for (const { steps } of Object.values(jobs)) {
      assert.ok(steps.every(({ run, uses }) => (run === undefined) !== (uses === undefined)));
    }
  });

  it('for GitLab hands over a JUnit file where a check writes one', () => {
    const { nightly } = parse(textOf('docs/ci/gitlab.yml')) as {
      nightly: { script: readonly string[]; artifacts: { reports: { junit: string } } };
    };
    assert.ok(nightly.script.some((line) => line.includes('chaos check reports/tonight ')));
    assert.equal(nightly.artifacts.reports.junit, 'reports/tonight/check/junit.xml');
  });
});
