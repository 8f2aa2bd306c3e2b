import { blockObserver } from './blocks.js';

export const spaceObserver = blockObserver({
  name: 'space',
  summary: 'how much of the storage is free',
  needs: 'storage in the cluster file, on hosts that run Linux',
  watch: 'space',
  states: (lines, host) => spaceStates(lines, host),
});

/** Told of in steps of so many percent, for the states are events. */
const STEP_PERCENT = 5;

/**
 * State of `space:<host>`: `90% free`, of the file system with the least; `full` below one percent.
 * @param lines what `df -Pk` printed
 */
export function spaceStates(lines: readonly string[], host: string): ReadonlyMap<string, string> {
  const shares = lines.flatMap((line) => {
    const [, , used, free] = /^(.*\S) +\d+ +(\d+) +(\d+) +\d+% /.exec(line) ?? [];
    return used === undefined ? [] : [(100 * Number(free)) / Math.max(1, Number(used) + Number(free))];
  });
  if (shares.length === 0) {
    return new Map([[`space:${host}`, 'unknown']]);
  }
  const least = Math.min(...shares);
  return new Map([
    [`space:${host}`, least < 1 ? 'full' : `${Math.floor(least / STEP_PERCENT) * STEP_PERCENT}% free`],
  ]);
}
