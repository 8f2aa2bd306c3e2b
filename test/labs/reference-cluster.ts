import type { Cluster, ClusterHost, VirtualIp } from '../../src/cluster/types.js';

export interface ReferenceOptions {
  /** VRRP's advertisement interval; 1000 in reality. */
  readonly advertMs: number;
  /** Health checks; 2000 in reality. */
  readonly interMs: number;
}

const DIRECTORS = ['cluster1', 'standby1', 'standby2'];
const MACHINES = ['cluster2', 'cluster3', 'cluster4'];
const BRICKS = ['gluster1', 'gluster2', 'gluster3'];

/** The reference topology as the loader would give it, with timers of one's own. */
export function referenceCluster(options: ReferenceOptions): Cluster {
  return {
    name: 'embedded',
    environment: 'lab',
    lab: 'embedded',
    hosts: hostsByName([
      ...DIRECTORS.map((name) => host(name, ['director'], ['external', 'internal', 'heartbeat'])),
      ...MACHINES.map((name) => host(name, ['real-server'], ['internal'])),
      ...BRICKS.map((name) => host(name, ['gluster'], ['internal'])),
      ...MACHINES.flatMap((machine) => containers(machine)),
    ]),
    vips: {
      external: vip('external', '198.18.1.200', options.advertMs),
      internal: vip('internal', '198.18.100.200', options.advertMs),
    },
    frontends: {
      tcp: { name: 'tcp', mode: 'tcp', storage: 'nfs', backend: 'tcp' },
      http: { name: 'http', mode: 'http', storage: 'nfs', backend: 'http', cookie: 'SERVERID' },
      'tcp-gluster': { name: 'tcp-gluster', mode: 'tcp', storage: 'gluster', backend: 'tcp-gluster' },
      'http-gluster': {
        name: 'http-gluster',
        mode: 'http',
        storage: 'gluster',
        backend: 'http-gluster',
        cookie: 'SERVERID',
      },
    },
    balancer: {
      kind: 'haproxy',
      user: 'admin',
      password: 'admin',
      check: { interMs: options.interMs, fall: 3, rise: 2, timeoutMs: Math.max(500, options.interMs) },
    },
    storage: { gluster: { hosts: BRICKS, volumes: { gv0: 'replicated' } } },
    loadFrom: 'local',
  };
}

/** cluster2 has cluster21p, cluster22p and cluster23p on NFS, and cluster24p on Gluster. */
function containers(machine: string): ClusterHost[] {
  return ['1p', '2p', '3p', '4p'].map((suffix) => ({
    ...host(`${machine}${suffix}`, ['web', suffix === '4p' ? 'web-gluster' : 'web-nfs'], []),
    on: machine,
  }));
}

function host(name: string, roles: readonly string[], networks: readonly string[]): ClusterHost {
  const nics = Object.fromEntries(networks.map((network, index) => [network, `eth${index}`]));
  return { name, roles, reach: { via: 'lab' }, nics };
}

function hostsByName(hosts: readonly ClusterHost[]): Record<string, ClusterHost> {
  return Object.fromEntries(hosts.map((one) => [one.name, one]));
}

function vip(name: string, address: string, advertMs: number): VirtualIp {
  return {
    name,
    address,
    network: name,
    hosts: DIRECTORS,
    manager: 'keepalived',
    advertMs,
    priorities: { cluster1: 150, standby1: 100, standby2: 90 },
  };
}
