import { ChaosError, formatProblem, ProblemsError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { CliEnvironment, Terminal } from './environment.js';

/** Tells what is wrong, where, and what to do; with `--debug`, also where it was thrown. @returns the exit code */
export function printError(error: unknown, { stderr, argv }: CliEnvironment): ExitCode {
  if (error instanceof ProblemsError) {
    for (const problem of error.problems) {
      stderr.write(`${formatProblem(problem)}\n`);
    }
  }
  if (error instanceof ChaosError) {
    stderr.write(`error[${error.code}]: ${error.message}\n`);
    writeDetail(stderr, 'where', error.where);
    writeDetail(stderr, 'hint', error.hint);
  } else {
    const message = error instanceof Error ? error.message : String(error);
    stderr.write(`error[INTERNAL]: ${message}\n`);
    writeDetail(stderr, 'hint', 'this is a defect of chaos; --debug shows where it comes from');
  }
  if (argv.includes('--debug') && error instanceof Error) {
    stderr.write(`${error.stack}\n`);
  }
  return error instanceof ChaosError ? error.exitCode : ExitCode.brokeOff;
}

function writeDetail(stderr: Terminal, name: string, text: string | undefined): void {
  if (text !== undefined) {
    stderr.write(`  ${name}: ${text}\n`);
  }
}
