import type { Readable } from 'node:stream';

/** A child process started with `detached`, and so the leader of a process group of its own. */
export interface GroupLeader extends PromiseLike<unknown> {
  readonly pid?: number | undefined;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
}

/** Of the groups that run. */
const running = new Set<number>();

/**
 * Sees to it that a command in a group of its own ends when the harness exits. There it does not get the Ctrl-C of the
 * terminal, which is for the harness alone: it may just be healing.
 */
export function endWithHarness(leader: GroupLeader): void {
  const { pid } = leader;
  if (pid === undefined) return;
  if (running.size === 0) process.on('exit', endAll);
  running.add(pid);
  const forget = () => {
    running.delete(pid);
    if (running.size === 0) process.off('exit', endAll);
  };
  leader.then(forget, forget);
}

/** Kills it with all that it started, which would keep the output open that is waited for. */
export function killGroup({ pid, stdout, stderr }: GroupLeader): void {
  if (pid !== undefined) signalGroup(pid, 'SIGKILL');
  // What left the group may still have them.
  stdout?.destroy();
  stderr?.destroy();
}

function endAll(): void {
  for (const pid of running) signalGroup(pid, 'SIGTERM');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}
