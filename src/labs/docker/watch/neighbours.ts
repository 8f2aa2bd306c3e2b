import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { changePrinter } from '../../nodes/watch/print-changes.js';
import { containerOf } from '../names.js';
import { follow } from './follow.js';
import { parseNeighbourLine } from './neighbour-lines.js';

const run = promisify(execFile);

/**
 * Prints at which director's hardware address this machine, which sends the load, believes each virtual IP to be: a
 * gratuitous ARP changes that at once.
 * @param hosts separated by commas
 * @param vips each `name=address`
 */
export async function watchNeighbours([hosts = '', ...vips]: readonly string[]): Promise<void> {
  const names = new Map(
    vips.map((vip) => vip.split('=')).map(([name = '', address = '']) => [address, name] as const),
  );
  const print = changePrinter();
  let owners = await hardwareAddresses(hosts.split(','));
  const hear = async (line: string) => {
    const seen = parseNeighbourLine(line);
    const name = seen === undefined ? undefined : names.get(seen.address);
    if (seen === undefined || name === undefined) {
      return;
    }
    if (seen.hardware !== undefined && !owners.has(seen.hardware)) {
      // A container that was started again may have another one.
      owners = await hardwareAddresses(hosts.split(','));
    }
    const owner = seen.hardware === undefined ? 'none' : (owners.get(seen.hardware) ?? seen.hardware);
    print(new Map([[`arp:${name}`, owner]]));
  };
  follow(['ip', '-o', '-4', 'monitor', 'neigh'], hear);
  const { stdout } = await run('ip', ['-o', '-4', 'neigh', 'show']);
  for (const line of stdout.split('\n')) {
    await hear(line);
  }
}

/** Host by hardware address, of every NIC. */
async function hardwareAddresses(hosts: readonly string[]): Promise<Map<string, string>> {
  const format = '{{range .NetworkSettings.Networks}}{{.MacAddress}} {{end}}';
  const found = await Promise.all(
    hosts.map(async (host) => {
      try {
        const { stdout } = await run('docker', ['inspect', '--format', format, containerOf(host)]);
        return stdout
          .trim()
          .split(/\s+/)
          .map((hardware) => [hardware.toLowerCase(), host] as const);
      } catch {
        return [];
      }
    }),
  );
  return new Map(found.flat());
}
