import type { Host } from '../../../hosts/types.js';
import { changePrinter } from '../../docker/watch/print-changes.js';
import { follow } from './follow.js';

/** Prints the states of all nodes as one line, see {@link parseUnits}. */
export const SHOW_UNITS =
  "systemctl show --property=Id,ActiveState,FreezerState 'node@*.service' | sed 's/^$/;/' | paste -sd,";
/** systemd is asked every three seconds, which an emulated machine feels; it has no cheap way to tell of changes. Ends when nobody reads it any more. */
const POLL = `while ${SHOW_UNITS}; do sleep 3; done`;

/** Prints which nodes run. @param hosts those that are watched */
export function watchContainers(open: () => Promise<Host>, hosts: readonly string[]): void {
  const print = changePrinter();
  const tell = (active: ReadonlyMap<string, string>) =>
    print(new Map(hosts.map((host) => [`container:${host}`, active.get(host) ?? 'stopped'])));
  follow(
    open,
    ['sh', '-c', POLL],
    (line) => tell(parseUnits(line)),
    () => tell(new Map()),
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
