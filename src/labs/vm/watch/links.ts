import type { Host } from '../../../hosts/types.js';
import { changePrinter } from '../../nodes/watch/print-changes.js';
import { follow } from './follow.js';

const MONITOR = 'ip -o monitor link & ip -o link show; wait';
const LINK_LINE = /^(Deleted )?\d+: ([^@:\s]+)[@:].*?<([^>]*)>/;

/**
 * Prints which cables are plugged in, as the machine's kernel tells of its ends of them. A bond is up while one
 * of its cables is.
 * @param nics each `HOST:NETWORK=CABLE,CABLE`
 */
export function watchLinks(open: () => Promise<Host>, nics: readonly string[]): void {
  const cables = new Map(nics.map((nic) => nic.split('=') as [string, string]));
  const plugged = new Set<string>();
  const print = changePrinter();
  const tell = () => {
    const isUp = (names: string) => names.split(',').some((cable) => plugged.has(cable));
    print(new Map([...cables].map(([nic, names]) => [`nic:${nic}`, isUp(names) ? 'up' : 'down'])));
  };
  let settled: NodeJS.Timeout | undefined;
  const tellSoon = () => {
    clearTimeout(settled);
    settled = setTimeout(tell, SETTLE_MS);
  };
  follow(
    open,
    ['sh', '-c', MONITOR],
    (line) => {
      const [, deleted, name = '', flags = ''] = LINK_LINE.exec(line) ?? [];
      if (deleted === undefined && flags.split(',').includes('UP')) {
        plugged.add(name);
      } else {
        plugged.delete(name);
      }
      tellSoon();
    },
    () => {
      plugged.clear();
      tellSoon();
    },
  );
}

/** The present links come as many lines; one look behind them sees them all. */
const SETTLE_MS = 20;
