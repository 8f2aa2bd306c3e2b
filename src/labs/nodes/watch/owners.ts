import { Owners, parseAddressLine } from './address-lines.js';
import { changePrinter } from './print-changes.js';

/** What each director is followed by: a monitor of its addresses, which prints `listed` behind the present ones. */
export type FollowAddresses = (host: string, onLine: (line: string) => void, onEnd: () => void) => void;

/**
 * Prints who has the virtual IPs, from the kernel of each director as it happens.
 * @param hosts separated by commas
 * @param vips each `name=address`
 */
export function watchOwners(follow: FollowAddresses, [hosts = '', ...vips]: readonly string[]): void {
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
    follow(host, hear, () => {
      owners.forget(host);
      unheard.delete(host);
      tell();
    });
  }
}
