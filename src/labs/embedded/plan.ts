import type {
  Cluster,
  ClusterHost,
  Frontend,
  HealthCheck,
  ProcessCheck,
  VirtualIp,
} from '../../cluster/types.js';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';

/**
 * What the lab will be: processes, cables, addresses. Worked out from the cluster file alone, plain data
 * that crosses into the lab's process. Addresses are nominal: they are shown, never bound.
 */
export interface LabPlan {
  readonly directors: readonly DirectorPlan[];
  readonly webServers: readonly WebServerPlan[];
  readonly cables: readonly CablePlan[];
  /** The hosts of the replicated volume, one brick each. */
  readonly bricks: readonly string[];
  /** Its name. */
  readonly volume: string;
  readonly vips: readonly VipPlan[];
  /** The virtual IP that clients come to. */
  readonly entry: VipPlan;
  readonly proxies: readonly ProxyPlan[];
  readonly check: HealthCheck;
  readonly statistics: StatisticsPlan;
  /** The address that clients seem to come from. */
  readonly clientAddress: string;
  /** How long a web server waits before it answers. */
  readonly serviceTimeMs: number;
}

export interface DirectorPlan {
  readonly name: string;
  /** Its address on the network of the web servers. */
  readonly address: string;
}

export interface WebServerPlan {
  readonly name: string;
  /** The machine whose cable its traffic crosses. */
  readonly machine: string;
  /** The network of `machine` that directors reach it by. */
  readonly network: string;
  readonly address: string;
  readonly port: number;
  /** `gluster` reads from the bricks; any other name is one directory. */
  readonly storage: string;
}

export interface CablePlan {
  readonly host: string;
  readonly network: string;
}

export interface VipPlan {
  readonly name: string;
  readonly address: string;
  readonly network: string;
  readonly advertMs: number;
  readonly priorities: Readonly<Record<string, number>>;
  /** How Keepalived checks that HAProxy lives. */
  readonly check: ProcessCheck;
}

/** A frontend with its backend. */
export interface ProxyPlan {
  readonly frontend: string;
  /** As the balancer's statistics name it. */
  readonly name: string;
  readonly mode: 'tcp' | 'http';
  readonly port: number;
  readonly cookie?: string;
  readonly servers: readonly string[];
}

export interface StatisticsPlan {
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}

export const GLUSTER = 'gluster';
const STATISTICS_PORT = 7000;
const FIRST_CONTAINER_PORT = 8081;
const CLIENT_OCTET = 254;
const DEFAULT_VOLUME = 'gv0';
const DEFAULT_PRIORITY = 100;
const DEFAULT_PROCESS_CHECK: ProcessCheck = { interMs: 1000, fall: 2 };
const DEFAULT_CHECK: HealthCheck = { interMs: 2000, fall: 3, rise: 2, timeoutMs: 2000 };
const DEFAULT_PREFIXES: Readonly<Record<string, string>> = {
  external: '198.18.1',
  internal: '198.18.100',
  heartbeat: '198.18.50',
};

/** @throws ChaosError LAB_FAILED with what the cluster lacks to be built */
export function planLab(cluster: Cluster): LabPlan {
  const hosts = Object.values(cluster.hosts);
  const directors = hosts.filter((host) => host.roles.includes('director'));
  require(directors.length > 0, 'a host with the role director');
  const vips = Object.values(cluster.vips).map((vip) => planVip(vip, directors));
  const entry = vips.find((vip) => vip.network === 'external') ?? vips[0];
  require(entry !== undefined, 'a virtual IP under `vips`');
  const addresses = new Addresses(hosts, vips);
  const webServers = planWebServers(cluster, directors, addresses);
  require(webServers.length > 0, 'a host with the role web');
  const network = webServers[0]?.network ?? entry.network;
  return {
    directors: directors.map(({ name }) => ({ name, address: addresses.of(name, network) })),
    webServers,
    cables: hosts.flatMap((host) => Object.keys(host.nics).map((nic) => ({ host: host.name, network: nic }))),
    bricks: planBricks(cluster),
    volume: planVolume(cluster),
    vips,
    entry,
    proxies: planProxies(Object.values(cluster.frontends), webServers),
    check: cluster.balancer?.check ?? DEFAULT_CHECK,
    statistics: planStatistics(cluster),
    clientAddress: addresses.number(entry.network, CLIENT_OCTET),
    serviceTimeMs: cluster.emulation?.serviceTimeMs ?? 0,
  };
}

/** The cluster with every URL as a client of the emulated network would write it. */
export function nominalCluster(cluster: Cluster, plan: LabPlan): Cluster {
  return withUrls(cluster, (port) => `http://${plan.entry.address}:${port}`, plan);
}

/** @param urlOf the base URL of a nominal port of the virtual IP */
export function withUrls(cluster: Cluster, urlOf: (port: number) => string, plan: LabPlan): Cluster {
  const ports = new Map(plan.proxies.map((proxy) => [proxy.frontend, proxy.port]));
  const frontends = Object.entries(cluster.frontends).map(([name, frontend]) => [
    name,
    { ...frontend, url: urlOf(ports.get(name) ?? 0) },
  ]);
  const balancer = cluster.balancer ?? { kind: 'haproxy' as const, check: plan.check };
  return {
    ...cluster,
    frontends: Object.fromEntries(frontends),
    balancer: { ...balancer, statsUrl: `${urlOf(plan.statistics.port)}/haproxy?stats` },
  };
}

/** The cluster with the address of every NIC. */
export function withAddresses(cluster: Cluster): Cluster {
  const hosts = Object.values(cluster.hosts);
  const addresses = new Addresses(
    hosts,
    Object.values(cluster.vips).map((vip) => ({ ...vip, network: vip.network ?? vip.name })),
  );
  const addressesOf = ({ name, nics }: ClusterHost) =>
    Object.fromEntries(Object.keys(nics).map((network) => [network, addresses.of(name, network)]));
  return {
    ...cluster,
    hosts: Object.fromEntries(hosts.map((host) => [host.name, { ...host, addresses: addressesOf(host) }])),
  };
}

function require(condition: boolean, what: string): asserts condition {
  if (!condition) {
    throw new ChaosError('LAB_FAILED', `the lab needs ${what} in the cluster file`, {
      exitCode: ExitCode.usage,
    });
  }
}

function planVip(vip: VirtualIp, directors: readonly ClusterHost[]): VipPlan {
  const owners = directors.filter((host) => vip.hosts.includes(host.name));
  const network = vip.network ?? vip.name;
  for (const host of owners) {
    require(network in host.nics, `a NIC of ${host.name} on network ${network}, where ${vip.name} lives,`);
  }
  return {
    name: vip.name,
    address: vip.address,
    network,
    advertMs: vip.advertMs,
    check: vip.check ?? DEFAULT_PROCESS_CHECK,
    priorities: Object.fromEntries(
      owners.map(({ name }) => [name, vip.priorities[name] ?? DEFAULT_PRIORITY]),
    ),
  };
}

function planWebServers(
  cluster: Cluster,
  directors: readonly ClusterHost[],
  addresses: Addresses,
): WebServerPlan[] {
  const portsInUse = new Map<string, number>();
  return Object.values(cluster.hosts)
    .filter((host) => host.roles.includes('web'))
    .map((host) => {
      const machine = cluster.hosts[host.on ?? host.name] ?? host;
      const network = Object.keys(machine.nics).find((nic) => directors.every((one) => nic in one.nics));
      require(network !== undefined, `a NIC of ${machine.name} on a network of every director`);
      const port = (portsInUse.get(machine.name) ?? FIRST_CONTAINER_PORT - 1) + 1;
      portsInUse.set(machine.name, port);
      return {
        name: host.name,
        machine: machine.name,
        network,
        address: addresses.of(machine.name, network),
        port,
        storage: storageOf(host),
      };
    });
}

/** The role `web-gluster` says storage `gluster`. */
function storageOf(host: ClusterHost): string {
  const role = host.roles.find((candidate) => candidate.startsWith('web-'));
  return role === undefined ? 'nfs' : role.slice('web-'.length);
}

function planBricks(cluster: Cluster): readonly string[] {
  const named = cluster.storage.gluster?.hosts;
  const withRole = Object.values(cluster.hosts).filter((host) => host.roles.includes('gluster'));
  return named ?? withRole.map((host) => host.name);
}

function planVolume({ storage }: Cluster): string {
  const [replicated] = Object.entries(storage.gluster?.volumes ?? {}).filter(
    ([, kind]) => kind === 'replicated',
  );
  return replicated?.[0] ?? DEFAULT_VOLUME;
}

function planProxies(frontends: readonly Frontend[], webServers: readonly WebServerPlan[]): ProxyPlan[] {
  const before = { tcp: 0, http: 0 };
  return frontends.map((frontend) => {
    const { name, mode, storage, backend, cookie } = frontend;
    const servers = webServers
      .filter((server) => storage === undefined || server.storage === storage)
      .map((server) => server.name);
    require(servers.length > 0, `a web server on storage ${storage}, which frontend ${name} serves,`);
    const port = portOf(frontend.url) ?? defaultPort(mode, before[mode]++);
    return {
      frontend: name,
      name: backend,
      mode,
      port,
      servers,
      ...(cookie === undefined ? {} : { cookie }),
    };
  });
}

function portOf(url: string | undefined): number | undefined {
  return url === undefined ? undefined : Number(new URL(url).port || 80);
}

/** 80, 90, 100 … at layer 4 and 8000, 9000, 10000 … at layer 7, as in the reference topology. */
function defaultPort(mode: 'tcp' | 'http', before: number): number {
  return mode === 'tcp' ? 80 + 10 * before : 8000 + 1000 * before;
}

function planStatistics({ balancer }: Cluster): StatisticsPlan {
  const { user, password } = balancer ?? {};
  return {
    port: portOf(balancer?.statsUrl) ?? STATISTICS_PORT,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  };
}

/** Every host has one number, the same on each of its networks. */
export class Addresses {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #prefixes: ReadonlyMap<string, string>;

  constructor(hosts: readonly ClusterHost[], vips: readonly Pick<VipPlan, 'network' | 'address'>[]) {
    const machines = hosts.filter((host) => Object.keys(host.nics).length > 0);
    this.#numbers = new Map(machines.map((host, index) => [host.name, index + 1]));
    this.#prefixes = new Map(vips.map((vip) => [vip.network, vip.address.split('.').slice(0, 3).join('.')]));
  }

  of(host: string, network: string): string {
    return this.number(network, this.#numbers.get(host) ?? 0);
  }

  number(network: string, octet: number): string {
    const prefix = this.#prefixes.get(network) ?? DEFAULT_PREFIXES[network] ?? '198.19.0';
    return `${prefix}.${octet}`;
  }
}
