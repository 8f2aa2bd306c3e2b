import { ChaosError } from '../core/errors.js';
import type { Check } from '../hosts/types.js';
import { control } from './requirements.js';
import type { FaultTarget } from './types.js';

/**
 * What the faults of an NFS server wait for: the mount of every client answers again.
 * @throws ChaosError NO_NFS_SERVER, CONTROL_MISSING
 */
export function clientsOfServer(target: FaultTarget): readonly Check[] {
  const { host, cluster } = target;
  const { nfs } = cluster.storage;
  if (nfs?.host !== host) {
    throw new ChaosError('NO_NFS_SERVER', `${host} is not the NFS server of cluster ${cluster.name}`, {
      hint: nfs === undefined ? 'say which one is: storage.nfs in the cluster file' : `it is ${nfs.host}`,
    });
  }
  return control(target, 'nfs').clientsAnswer();
}
