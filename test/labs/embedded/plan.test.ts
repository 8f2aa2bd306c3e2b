import assert from 'node:assert/strict';
import type { Cluster } from '../../../src/cluster/types.js';
import { embeddedLab } from '../../../src/labs/embedded/index.js';
import { planLab } from '../../../src/labs/embedded/plan.js';
import { referenceCluster } from '../reference-cluster.js';

const CLUSTER = referenceCluster({ advertMs: 1000, interMs: 2000 });

describe('the plan of the embedded lab', () => {
  it('gives each frontend the servers of its storage and the port of the reference topology', () => {
    const proxies = planLab(CLUSTER).proxies.map(({ frontend, port, servers }) => [
      frontend,
      port,
      servers.length,
    ]);
    assert.deepEqual(proxies, [
      ['tcp', 80, 9],
      ['http', 8000, 9],
      ['tcp-gluster', 90, 3],
      ['http-gluster', 9000, 3],
    ]);
  });

  it('puts containers on the cables of their machines, at ports of their own', () => {
    const servers = planLab(CLUSTER).webServers.filter(({ machine }) => machine === 'cluster3');
    assert.deepEqual(
      servers.map(({ name, network, port, storage }) => [name, network, port, storage]),
      [
        ['cluster31p', 'internal', 8081, 'nfs'],
        ['cluster32p', 'internal', 8082, 'nfs'],
        ['cluster33p', 'internal', 8083, 'nfs'],
        ['cluster34p', 'internal', 8084, 'gluster'],
      ],
    );
    assert.equal(
      new Set(planLab(CLUSTER).webServers.map(({ address, port }) => `${address}:${port}`)).size,
      12,
    );
  });

  it('describes the cluster by its nominal addresses', () => {
    const view = embeddedLab.describe(CLUSTER);
    assert.equal(view.cluster.frontends['http-gluster']?.url, 'http://198.18.1.200:9000');
    assert.equal(view.cluster.balancer?.statsUrl, 'http://198.18.1.200:7000/haproxy?stats');
    assert.equal(view.fidelity, 'embedded');
    assert.deepEqual(view.hosts.cluster1, { kind: 'embedded', name: 'cluster1' });
    assert.ok(view.hosts.lab);
  });

  it('builds a small cluster as well: one director, one web server that is its own machine', () => {
    const plan = planLab(smallCluster());
    assert.deepEqual(
      plan.directors.map(({ name }) => name),
      ['front'],
    );
    assert.deepEqual(
      plan.webServers.map(({ name, machine }) => [name, machine]),
      [['back', 'back']],
    );
    assert.deepEqual(plan.vips[0]?.priorities, { front: 100 });
  });

  it('lets its pages take as long as the cluster file says', () => {
    assert.equal(planLab(CLUSTER).serviceTimeMs, 0);
    assert.equal(planLab({ ...CLUSTER, emulation: { serviceTimeMs: 23 } }).serviceTimeMs, 23);
  });

  it('says what a cluster lacks', () => {
    const small = smallCluster();
    const { front, back } = small.hosts;
    assert.ok(front && back);
    const lacking: readonly [Cluster, RegExp][] = [
      [{ ...small, hosts: { back } }, /needs a host with the role director/],
      [{ ...small, hosts: { front } }, /needs a host with the role web/],
      [{ ...small, vips: {} }, /needs a virtual IP/],
      [{ ...small, hosts: { front, back: { ...back, nics: {} } } }, /needs a NIC of back/],
      [
        { ...small, hosts: { front: { ...front, nics: {} }, back } },
        /needs a NIC of front on network external/,
      ],
      [
        { ...small, frontends: { tcp: { name: 'tcp', mode: 'tcp', backend: 'tcp', storage: 'gluster' } } },
        /needs a web server on storage gluster/,
      ],
    ];
    for (const [cluster, message] of lacking) {
      assert.throws(() => planLab(cluster), { code: 'LAB_FAILED', message });
    }
  });
});

function smallCluster(): Cluster {
  const nics = { external: 'eth0', internal: 'eth1' };
  return {
    name: 'small',
    environment: 'lab',
    lab: 'embedded',
    hosts: {
      front: { name: 'front', roles: ['director'], reach: { via: 'lab' }, nics },
      back: { name: 'back', roles: ['web'], reach: { via: 'lab' }, nics: { internal: 'eth0' } },
    },
    vips: {
      external: {
        name: 'external',
        address: '198.18.1.200',
        hosts: ['front'],
        manager: 'keepalived',
        advertMs: 1000,
        priorities: {},
      },
    },
    frontends: { tcp: { name: 'tcp', mode: 'tcp', backend: 'tcp' } },
    storage: {},
    loadFrom: 'local',
  };
}
