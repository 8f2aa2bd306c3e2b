import { ChaosError } from '../../core/errors.js';

/** What the login shell of a host prints before it gives way to a command: the process, for ending it. */
const STARTED = /^chaos-pid=(\d+)\n/m;
/** Where administration programs are; a login without root often has no path to them. */
const ADMINISTRATION = '/usr/local/sbin:/usr/sbin:/sbin';

/**
 * One word of a POSIX shell's line that stands for exactly this argument.
 * @throws ChaosError BAD_ARGUMENT for a NUL, which no argument of a Unix process can hold
 */
export function quoteWord(argument: string): string {
  if (argument.includes('\0')) {
    throw new ChaosError('BAD_ARGUMENT', 'an argument of a command cannot hold a NUL character');
  }
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/**
 * The line for the login shell that runs an argument vector as it is, since ssh has no other way to run a
 * command. The shell tells its process id on standard error and becomes the command; it ends with 127, and
 * tells nothing, when there is no such program.
 * @param prefix words that run before the command, for example `sudo -n --`; the shell must know their first
 */
export function commandLine(prefix: readonly string[], argv: readonly string[]): string {
  const [program] = [...prefix, ...argv];
  if (program === undefined || argv.length === 0) {
    throw new ChaosError('EMPTY_COMMAND', 'a command needs at least the name of a program');
  }
  const words = [...prefix, ...argv].map(quoteWord).join(' ');
  return (
    `PATH="$PATH:${ADMINISTRATION}"; ` +
    `command -v ${quoteWord(program)} >/dev/null 2>&1 || exit 127; ` +
    `echo chaos-pid=$$ >&2; exec ${words}`
  );
}

export interface StartNotice {
  readonly pid: number;
  /** What else came on standard error, without the notice. */
  readonly rest: string;
}

/** Finds the notice of {@link commandLine} in what came on standard error so far. */
export function findStart(stderr: string): StartNotice | undefined {
  const found = STARTED.exec(stderr);
  return found === null ? undefined : { pid: Number(found[1]), rest: stderr.replace(STARTED, '') };
}
