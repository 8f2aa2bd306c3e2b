import { readFileSync } from 'node:fs';
import type { LabRemains } from '../types.js';

type ProcessIdentity = LabRemains['processes'][number];

/** Places in /proc/PID/stat behind the name in parentheses (proc(5): fields 3 and 22). */
const STATE = 0;
const START_TIME = 19;

/**
 * The process as it can be told from a later one with the same pid, where there is /proc.
 * @returns undefined when it is gone
 */
export function identify(pid: number): ProcessIdentity | undefined {
  const startTicks = statOf(pid)?.[START_TIME];
  const identity = startTicks === undefined ? { pid } : { pid, startTicks };
  return isAlive(identity) ? identity : undefined;
}

/** The process runs, and is the same. A zombie does not run. */
export function isAlive({ pid, startTicks }: ProcessIdentity): boolean {
  if (startTicks !== undefined) {
    const stat = statOf(pid);
    return stat?.[START_TIME] === startTicks && stat[STATE] !== 'Z';
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Undefined where there is no such process, or no /proc. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
