import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Everything outside that a command sees; bin.ts is the only place that makes one of the real process. */
export interface CliEnvironment {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Aborts on the first Ctrl-C, SIGTERM or SIGHUP. */
  readonly interrupt: AbortSignal;
}

export interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where journals of runs are kept: CHAOS_STATE_DIR, or the XDG state folder. */
export function stateDirOf({ env, cwd }: CliEnvironment): string {
  const stated = env.CHAOS_STATE_DIR;
  if (stated !== undefined && stated !== '') {
    return resolve(cwd, stated);
  }
  const xdg = env.XDG_STATE_HOME;
  const base = xdg === undefined || xdg === '' ? join(env.HOME ?? homedir(), '.local', 'state') : xdg;
  return join(base, 'chaos');
}

/** Colours only for a person: a terminal, and NO_COLOR not set (no-color.org). */
export function colorOf(terminal: Terminal, env: CliEnvironment['env']): boolean {
  return terminal.isTTY === true && (env.NO_COLOR ?? '') === '';
}

export function widthOf(terminal: Terminal): number {
  const narrowest = 60;
  return Math.max(narrowest, terminal.columns ?? 100);
}
