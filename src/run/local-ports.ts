import { readFile } from 'node:fs/promises';
import type { LocalPorts } from '../history/types.js';

const SOCKETS = '/proc/net/sockstat';
const RANGE = '/proc/sys/net/ipv4/ip_local_port_range';

/** How many ports this machine has left for outgoing connections; undefined where the system does not say (not Linux). */
export async function readLocalPorts(): Promise<LocalPorts | undefined> {
  try {
    const [sockets, range] = await Promise.all([readFile(SOCKETS, 'utf8'), readFile(RANGE, 'utf8')]);
    return localPortsFrom(sockets, range);
  } catch {
    return undefined;
  }
}

/** @param sockets as /proc/net/sockstat has it, `TCP: inuse 5 orphan 0 tw 12 …`; @param range `32768 60999` */
export function localPortsFrom(sockets: string, range: string): LocalPorts | undefined {
  const timeWait = /^TCP:.*\btw (\d+)/m.exec(sockets)?.[1];
  const [, first, last] = /^(\d+)\s+(\d+)/.exec(range) ?? [];
  if (timeWait === undefined || first === undefined || last === undefined) {
    return undefined;
  }
  return { timeWait: Number(timeWait), available: Number(last) - Number(first) + 1 };
}
