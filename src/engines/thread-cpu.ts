import { readFileSync } from 'node:fs';

/**
 * Processor time of the calling thread so far, in milliseconds, as Linux counts it for its scheduler: the first
 * number of schedstat, nanoseconds (kernel documentation, scheduler/sched-stats). undefined elsewhere.
 */
export function threadCpuMs(): number | undefined {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ', 1)[0]) / 1e6;
  } catch {
    return undefined;
  }
}
