import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';

const PAUSE_MS = 300;

interface Moments {
  /** Called each time that the command starts, with its standard input. */
  readonly onStart?: (input: Writable) => void;
  /** Called each time that the command ends. */
  readonly onEnd?: () => void;
}

/**
 * Runs a command again and again and passes on its lines. Its standard input stays open for as long as this
 * process lives, so that a command inside a container can end when it is closed.
 */
export function follow(argv: readonly string[], onLine: (line: string) => void, moments: Moments = {}): void {
  const [program = '', ...args] = argv;
  const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', onLine);
  }
  if (child.stdin !== null) {
    child.stdin.on('error', () => {});
    moments.onStart?.(child.stdin);
  }
  child.on('error', () => {});
  child.once('close', () => {
    moments.onEnd?.();
    setTimeout(() => follow(argv, onLine, moments), PAUSE_MS);
  });
}
