import assert from 'node:assert/strict';
import { packageRoot } from '../../../src/cli/package-root.js';
import { loadCluster } from '../../../src/cluster/loader.js';
import { composeFile } from '../../../src/labs/docker/compose.js';
import { dockerControls } from '../../../src/labs/docker/controls.js';
import type { LabSpec } from '../../../src/labs/docker/spec.js';
import { specify } from '../../../src/labs/docker/specify.js';
import { referenceCluster } from '../reference-cluster.js';

const cluster = referenceCluster({ advertMs: 1000, interMs: 2000 });

describe('the specification of the docker lab', () => {
  let spec: LabSpec;

  beforeEach(() => {
    spec = specify(cluster, 'chaos-lab:test');
  });

  const nodeOf = (host: string) => {
    const node = spec.nodes.find((one) => one.host === host);
    assert.ok(node, host);
    return node;
  };
  const file = (path: string) => spec.files[path] ?? assert.fail(`no file ${path}`);

  it('lies in the range reserved for benchmarks and routes nowhere', () => {
    assert.deepEqual(
      spec.networks.map(({ network, subnet, gateway }) => [network, subnet, gateway]),
      [
        ['external', '198.18.1.0/24', '198.18.1.254'],
        ['heartbeat', '198.18.50.0/24', '198.18.50.254'],
        ['internal', '198.18.100.0/24', '198.18.100.254'],
      ],
    );
    for (const { bridge } of spec.networks) {
      assert.ok(bridge.length <= 15, `${bridge} is too long for an interface`);
    }
  });

  it('gives every director the five listeners with the reference check settings', () => {
    const config = file('cluster1/haproxy.cfg');
    const binds = [...config.matchAll(/^ {2}bind (.*)$/gm)].map(([, bind]) => bind);
    const ports = [80, 8000, 90, 9000, 7000];
    assert.deepEqual(
      binds,
      ports.map((port) => `198.18.1.200:${port}`),
    );
    assert.match(config, /timeout connect 5s\n {2}timeout client 3s\n {2}timeout server 3s/);
    assert.match(config, /check inter 2000ms fall 3 rise 2/);
    assert.equal(config.match(/^ {2}server cluster\d[123]p /gm)?.length, 18);
    assert.match(config, /server cluster31p 198\.18\.100\.\d+:8081 cookie cluster31p/);
    assert.equal(file('standby1/haproxy.cfg'), config.replace('director cluster1', 'director standby1'));
  });

  it('keeps both addresses in one sync group with priorities 150, 100 and 90', () => {
    const priorities = ['cluster1', 'standby1', 'standby2'].map(
      (host) => /priority (\d+)/.exec(file(`${host}/keepalived.conf`))?.[1],
    );
    assert.deepEqual(priorities, ['150', '100', '90']);
    assert.match(file('cluster1/keepalived.conf'), /group \{\n {4}external\n {4}internal\n {2}\}/);
  });

  it('checks that HAProxy lives by its id, and gives a check as long as it may fail', () => {
    const checks = /script "\/bin\/sh \/lab\/haproxy-lives"\n +interval 1\n +timeout 2\n +fall 2\n/;
    assert.match(file('cluster1/keepalived.conf'), checks);
    assert.match(file('cluster1/haproxy-lives'), /kill -0 "\$pid"/);
  });

  it('uses VRRP 3 where an interval is no whole second', () => {
    const quick = specify(referenceCluster({ advertMs: 200, interMs: 2000 }), 'image');
    assert.match(quick.files['cluster1/keepalived.conf'] ?? '', /version 3\n[^}]*advert_int 0\.2/);
  });

  it('puts the containers of a real server behind its one cable', () => {
    assert.equal(nodeOf('cluster31p').sharesNetworkOf, 'chaos-cluster3');
    assert.deepEqual(nodeOf('cluster31p').addresses, []);
    const order = spec.nodes.map(({ host }) => host);
    assert.ok(order.indexOf('cluster3') < order.indexOf('cluster31p'));
  });

  it('names every capability and none that a node does not need', () => {
    for (const node of spec.nodes) {
      const isStorage = node.host.startsWith('gluster') || node.host.endsWith('4p');
      assert.equal(node.capabilities.includes('SYS_ADMIN'), isStorage, node.host);
      assert.equal(node.devices.length > 0, isStorage, node.host);
    }
    assert.deepEqual(nodeOf('cluster2').capabilities, ['NET_ADMIN']);
    assert.ok(!nodeOf('cluster21p').capabilities.includes('NET_ADMIN'), 'its network is its host’s');
  });

  it('is the same in a compose file, which is privileged nowhere and publishes nothing', () => {
    const compose = composeFile(spec) as { services: Record<string, Record<string, unknown>> };
    assert.deepEqual(
      Object.keys(compose.services),
      spec.nodes.map(({ host }) => host),
    );
    for (const service of Object.values(compose.services)) {
      assert.deepEqual(service.cap_drop, ['ALL']);
      assert.equal('privileged' in service || 'ports' in service, false);
      assert.notEqual(service.network_mode, 'host');
    }
    assert.equal(compose.services.cluster21p?.network_mode, 'service:cluster2');
  });

  it('has compose start and stop its containers one after another', () => {
    const { services } = composeFile(spec) as { services: Record<string, Record<string, unknown>> };
    const own = spec.nodes.filter(({ sharesNetworkOf }) => sharesNetworkOf === undefined);
    assert.deepEqual(
      own.slice(1).map(({ host }) => services[host]?.depends_on),
      own.slice(0, -1).map(({ host }) => [host]),
    );
  });
});

describe('the cluster files of the docker lab', () => {
  for (const [name, webServers] of [
    ['docker', 12],
    ['docker-small', 6],
  ] as const) {
    it(`can be specified (${name})`, async () => {
      const { value } = await loadCluster(name, {
        searchDirs: [`${packageRoot()}/fixtures/clusters`],
        env: {},
        cwd: packageRoot(),
        overrides: [],
      });
      const spec = specify(value, 'image');
      assert.equal(spec.nodes.filter(({ host }) => /\d\dp$/.test(host)).length, webServers);
    });
  }
});

describe('the controls of the docker lab', () => {
  const controls = dockerControls(cluster);

  it('pull a cable at the bridge of the lab, and undo it by the same names', () => {
    const action = controls.cable?.unplug('cluster1', 'external');
    const [inject] = action?.inject ?? [];
    const [undo] = action?.undo ?? [];
    assert.deepEqual(inject?.argv.slice(-3), ['unplug', 'chaos-cluster1', 'chaos-external']);
    assert.deepEqual(undo?.argv.slice(-3), ['plug', 'chaos-cluster1', 'chaos-external']);
  });

  it('refuse a NIC and a brick that there is not', () => {
    assert.throws(() => controls.cable?.unplug('cluster2', 'external'), /no NIC on network external/);
    assert.throws(() => controls.brick?.down('cluster2', false), /no brick/);
  });

  it('tell every director of maintenance, in every backend that has the server', () => {
    const action = controls.balancer?.maintenance('cluster21p', 'maint');
    assert.deepEqual(action?.inject[0]?.argv.slice(-3), [
      'maint',
      'tcp/cluster21p,http/cluster21p',
      'cluster1,standby1,standby2',
    ]);
  });
});
