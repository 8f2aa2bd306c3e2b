import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';

/**
 * Two runs that take turns, cell by cell, so that whatever disturbs the machine disturbs both alike. Lines on a local
 * socket: a run says `ready` before a cell, waits for `go`, and says `done` after it.
 */
export interface Turns {
  /** Resolves when it is this run's turn, or when `signal` aborts. */
  take(signal: AbortSignal): Promise<void>;
  give(): void;
  close(): void;
}

/** @throws ChaosError TURNS_LOST */
export async function joinTurns(socketPath: string): Promise<Turns> {
  const socket = createConnection(socketPath);
  const lost = () =>
    new ChaosError('TURNS_LOST', 'nobody hands out the turns of two runs any more', {
      where: socketPath,
      exitCode: ExitCode.brokeOff,
    });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', () => reject(lost()));
  });
  let waiting: { go(): void; fail(): void } | undefined;
  socket.on('error', () => {});
  socket.once('close', () => waiting?.fail());
  // The reader of lines hands on what its input suffers.
  createInterface({ input: socket })
    .on('error', () => {})
    .on('line', () => waiting?.go());
  return {
    take: async (signal) => {
      const listening = new AbortController();
      try {
        await new Promise<void>((resolve, reject) => {
          if (signal.aborted) {
            resolve();
          } else if (socket.destroyed) {
            reject(lost());
          } else {
            waiting = { go: resolve, fail: () => reject(lost()) };
            signal.addEventListener('abort', () => resolve(), { once: true, signal: listening.signal });
            socket.write('ready\n');
          }
        });
      } finally {
        waiting = undefined;
        listening.abort();
      }
    },
    give: () => {
      socket.write('done\n');
    },
    close: () => socket.end(),
  };
}
