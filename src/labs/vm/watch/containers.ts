import type { Host } from '../../../hosts/types.js';
import { changePrinter } from '../../nodes/watch/print-changes.js';
import { follow } from './follow.js';

/** Prints the states of all nodes as one line, see {@link parseUnits}. */
export const SHOW_UNITS =
  "systemctl show --property=Id,ActiveState,FreezerState 'node@*.service' | sed 's/^$/;/' | paste -sd,";
const SLICE = '/sys/fs/cgroup/system.slice/system-node.slice';

/**
 * Once a second, by the shell's own means: on an emulated machine every process takes a twentieth of a second of a
 * processor, and systemctl ten times that. One line with `NAME POPULATED FROZEN;` of each unit; ends when nobody reads it.
 */
const POLL = `while :; do
  line=
  for unit in ${SLICE}/node@*.service; do
    populated=0 frozen=0
    { while read -r key value; do
      case $key in populated) populated=$value ;; frozen) frozen=$value ;; esac
    done <"$unit/cgroup.events"; } 2>/dev/null
    name=\${unit##*/node@}
    line="$line\${name%.service} $populated $frozen;"
  done
  echo "$line" || exit
  sleep 1
done`;

/** Prints which nodes run. @param hosts those that are watched */
export function watchContainers(open: () => Promise<Host>, hosts: readonly string[]): void {
  const print = changePrinter();
  const tell = (active: ReadonlyMap<string, string>) =>
    print(new Map(hosts.map((host) => [`container:${host}`, active.get(host) ?? 'stopped'])));
  follow(
    open,
    ['sh', '-c', POLL],
    (line) => tell(parseGroups(line)),
    () => tell(new Map()),
  );
}

/** One line of the poll. */
export function parseGroups(line: string): Map<string, string> {
  return new Map(
    line.split(';').flatMap((unit): [string, string][] => {
      const [name = '', populated, frozen] = unit.split(' ');
      const state = frozen === '1' ? 'paused' : 'running';
      return name === '' ? [] : [[name, populated === '1' ? state : 'stopped']];
    }),
  );
}

/** One line of units, `Id=node@NAME.service,ActiveState=…,FreezerState=…` in any order, parted by `;`. */
export function parseUnits(line: string): Map<string, string> {
  const stateOf = (unit: string) => {
    if (!unit.includes('ActiveState=active')) {
      return 'stopped';
    }
    return /FreezerState=fr/.test(unit) ? 'paused' : 'running';
  };
  return new Map(
    line.split(';').flatMap((unit): [string, string][] => {
      const name = /Id=node@(.+)\.service/.exec(unit)?.[1];
      return name === undefined ? [] : [[name, stateOf(unit)]];
    }),
  );
}
