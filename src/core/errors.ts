import { ExitCode } from './exit-codes.js';

export interface ChaosErrorOptions {
  /** What the reader can do about it. */
  readonly hint?: string;
  /** Where it is: a file with line and column, a host, a URL. */
  readonly where?: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/**
 * An error that a user can act on. Everything that `chaos` reports on purpose is one of these;
 * any other error that reaches the top is a defect of ours and says so.
 */
export class ChaosError extends Error {
  readonly hint: string | undefined;
  readonly where: string | undefined;
  readonly exitCode: ExitCode;

  /** @param code stable, upper case with underscores, for example `UNKNOWN_PAGE` */
  constructor(
    readonly code: string,
    message: string,
    options: ChaosErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ChaosError';
    this.hint = options.hint;
    this.where = options.where;
    this.exitCode = options.exitCode ?? ExitCode.usage;
  }
}

/** One thing wrong in a file, with its place. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** `file:line:column: message (hint)`, the form that editors and CI can link. */
export function formatProblem(problem: Problem): string {
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}${hint}`;
}

/** Every problem of one or more files at once; nothing was touched. */
export class ProblemsError extends ChaosError {
  constructor(readonly problems: readonly Problem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super('INVALID_FILE', `${count} found; nothing was started`);
    this.name = 'ProblemsError';
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
