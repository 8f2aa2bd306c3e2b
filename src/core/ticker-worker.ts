import { parentPort, workerData } from 'node:worker_threads';
import { machineMs, type TickerCells, tickerCells } from './ticker.js';

sleepAndWake(tickerCells(workerData as SharedArrayBuffer), (version) => parentPort?.postMessage(version));

/** Never returns: the thread is terminated from outside. */
function sleepAndWake(cells: TickerCells, wake: (version: number) => void): never {
  let seen = 0;
  for (;;) {
    // Only a new version is a new call: the one before has been answered.
    Atomics.wait(cells.version, 0, seen);
    seen = sleepUntilDue(cells);
    wake(seen);
  }
}

/** Sleeps until the time in the cell, which may change meanwhile. @returns the version it obeyed */
function sleepUntilDue(cells: TickerCells): number {
  for (;;) {
    const version = Atomics.load(cells.version, 0);
    const leftMs = (cells.wakeAtMs[0] as number) - machineMs();
    if (leftMs <= 0) return version;
    if (Atomics.wait(cells.version, 0, version, leftMs) === 'timed-out') return version;
  }
}
