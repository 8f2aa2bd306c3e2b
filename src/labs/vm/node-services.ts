import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { check, script, step } from '../../hosts/controls/steps.js';
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

/** What runs in a node, as the machine's control groups list it: `$1` the node, `$2` the process. */
const EACH_PROCESS = (then: string) => `
while read -r pid; do
  { read -r name < "/proc/$pid/comm"; } 2>/dev/null && [ "$name" = "$2" ] || continue
  ${then}
done < "/sys/fs/cgroup/system.slice/system-node.slice/node@$1.service/cgroup.procs"`;

/** By the shell alone, outside: on an emulated machine each process takes a twentieth of a second, a node two more. */
const SIGNAL = `sent=1 ${EACH_PROCESS('kill -s "$3" "$pid" && sent=0')}
exit $sent`;
const IS_GONE = `{ ${EACH_PROCESS('exit 1')}
} 2>/dev/null
exit 0`;

const NODES: NodesOfLab = {
  signal: (node, process, signal) => ({ host: MACHINE, argv: script(SIGNAL, node, process, signal) }),
  isGone: (node, process) => ({ host: MACHINE, argv: script(IS_GONE, node, process) }),
  start: startNode,
};

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
