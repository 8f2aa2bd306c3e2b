import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { Addresses, type LabPlan, planLab } from '../embedded/plan.js';
import type { NodeAddress } from '../nodes/address.js';
import { apacheConfig } from '../nodes/config/apache.js';
import { haproxyConfig } from '../nodes/config/haproxy.js';
import { keepalivedConfig } from '../nodes/config/keepalived.js';
import {
  constraintsXml,
  corosyncConfig,
  corosyncScript,
  isPacemaker,
  type Member,
  pacemakerScript,
  resourcesInBackgroundScript,
  resourcesScript,
  resourcesXml,
} from '../nodes/config/pacemaker.js';
import { sitePages } from '../nodes/config/pages.js';
import {
  brickStateScript,
  glusterScript,
  haproxyLivesScript,
  haproxyScript,
  keepalivedScript,
  NODE_FOLDER,
  SITE_FOLDER,
  startScript,
  volumesInBackgroundScript,
  volumesScript,
  webOnGlusterScript,
  webScript,
} from '../nodes/config/scripts.js';
import { CAPABILITIES } from './capabilities.js';
import { bridgeOf, containerOf, dockerNetworkOf, volumeOf } from './names.js';
import type { LabSpec, MountSpec, NetworkSpec, NodeSpec } from './spec.js';

const GATEWAY_OCTET = 254;
const UNCONFINED = ['seccomp=unconfined', 'apparmor=unconfined'];
/** The volume that the web servers share, in place of NFS. */
const SITE: MountSpec = { from: './site', to: SITE_FOLDER, readOnly: true };
const START = ['sh', `${NODE_FOLDER}/start`];

/** What the nodes are made from. */
interface Ground {
  readonly cluster: Cluster;
  readonly plan: LabPlan;
  readonly members: readonly Member[];
}

/** One node with the files of its own. */
interface Node {
  readonly spec: NodeSpec;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The docker lab of a cluster file.
 * @throws ChaosError LAB_FAILED with what the cluster file lacks
 */
export function specify(cluster: Cluster, image: string): LabSpec {
  const plan = planLab(cluster);
  const hosts = Object.values(cluster.hosts);
  const addresses = new Addresses(hosts, plan.vips);
  const addressesOf = (host: ClusterHost): NodeAddress[] =>
    Object.keys(host.nics).map((network) => ({ network, address: addresses.of(host.name, network) }));
  const members = hosts
    .filter((host) => host.roles.includes('director'))
    .map((host) => ({ host: host.name, addresses: addressesOf(host) }));
  const nodes = hosts
    .map((host) => nodeOf(host, addressesOf(host), { plan, cluster, members }))
    // A node whose network another shares comes first.
    .sort((a, b) => rank(a) - rank(b));
  const networks = [...new Set(hosts.flatMap((host) => Object.keys(host.nics)))].sort();
  const named = hosts.flatMap((host) =>
    addressesOf(host).map(({ network, address }) => ({ host: host.name, network, address })),
  );
  return {
    image,
    networks: networks.map((network) => networkSpec(network, addresses)),
    nodes: nodes.map(({ spec }) => spec),
    volumes: nodes.flatMap(({ spec }) =>
      spec.mounts.flatMap(({ from }) => (from.startsWith('./') ? [] : [from])),
    ),
    files: {
      ...withPrefix('site', sitePages()),
      hosts: hostsFile(named),
      ...Object.assign({}, ...nodes.map(({ spec, files }) => withPrefix(spec.host, files))),
    },
  };
}

function rank({ spec }: Node): number {
  return spec.sharesNetworkOf === undefined ? 0 : 1;
}

function networkSpec(network: string, addresses: Addresses): NetworkSpec {
  const gateway = addresses.number(network, GATEWAY_OCTET);
  return {
    network,
    name: dockerNetworkOf(network),
    bridge: bridgeOf(network),
    subnet: `${addresses.number(network, 0)}/24`,
    gateway,
  };
}

function nodeOf(host: ClusterHost, addresses: readonly NodeAddress[], ground: Ground): Node {
  const { plan } = ground;
  if (host.roles.includes('director')) {
    return isPacemaker(ground.cluster)
      ? pacemakerNode(host, addresses, ground)
      : directorNode(host.name, addresses, plan);
  }
  if (host.roles.includes('web')) {
    return webNode(host, addresses, plan);
  }
  if (plan.bricks.includes(host.name)) {
    return glusterNode(host.name, addresses, plan);
  }
  // A real server is the network that its containers share; a client waits for commands.
  return node(host.name, addresses, {
    capabilities: CAPABILITIES.ownNetwork,
    command: ['sleep', 'infinity'],
  });
}

function directorNode(name: string, addresses: readonly NodeAddress[], plan: LabPlan): Node {
  return node(
    name,
    addresses,
    {
      capabilities: CAPABILITIES.director,
      // HAProxy listens on the virtual address before the director has it.
      sysctls: { 'net.ipv4.ip_nonlocal_bind': '1' },
    },
    {
      start: startScript(['haproxy', 'keepalived']),
      haproxy: haproxyScript(),
      'haproxy-lives': haproxyLivesScript(),
      keepalived: keepalivedScript(addresses),
      'haproxy.cfg': haproxyConfig(plan, name),
      'keepalived.conf': keepalivedConfig(plan, name),
    },
  );
}

/** A director whose addresses and balancer Pacemaker starts, one director at a time. */
function pacemakerNode(host: ClusterHost, addresses: readonly NodeAddress[], ground: Ground): Node {
  const { cluster, plan, members } = ground;
  const isFirst = members[0]?.host === host.name;
  const clientNic = host.nics[plan.entry.network] ?? 'eth0';
  return node(
    host.name,
    addresses,
    {
      capabilities: CAPABILITIES.pacemaker,
      securityOptions: UNCONFINED,
      sysctls: { 'net.ipv4.ip_nonlocal_bind': '1' },
      // Corosync keeps its ring buffers there, and the default of 64 MB is too little.
      sharedMemory: '256m',
    },
    {
      start: startScript(['corosync', 'pacemaker', ...(isFirst ? ['resources-in-background'] : [])]),
      corosync: corosyncScript(),
      pacemaker: pacemakerScript(),
      'corosync.conf': corosyncConfig(members),
      'haproxy.cfg': haproxyConfig(plan, host.name),
      ...(isFirst
        ? {
            resources: resourcesScript(members),
            'resources-in-background': resourcesInBackgroundScript(),
            'resources.xml': resourcesXml(cluster, host.nics, clientNic),
            'constraints.xml': constraintsXml(cluster.vips[plan.entry.name], clientNic),
          }
        : {}),
    },
  );
}

function webNode(host: ClusterHost, addresses: readonly NodeAddress[], plan: LabPlan): Node {
  const server = plan.webServers.find(({ name }) => name === host.name);
  const onGluster = server?.storage === 'gluster';
  return node(
    host.name,
    addresses,
    {
      ...(host.on === undefined ? {} : { sharesNetworkOf: containerOf(host.on) }),
      capabilities: onGluster ? CAPABILITIES.webOnGluster : CAPABILITIES.web,
      devices: onGluster ? ['/dev/fuse'] : [],
      securityOptions: onGluster ? UNCONFINED : [],
      mounts: onGluster ? [] : [SITE],
      environment: { LAB_NODE: host.name, LAB_VIRTUAL_IP: plan.entry.address },
    },
    {
      start: onGluster ? webOnGlusterScript(plan.bricks) : webScript(),
      'apache.conf': apacheConfig(host.name, server?.port ?? 0),
    },
  );
}

function glusterNode(name: string, addresses: readonly NodeAddress[], plan: LabPlan): Node {
  const isFirst = plan.bricks[0] === name;
  return node(
    name,
    addresses,
    {
      capabilities: CAPABILITIES.gluster,
      devices: ['/dev/fuse'],
      securityOptions: UNCONFINED,
      mounts: [
        { from: volumeOf(`${name}-export`), to: '/export', readOnly: false },
        ...(isFirst ? [SITE] : []),
      ],
    },
    {
      start: startScript(['glusterd', ...(isFirst ? ['volumes-in-background'] : [])]),
      glusterd: glusterScript(),
      'brick-state': brickStateScript(),
      ...(isFirst
        ? { volumes: volumesScript(plan.bricks), 'volumes-in-background': volumesInBackgroundScript() }
        : {}),
    },
  );
}

function node(
  name: string,
  addresses: readonly NodeAddress[],
  own: Partial<NodeSpec>,
  files: Readonly<Record<string, string>> = {},
): Node {
  const folder: MountSpec[] =
    Object.keys(files).length === 0 ? [] : [{ from: `./${name}`, to: NODE_FOLDER, readOnly: true }];
  const names: MountSpec[] =
    own.sharesNetworkOf === undefined ? [{ from: './hosts', to: '/etc/hosts', readOnly: true }] : [];
  return {
    files,
    spec: {
      host: name,
      container: containerOf(name),
      addresses: own.sharesNetworkOf === undefined ? addresses : [],
      capabilities: [],
      devices: [],
      securityOptions: [],
      sysctls: {},
      environment: {},
      command: START,
      ...own,
      mounts: [...folder, ...names, ...(own.mounts ?? [])],
    },
  };
}

/** The internal address of a host is the one that it is known by. */
function hostsFile(
  named: readonly { readonly host: string; readonly network: string; readonly address: string }[],
): string {
  const lines = named.map(({ host, network, address }) =>
    network === 'internal' ? `${address} ${host} ${host}-${network}` : `${address} ${host}-${network}`,
  );
  return ['127.0.0.1 localhost', ...lines, ''].join('\n');
}

function withPrefix(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}
