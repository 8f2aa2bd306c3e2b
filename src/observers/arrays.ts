import { blockObserver } from './blocks.js';

export const arraysObserver = blockObserver({
  name: 'arrays',
  summary: 'the members of each RAID array, and how far a rebuild has come',
  needs: 'storage.nfs with `raid` in the cluster file, on hosts that run Linux',
  watch: 'arrays',
  // The speed wavers: it is told as it is at each step of the percentage.
  keyOf: (state) => state.split(',')[0] ?? state,
  states: (lines, host, { cluster }) => {
    const own = cluster.storage.nfs?.raid?.split('/').at(-1) ?? '';
    return arrayStates(lines, host, own);
  },
});

/** A rebuild is told of in steps of so many percent: each is an event. */
const STEP_PERCENT = 10;

/**
 * States by subject: `raid:<host>` is the cluster's own array, `raid:<host>/<array>` any other; `UU_`, `UU_ rebuilding`.
 * `rebuild:<host>` (and likewise) is `idle`, or for example `40%, 8 MiB/s`.
 * @param lines /proc/mdstat
 * @param own the array of the cluster file by its name, for example `md0`; `stopped` where there is none
 */
export function arrayStates(
  lines: readonly string[],
  host: string,
  own: string,
): ReadonlyMap<string, string> {
  const arrays = arraysIn(lines);
  const states = new Map<string, string>();
  for (const name of new Set([own, ...arrays.keys()])) {
    const where = name === own ? host : `${host}/${name}`;
    const text = arrays.get(name) ?? '';
    const rebuild = /(?:recovery|resync|reshape) *= *([\d.]+)%.*speed=(\d+)K/.exec(text);
    const members = /\[([U_]+)\]/.exec(text)?.[1] ?? 'stopped';
    states.set(`raid:${where}`, /recovery|resync|reshape/.test(text) ? `${members} rebuilding` : members);
    states.set(`rebuild:${where}`, rebuild === null ? 'idle' : progress(rebuild));
  }
  return states;
}

/** What is said of each array: its own line, and those that are indented under it. */
function arraysIn(lines: readonly string[]): ReadonlyMap<string, string> {
  const arrays = new Map<string, string>();
  let current: string | undefined;
  for (const line of lines) {
    const [, name] = /^(\S+) : (?:in)?active /.exec(line) ?? [];
    if (name !== undefined) {
      current = name;
    } else if (!/^\s+\S/.test(line)) {
      current = undefined;
    }
    if (current !== undefined) {
      arrays.set(current, `${arrays.get(current) ?? ''}${line}\n`);
    }
  }
  return arrays;
}

/** The speed to one figure. */
function progress([, percent = '', kiBPerSecond = '']: readonly string[]): string {
  const done = Math.floor(Number(percent) / STEP_PERCENT) * STEP_PERCENT;
  const speed = Number(kiBPerSecond) / 1024;
  return `${done}%, ${Number(speed.toPrecision(1))} MiB/s`;
}
