import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { diskFilled } from '../../hosts/controls/disk-fill.js';
import { bondMemberOff } from '../../hosts/controls/linux-bond.js';
import { linuxLink } from '../../hosts/controls/linux-link.js';
import { check, script, step } from '../../hosts/controls/steps.js';
import { stressNg } from '../../hosts/controls/stress.js';
import type { Controls, Watch, Watches } from '../../hosts/controls/types.js';
import type { Action, Check, Step } from '../../hosts/types.js';
import { nfsControls, SLOW_PACE, storageWatches } from '../linux-storage.js';
import { brickDown } from '../nodes/brick.js';
import { requireNic, requireOne } from '../nodes/lookup.js';
import { type BalancerOrders, maintenance } from '../nodes/maintenance.js';
import { volumesMounted } from '../nodes/watch/files.js';
import { unplugMember } from './bond.js';
import { slowDisks } from './disks.js';
import { program } from './entry-points.js';
import { HYPERVISOR, MACHINE } from './host.js';
import { nodeServices } from './node-services.js';
import { killNode, type NodeGroup, pauseNode, restartNode, stopNode } from './node-unit.js';
import { machinePowerOff, machineReset } from './power.js';
import { SEED_FOLDER } from './recipe.js';
import type { NodeCable } from './spec.js';
import { cablesOf, MACHINE_ROLE, nodesOf } from './specify.js';

const BALANCER_ORDERS: BalancerOrders = {
  host: MACHINE,
  command: (...order) => ['sh', `${SEED_FOLDER}/balancer`, ...order],
};

/** How things are done to the machine and to its nodes. */
export function vmControls(whole: Cluster): Controls {
  const cluster = nodesOf(whole);
  const hosts = Object.values(cluster.hosts);
  const machines = Object.values(whole.hosts).filter((host) => host.roles.includes(MACHINE_ROLE));
  const bricks = hosts.filter((host) => cluster.storage.gluster?.hosts.includes(host.name));
  const containers = hosts.filter((host) => host.name !== cluster.storage.nfs?.host);
  const arrays = hosts.filter((host) => host.name === cluster.storage.nfs?.host);
  const webServers = hosts.filter((host) => host.roles.includes('web'));
  const hostOf = (name: string) => requireOne(name, hosts, 'node');
  const containerOf = (name: string) => requireOne(name, containers, 'container');
  const cablesAt = (name: string, network: string) =>
    cablesOf(cluster, requireNic(cluster, name, network).name, network);
  const groupOf = (name: string): NodeGroup => ({
    host: containerOf(name),
    inhabitants: hosts.filter(({ on }) => on === name),
  });
  const isMachine = (name: string) => machines.some((machine) => machine.name === name);
  return {
    cable: { unplug: (host, network) => unplug(cablesAt(host, network), `${host}'s ${network} NIC`) },
    system: 'linux',
    link: linuxLink((host, network) => requireNic(cluster, host, network).nics[network] ?? network),
    power: {
      // A node that is killed loses its processes, its addresses and its carrier, as one without power.
      off: (host) => (isMachine(host) ? machinePowerOff() : killNode(groupOf(host))),
      reset: (host) => machineReset(requireOne(host, machines, 'machine')),
    },
    container: {
      kill: (host) => killNode(groupOf(host)),
      stop: (host, graceMs) => stopNode(groupOf(host), graceMs),
      pause: (host) => pauseNode(containerOf(host)),
      restart: (host, graceMs) => restartNode(groupOf(host), graceMs),
    },
    ...nodeServices(cluster, hostOf),
    stress: stressNg,
    disk: {
      fill: diskFilled,
      slow: (host, limits) => slowDisks(requireOne(host, arrays, 'array').name, limits),
    },
    brick: { down: (host, even) => brickDown(requireOne(host, bricks, 'brick'), even) },
    ...nfsControls(cluster),
    ...bondControls(cluster),
    balancer: {
      maintenance: (server, mode) =>
        maintenance(cluster, requireOne(server, webServers, 'server'), mode, BALANCER_ORDERS),
    },
    watch: {
      addresses: watch(['addresses', ...addressesArguments(cluster)], 'print the owners of the virtual IPs'),
      containers: watch(['containers', ...containers.map(({ name }) => name)], 'print which nodes run'),
      links: watch(['links', ...linkArguments(cluster)], 'print which cables are plugged in'),
      ...(bricks.length === 0 ? {} : gluster(cluster, bricks)),
      ...storageWatches(cluster, SLOW_PACE),
    },
  };
}

/** What can be done to the bond of the storage server. */
function bondControls(cluster: Cluster): Pick<Controls, 'bond'> {
  const { nfs } = cluster.storage;
  const network = nfs === undefined ? undefined : bondedNetwork(cluster, nfs.host);
  if (nfs?.bond === undefined || network === undefined) {
    return {};
  }
  const { bond } = nfs;
  const servers = Object.values(cluster.hosts).filter(({ name }) => name === nfs.host);
  const server = (name: string) => requireOne(name, servers, 'storage').name;
  return {
    bond: {
      unplugMember: (host, member) =>
        unplugMember(server(host), bond, cablesOf(cluster, host, network), member),
      switchOffMember: (host, member) => bondMemberOff({ host: server(host), bond, member }),
    },
  };
}

/** Peers, bricks and volumes, and how many files are on them. */
function gluster(cluster: Cluster, bricks: readonly ClusterHost[]): Watches {
  const names = bricks.map(({ name }) => name);
  const client = Object.values(cluster.hosts).find(({ roles }) => roles.includes('web-gluster'))?.name;
  return {
    bricks: watch(['bricks', ...names], 'print which bricks, peers and volumes are up'),
    ...(client === undefined
      ? {}
      : {
          files: watch(
            ['files', names.join(','), client, ...volumesMounted()],
            'print how many uploaded files each brick has',
          ),
        }),
  };
}

function bondedNetwork(cluster: Cluster, host: string): string | undefined {
  const nics = Object.entries(cluster.hosts[host]?.nics ?? {});
  return nics.find(([, nic]) => nic === cluster.storage.nfs?.bond)?.[0];
}

function addressesArguments({ vips }: Cluster): string[] {
  const owners = new Set(Object.values(vips).flatMap((vip) => vip.hosts));
  return [[...owners].join(','), ...Object.values(vips).map((vip) => `${vip.name}=${vip.address}`)];
}

/** Each `HOST:NETWORK=CABLE,CABLE`. */
function linkArguments(cluster: Cluster): string[] {
  return Object.values(cluster.hosts).flatMap((host) =>
    Object.keys(host.nics).map((network) => {
      const outer = cablesOf(cluster, host.name, network).map((cable) => cable.outer);
      return `${host.name}:${network}=${outer.join(',')}`;
    }),
  );
}

function unplug(cables: readonly NodeCable[], whose: string): Action {
  const names = cables.map(({ outer }) => outer);
  const set = (state: 'up' | 'down', description: string): Step =>
    step(MACHINE, script(SET_LINKS, state, ...names), description);
  const isSo = (pattern: string, description: string): Check =>
    check(MACHINE, script(SHOW_LINKS, ...names), description, pattern);
  return {
    preflight: [isSo('^up$', `the cable of ${whose} is plugged in`)],
    inject: [set('down', `pull the cable of ${whose}`)],
    undo: [set('up', `plug in the cable of ${whose}`)],
    effective: isSo('^down$', `the cable of ${whose} is out`),
    recovered: isSo('^up$', `the cable of ${whose} is plugged in`),
  };
}

/**
 * As `ip link set dev CABLE up|down` does, to all of them at once; $1: `up` or `down`. By the shell alone, as below:
 * on an emulated machine each process takes a twentieth of a second.
 */
const SET_LINKS = `
wanted=$1; shift
for cable in "$@"; do
  read -r flags < "/sys/class/net/$cable/flags" || exit
  case $wanted in up) flags=$((flags | 1)) ;; *) flags=$((flags & ~1)) ;; esac
  echo "$flags" > "/sys/class/net/$cable/flags" || exit
done`;

/** Prints `up` or `down` where all agree, else both. */
const SHOW_LINKS = `
all=
for cable in "$@"; do
  flags=0 state=down
  { read -r flags < "/sys/class/net/$cable/flags"; } 2>/dev/null
  [ $((flags & 1)) -eq 0 ] || state=up
  case +$all+ in *+$state+*) ;; *) all=\${all:+$all+}$state ;; esac
done
echo "$all"`;

function watch(args: readonly string[], description: string): Watch {
  const [what = '', ...others] = args;
  return { ...step(HYPERVISOR, program('watch', what, ...others), description), format: 'states' };
}
