import { containerOf } from '../names.js';
import { Owners, parseAddressLine } from './address-lines.js';
import { follow } from './follow.js';
import { changePrinter } from './print-changes.js';

/** The monitor runs before the present addresses are listed, and ends when standard input is closed. */
const MONITOR =
  'ip -o -4 monitor address & monitor=$!; ip -o -4 address show; echo listed; cat >/dev/null; kill $monitor';

/**
 * Prints who has the virtual IPs, from each director's own kernel as it happens.
 * @param hosts separated by commas
 * @param vips each `name=address`
 */
export function watchAddresses([hosts = '', ...vips]: readonly string[]): void {
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
    follow(['docker', 'exec', '-i', containerOf(host), 'sh', '-c', MONITOR], hear, {
      onEnd: () => {
        owners.forget(host);
        unheard.delete(host);
        tell();
      },
    });
  }
}
