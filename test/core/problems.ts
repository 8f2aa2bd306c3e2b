import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblem, type Problem, ProblemsError } from '../../src/core/errors.js';

/** What a call reports; it must not succeed, and must fail with problems only. */
export async function problemsOf(call: () => unknown): Promise<readonly Problem[]> {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof ProblemsError, `expected problems, got ${error}`);
    return error.problems;
  }
  throw new assert.AssertionError({ message: 'expected problems, got none' });
}

/** Problems as users see them, without the file. */
export function lines(problems: readonly Problem[]): string[] {
  return problems.map((problem) => formatProblem(problem).slice(problem.file.length + 1));
}

/** A folder for each test, removed after it. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chaos-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}
