import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { check, step } from '../../hosts/controls/steps.js';
import type { Controls } from '../../hosts/controls/types.js';
import type { Action, Step } from '../../hosts/types.js';
import { startService } from '../nodes/config/scripts.js';
import { ended, type NodesOfLab, pause } from '../nodes/processes.js';
import { MACHINE } from './host.js';
import { startNode } from './node-unit.js';

/** What a busy machine without KVM may take. */
const NFS_TIMEOUT_MS = 90_000;

/** As systemd calls it on a machine of one's own. */
const NFS_SERVER = 'nfs-server';

const NODES: NodesOfLab = { outside: MACHINE, enter: (node) => ['node', node], start: startNode };

/** What can be done to processes inside the nodes. */
export function nodeServices(
  cluster: Cluster,
  hostOf: (name: string) => ClusterHost,
): Required<Pick<Controls, 'process' | 'service'>> {
  return {
    process: {
      kill: (host, name) => ended(cluster, hostOf(host), name, 'KILL', NODES),
      pause: (host, name) => pause(hostOf(host), name),
    },
    service: {
      stop: (host, name) =>
        isNfsServer(cluster, host) && (name ?? NFS_SERVER) === NFS_SERVER
          ? nfsServerStopped(host)
          : ended(cluster, hostOf(host), name, 'TERM', NODES),
    },
  };
}

function isNfsServer({ storage }: Cluster, host: string): boolean {
  return storage.nfs?.host === host;
}

/** It has no process that could be ended: its threads are the kernel's. */
function nfsServerStopped(host: string): Action {
  const threads = ['cat', '/proc/fs/nfsd/threads'];
  const serves = check(host, threads, `the NFS server of ${host} serves`, '^[1-9]');
  const order = (word: 'start' | 'stop'): Step => ({
    ...step(host, [...startService('nfs'), word], `${word} the NFS server of ${host}`),
    timeoutMs: NFS_TIMEOUT_MS,
  });
  return {
    preflight: [serves],
    inject: [order('stop')],
    undo: [order('start')],
    effective: check(host, threads, `the NFS server of ${host} does not serve`, '^0$'),
    recovered: serves,
  };
}
