import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { volumeOf } from '../docker/names.js';
import type { LabSpec, NodeSpec } from '../docker/spec.js';
import { specify as specifyContainers } from '../docker/specify.js';
import { Addresses, GLUSTER, type LabPlan, planLab } from '../embedded/plan.js';
import { NODE_FOLDER, SITE_FOLDER, startScript, webOnGlusterScript } from '../nodes/config/scripts.js';
import { balancerScript } from './guest/balancer-script.js';
import { bootScript, STATE_FOLDER } from './guest/boot-script.js';
import { nasPlan, nfsScript, raidScript, scratchScript, webOnNfsScript } from './guest/nas-scripts.js';
import { networkScript } from './guest/network-script.js';
import { NODE_SCRIPTS, nodeSettings } from './guest/node-scripts.js';
import { SEED_FOLDER } from './recipe.js';
import type { Forward, NodeCable, NodeLink, NodeMount, VmNode, VmSpec } from './spec.js';

/** The role of the machine itself, which is none of the nodes. */
export const MACHINE_ROLE = 'machine';

const GLUSTER_PAUSE_S = 4;
const ENTRY_CLIENT_OCTET = 254;
/** Longest name of an interface that the kernel takes, less the node's number and a bond's member. */
const MOST_NETWORK_CHARACTERS = 8;
const APACHE = `apache2 -f ${NODE_FOLDER}/apache.conf -DFOREGROUND`;

/** The cluster file without the machine that everything else is in. */
export function nodesOf(cluster: Cluster): Cluster {
  const hosts = Object.entries(cluster.hosts).filter(([, host]) => !host.roles.includes(MACHINE_ROLE));
  return { ...cluster, hosts: Object.fromEntries(hosts) };
}

/**
 * The vm lab of a cluster file: nodes, services and their configuration as the docker lab has them, on links
 * and storage that a kernel of their own makes possible.
 * @throws ChaosError LAB_FAILED with what the cluster file lacks
 */
export function specify(whole: Cluster): VmSpec {
  const cluster = nodesOf(whole);
  const containers = specifyContainers(cluster, 'none');
  const plan = planLab(cluster);
  const addresses = new Addresses(Object.values(cluster.hosts), plan.vips);
  const storage = storageFiles(cluster, plan, addresses);
  const nodes = containers.nodes.map((spec) => vmNode(spec, containers, cluster));
  const { network } = plan.entry;
  const spec: VmSpec = {
    networks: containers.networks.map((one) => one.network),
    entry: {
      network,
      subnet: `${addresses.number(network, 0)}/24`,
      clientAddress: addresses.number(network, ENTRY_CLIENT_OCTET),
    },
    nodes,
    forwards: forwardsOf(plan),
    files: { ...containers.files, ...storage, ...glusterClientFiles(plan) },
  };
  const settings = nodes.map((node) => [`nodes/${node.host}`, nodeSettings(node)]);
  const networks = nodes
    .filter((node) => node.networkOf === node.host)
    .map((node) => [`networks/${node.host}`, networkScript(node)]);
  return {
    ...spec,
    files: {
      ...spec.files,
      ...NODE_SCRIPTS,
      ...Object.fromEntries([...settings, ...networks]),
      balancer: balancerScript(),
      boot: bootScript(spec),
    },
  };
}

/** Every port of the entry's address that a client may come to: the frontends, and the statistics page. */
function forwardsOf({ entry, proxies, statistics }: LabPlan): Forward[] {
  return [...proxies.map(({ port }) => port), statistics.port].map((port) => ({
    address: entry.address,
    port,
  }));
}

/** The scripts of the web servers whose site is on the replicated volume: they ask seldom whether it is there. */
function glusterClientFiles({ webServers, bricks }: LabPlan): Record<string, string> {
  const clients = webServers.filter(({ storage }) => storage === GLUSTER);
  const start = webOnGlusterScript(bricks, GLUSTER_PAUSE_S);
  return Object.fromEntries(clients.map(({ name }) => [`${name}/start`, start]));
}

/** The scripts of the storage server, and of the web servers whose site is on it. */
function storageFiles(cluster: Cluster, plan: LabPlan, addresses: Addresses): Record<string, string> {
  const server = cluster.storage.nfs?.host;
  const network = plan.webServers[0]?.network ?? plan.entry.network;
  const nas = nasPlan(cluster, `${addresses.number(network, 0)}/24`, SITE_FOLDER);
  if (server === undefined || nas === undefined) {
    return {};
  }
  const clients = plan.webServers.filter(({ storage }) => storage === 'nfs');
  const start = webOnNfsScript(server, nas.folder, SITE_FOLDER, APACHE);
  return {
    [`${server}/start`]: startScript(['raid', 'nfs']),
    [`${server}/raid`]: raidScript(nas),
    [`${server}/nfs`]: nfsScript(nas),
    [`${server}/scratch`]: scratchScript(),
    ...Object.fromEntries(clients.map(({ name }) => [`${name}/start`, start])),
  };
}

function vmNode(spec: NodeSpec, containers: LabSpec, cluster: Cluster): VmNode {
  const { host } = spec;
  const clusterHost = cluster.hosts[host];
  const isNas = cluster.storage.nfs?.host === host;
  const shared = containers.nodes.find(({ container }) => container === spec.sharesNetworkOf);
  return {
    host,
    networkOf: shared?.host ?? host,
    links: spec.addresses.map(({ network, address }) => linkOf(cluster, host, network, address)),
    mounts: isNas ? nasMounts(host) : mountsOf(spec, clusterHost, cluster),
    sysctls: spec.sysctls,
    environment: spec.environment,
    command: isNas ? ['sh', `${NODE_FOLDER}/start`] : spec.command,
  };
}

const HOSTS: NodeMount = { from: `${SEED_FOLDER}/hosts`, to: '/etc/hosts', readOnly: true };

function nasMounts(host: string): NodeMount[] {
  return [
    HOSTS,
    { from: `${SEED_FOLDER}/${host}`, to: NODE_FOLDER, readOnly: true },
    { from: `${SEED_FOLDER}/site`, to: SITE_FOLDER, readOnly: true },
  ];
}

/** A container's mounts, from the seed disk or the node's own folder; real NFS takes the place of the shared site. */
function mountsOf(spec: NodeSpec, host: ClusterHost | undefined, cluster: Cluster): NodeMount[] {
  const onNfs = cluster.storage.nfs !== undefined && host?.roles.includes('web') === true;
  const ownVolume = volumeOf(`${spec.host}-`);
  const others = spec.mounts
    .filter(({ to }) => to !== HOSTS.to && !(onNfs && to === SITE_FOLDER))
    .map(({ from, ...mount }) => ({
      ...mount,
      from: from.startsWith('./')
        ? `${SEED_FOLDER}/${from.slice('./'.length)}`
        : `${STATE_FOLDER}/${spec.host}/${from.replace(ownVolume, '')}`,
    }));
  return [HOSTS, ...others];
}

function bondOf({ storage }: Cluster, host: string): string | undefined {
  return storage.nfs?.host === host ? storage.nfs.bond : undefined;
}

/** Counts from 1, in the order of the cluster file. */
function nodeNumber(cluster: Cluster, host: string): number {
  return Object.keys(cluster.hosts).indexOf(host) + 1;
}

function linkOf(cluster: Cluster, host: string, network: string, address: string): NodeLink {
  const nic = nicOf(cluster, host, network);
  return {
    network,
    interface: nic,
    address,
    isBond: nic === bondOf(cluster, host),
    cables: cablesOf(cluster, host, network),
  };
}

function nicOf(cluster: Cluster, host: string, network: string): string {
  return cluster.hosts[host]?.nics[network] ?? network;
}

/** The cable of a NIC, or the two of a bond. @param cluster without the machine, see {@link nodesOf} */
export function cablesOf(cluster: Cluster, host: string, network: string): NodeCable[] {
  const nic = nicOf(cluster, host, network);
  const outer = `n${nodeNumber(cluster, host)}-${network.slice(0, MOST_NETWORK_CHARACTERS)}`;
  return nic === bondOf(cluster, host)
    ? [0, 1].map((member) => ({ outer: `${outer}.${member}`, inner: `eth${member}` }))
    : [{ outer, inner: nic }];
}
