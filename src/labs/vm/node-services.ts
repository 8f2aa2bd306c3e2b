import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { check, script, step } from '../../hosts/controls/steps.js';
import type { Controls } from '../../hosts/controls/types.js';
import type { Action, Step } from '../../hosts/types.js';
import { isPacemaker } from '../docker/config/pacemaker.js';
import { startService } from '../docker/config/scripts.js';
import { mainProcessOf, pause } from '../docker/process-actions.js';
import { MACHINE } from './host.js';
import { startNode } from './node-unit.js';

/** What a busy machine without KVM may take. */
const NFS_TIMEOUT_MS = 90_000;

/** As systemd calls it on a machine of one's own. */
const NFS_SERVER = 'nfs-server';

/** Services that have a script of their own; every other process comes back with its node. */
const SERVICES = ['haproxy', 'keepalived', 'corosync', 'glusterd'];

/** What can be done to processes inside the nodes. */
export function nodeServices(
  cluster: Cluster,
  hostOf: (name: string) => ClusterHost,
): Required<Pick<Controls, 'process' | 'service'>> {
  return {
    process: {
      kill: (host, name) => ended(cluster, hostOf(host), name, 'KILL'),
      pause: (host, name) => pause(hostOf(host), name),
    },
    service: {
      stop: (host, name) =>
        isNfsServer(cluster, host) && (name ?? NFS_SERVER) === NFS_SERVER
          ? nfsServerStopped(host)
          : ended(cluster, hostOf(host), name, 'TERM'),
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

function ended(
  cluster: Cluster,
  host: ClusterHost,
  wanted: string | undefined,
  signal: 'KILL' | 'TERM',
): Action {
  const name = wanted ?? mainProcessOf(host);
  const runs = ['pgrep', '-x', name];
  const what = `${name} on ${host.name}`;
  const verb = signal === 'KILL' ? 'kill' : 'stop';
  return {
    preflight: [check(host.name, runs, `${what} runs`, '^\\d')],
    inject: [step(host.name, ['pkill', `-${signal}`, '-x', name], `${verb} ${what} (SIG${signal})`)],
    undo: [startAgain(cluster, host, name)],
    // A node may end with its process, and with it the place to ask in.
    effective: check(
      MACHINE,
      script('! node "$@" 2>/dev/null', host.name, ...runs),
      `${what} does not run`,
      '^$',
    ),
    recovered: check(host.name, runs, `${what} runs`, '^\\d'),
  };
}

function startAgain(cluster: Cluster, host: ClusterHost, name: string): Step {
  if (name === 'haproxy' && isPacemaker(cluster)) {
    // Whoever else started it would run it beside Pacemaker's own.
    const forget = ['crm_resource', '--cleanup', '--resource', name, '--node', host.name];
    return step(host.name, forget, `let Pacemaker use ${name} on ${host.name} again`);
  }
  return SERVICES.includes(name)
    ? step(host.name, startService(name), `start ${name} on ${host.name}`)
    : startNode(host);
}
