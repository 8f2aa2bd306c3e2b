import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { ChaosError } from '../../core/errors.js';

/** @throws ChaosError UNKNOWN_NIC */
export function requireNic(cluster: Cluster, name: string, network: string): ClusterHost {
  const host = cluster.hosts[name];
  const networks = Object.keys(host?.nics ?? {});
  if (host === undefined || !networks.includes(network)) {
    throw new ChaosError('UNKNOWN_NIC', `${name} has no NIC on network ${network}`, {
      hint: networks.length === 0 ? 'it has no NIC in the cluster file' : `it has: ${networks.join(', ')}`,
    });
  }
  return host;
}

/** @param what of those it must be, for example `brick` @throws ChaosError UNKNOWN_BRICK and the like */
export function requireOne(name: string, those: readonly ClusterHost[], what: string): ClusterHost {
  const found = those.find((host) => host.name === name);
  if (found === undefined) {
    const names = those.map((host) => host.name).join(', ');
    throw new ChaosError(`UNKNOWN_${what.toUpperCase()}`, `${name} is no ${what} of this lab`, {
      hint: names === '' ? `the cluster file has no ${what}` : `there are: ${names}`,
    });
  }
  return found;
}
