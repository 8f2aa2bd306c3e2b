import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { linuxLink } from '../../hosts/controls/linux-link.js';
import { check, step } from '../../hosts/controls/steps.js';
import type { Controls } from '../../hosts/controls/types.js';
import type { Action } from '../../hosts/types.js';
import { brickDown } from '../nodes/brick.js';
import { requireNic, requireOne } from '../nodes/lookup.js';
import { type BalancerOrders, maintenance } from '../nodes/maintenance.js';
import { containerActions } from './container-actions.js';
import { program } from './entry-points.js';
import { LAB_HOST } from './host.js';
import { bridgeOf, containerOf } from './names.js';
import { processActions } from './process-actions.js';
import { dockerWatches } from './watches.js';

const BALANCER_ORDERS: BalancerOrders = {
  host: LAB_HOST,
  command: (word, backends, directors) => program('balancer', word, backends, directors),
};

/** How things are done to the containers of the docker lab. */
export function dockerControls(cluster: Cluster): Controls {
  const hosts = Object.values(cluster.hosts);
  const webServers = hosts.filter((host) => host.roles.includes('web'));
  const bricks = hosts.filter((host) => cluster.storage.gluster?.hosts.includes(host.name));
  const hostOf = (name: string) => requireOne(name, hosts, 'container');
  return {
    system: 'linux',
    cable: { unplug: (host, network) => unplug(requireNic(cluster, host, network), network) },
    link: linuxLink((host, network) => requireNic(cluster, host, network).nics[network] ?? network),
    ...containerActions(cluster, hostOf),
    ...processActions(cluster, hostOf),
    brick: { down: (host, even) => brickDown(requireOne(host, bricks, 'brick'), even) },
    balancer: {
      maintenance: (server, mode) =>
        maintenance(cluster, requireOne(server, webServers, 'server'), mode, BALANCER_ORDERS),
    },
    watch: dockerWatches(cluster),
  };
}

function unplug(host: ClusterHost, network: string): Action {
  const cable = `the cable of ${host.name}'s ${network} NIC`;
  const end = [containerOf(host.name), bridgeOf(network)];
  const state = program('cable', 'state', ...end);
  return {
    preflight: [check(LAB_HOST, state, `${cable} is plugged in`, '^plugged')],
    inject: [step(LAB_HOST, program('cable', 'unplug', ...end), `pull ${cable}`)],
    undo: [step(LAB_HOST, program('cable', 'plug', ...end), `plug in ${cable}`)],
    effective: check(LAB_HOST, state, `${cable} is out`, '^unplugged'),
    recovered: check(LAB_HOST, state, `${cable} is plugged in`, '^(plugged|gone)'),
  };
}
