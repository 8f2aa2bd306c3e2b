import type { Host } from '../../../hosts/types.js';
import { watchOwners } from '../../nodes/watch/owners.js';
import { follow } from './follow.js';

/** The monitor runs before the present addresses are listed. */
const MONITOR = 'ip -n "$1" -o -4 monitor address & ip -n "$1" -o -4 address show; echo listed; wait';

/** Prints who has the virtual IPs. @param args as {@link watchOwners} reads them */
export function watchAddresses(open: () => Promise<Host>, args: readonly string[]): void {
  watchOwners((host, onLine, onEnd) => {
    follow(open, ['sh', '-c', MONITOR, 'monitor', host], onLine, onEnd);
  }, args);
}
