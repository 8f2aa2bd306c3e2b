import type { Host } from '../../../hosts/types.js';
import { Owners, parseAddressLine } from '../../docker/watch/address-lines.js';
import { changePrinter } from '../../docker/watch/print-changes.js';
import { follow } from './follow.js';

/** The monitor runs before the present addresses are listed. */
const MONITOR = 'ip -n "$1" -o -4 monitor address & ip -n "$1" -o -4 address show; echo listed; wait';

/**
 * Prints who has the virtual IPs, from the kernel of each director's network as it happens.
 * @param hosts separated by commas
 * @param vips each `name=address`
 */
export function watchAddresses(open: () => Promise<Host>, [hosts = '', ...vips]: readonly string[]): void {
  const names = hosts.split(',');
  const owners = new Owners(new Map(vips.map((vip) => vip.split('=') as [string, string])));
  const print = changePrinter();
  // Until every director has answered once, an address could seem to have no owner.
  const unheard = new Set(names);
  const tell = () => {
    if (unheard.size === 0) {
      print(owners.states());
    }
  };
  for (const host of names) {
    const hear = (line: string) => {
      const change = parseAddressLine(line);
      if (change !== undefined) {
        owners.see(host, change);
      } else if (line === 'listed') {
        unheard.delete(host);
      }
      tell();
    };
    follow(open, ['sh', '-c', MONITOR, 'monitor', host], hear, () => {
      owners.forget(host);
      unheard.delete(host);
      tell();
    });
  }
}
