import { resolve } from 'node:path';
import { loadCluster } from '../../cluster/loader.js';
import { kindOfDocument } from '../../core/document/kind.js';
import { formatProblem, type Problem, ProblemsError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { loadScenario } from '../../scenario/loader.js';
import { vocabulary } from '../catalog.js';
import type { CliEnvironment } from '../environment.js';
import { clusterSources } from '../prepare.js';

/** `chaos validate`: every problem of every file. */
export async function validate(files: readonly string[], environment: CliEnvironment): Promise<ExitCode> {
  const problems: Problem[] = [];
  for (const file of files) {
    problems.push(...(await problemsOf(resolve(environment.cwd, file), environment)));
  }
  for (const problem of problems) {
    environment.stderr.write(`${formatProblem(problem)}\n`);
  }
  if (problems.length === 0) {
    environment.stdout.write(files.length === 1 ? 'valid\n' : `${files.length} files, all valid\n`);
    return ExitCode.ok;
  }
  return ExitCode.usage;
}

async function problemsOf(file: string, environment: CliEnvironment): Promise<readonly Problem[]> {
  try {
    if ((await kindOfDocument(file)) === 'cluster') {
      await loadCluster(file, { ...clusterSources(environment), overrides: [] });
    } else {
      await loadScenario(file, vocabulary(), []);
    }
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) {
      return error.problems;
    }
    throw error;
  }
}
