import { watchOwners } from '../../nodes/watch/owners.js';
import { containerOf } from '../names.js';
import { follow } from './follow.js';

/** The monitor runs before the present addresses are listed, and ends when standard input is closed. */
const MONITOR =
  'ip -o -4 monitor address & monitor=$!; ip -o -4 address show; echo listed; cat >/dev/null; kill $monitor';

/** Prints who has the virtual IPs. @param args as {@link watchOwners} reads them */
export function watchAddresses(args: readonly string[]): void {
  watchOwners((host, onLine, onEnd) => {
    follow(['docker', 'exec', '-i', containerOf(host), 'sh', '-c', MONITOR], onLine, { onEnd });
  }, args);
}
