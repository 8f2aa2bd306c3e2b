import { readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same id by when it started. */
export interface ProcessMark {
  readonly pid: number;
  /** Clock ticks since boot (Linux); absent where the system does not tell. */
  readonly startTicks?: string;
}

/** The mark of a process that is there now. */
export function markProcess(pid: number): ProcessMark {
  const startTicks = startTicksOf(pid);
  return startTicks === undefined ? { pid } : { pid, startTicks };
}

/** Whether that very process still lives. */
export function isAlive(mark: ProcessMark): boolean {
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return mark.startTicks === undefined || startTicksOf(mark.pid) === mark.startTicks;
}

/** Field 22 of /proc/PID/stat; the second field may hold blanks, so count from behind its bracket. */
function startTicksOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return afterName[0] === 'Z' ? 'zombie' : afterName[19];
  } catch {
    return undefined;
  }
}
