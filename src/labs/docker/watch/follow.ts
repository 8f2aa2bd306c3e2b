import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const PAUSE_MS = 300;

/**
 * Runs a command again and again and passes on its lines. Its standard input stays open for as long as this
 * process lives, so that a command inside a container can end when it is closed.
 * @param onEnd called each time that the command ends
 */
export function follow(
  argv: readonly string[],
  onLine: (line: string) => void,
  onEnd: () => void = () => {},
): void {
  const [program = '', ...args] = argv;
  const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', onLine);
  }
  child.on('error', () => {});
  child.once('close', () => {
    onEnd();
    setTimeout(() => follow(argv, onLine, onEnd), PAUSE_MS);
  });
}
