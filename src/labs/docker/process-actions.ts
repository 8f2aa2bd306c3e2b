import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { script, step } from '../../hosts/controls/steps.js';
import type { Controls } from '../../hosts/controls/types.js';
import { ended, type NodesOfLab, pause } from '../nodes/processes.js';
import { LAB_HOST } from './host.js';
import { containerOf } from './names.js';

const CONTAINERS: NodesOfLab = {
  signal: (node, process, signal) => ({ host: node, argv: ['pkill', `-${signal}`, '-x', process] }),
  isGone: (node, process) => ({
    host: LAB_HOST,
    argv: script('! "$@" 2>/dev/null', 'docker', 'exec', containerOf(node), 'pgrep', '-x', process),
  }),
  start: ({ name }) => step(LAB_HOST, ['docker', 'start', containerOf(name)], `start the container ${name}`),
};

/** What can be done to processes inside the containers. */
export function processActions(
  cluster: Cluster,
  hostOf: (name: string) => ClusterHost,
): Required<Pick<Controls, 'process' | 'service'>> {
  return {
    process: {
      kill: (host, name) => ended(cluster, hostOf(host), name, 'KILL', CONTAINERS),
      pause: (host, name) => pause(hostOf(host), name),
    },
    service: { stop: (host, name) => ended(cluster, hostOf(host), name, 'TERM', CONTAINERS) },
  };
}
