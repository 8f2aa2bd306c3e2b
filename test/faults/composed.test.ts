import assert from 'node:assert/strict';
import type { Cluster } from '../../src/cluster/types.js';
import { glusterPeerUnplug } from '../../src/faults/gluster-peer-unplug.js';
import { linkDelay } from '../../src/faults/link-delay.js';
import { linkLoss } from '../../src/faults/link-loss.js';
import { networkPartition } from '../../src/faults/network-partition.js';
import { nicDown } from '../../src/faults/nic-down.js';
import { pacemakerNodeStandby } from '../../src/faults/pacemaker-node-standby.js';
import { pacemakerResourceFail } from '../../src/faults/pacemaker-resource-fail.js';
import { powerOff } from '../../src/faults/power-off.js';
import { serviceStop } from '../../src/faults/service-stop.js';
import type { FaultTarget } from '../../src/faults/types.js';
import type { Controls } from '../../src/hosts/controls/types.js';
import { dockerControls } from '../../src/labs/docker/controls.js';
import { embeddedControls } from '../../src/labs/embedded/controls.js';
import { withAddresses } from '../../src/labs/embedded/plan.js';
import { hasCode } from '../hosts/contract.js';
import { referenceCluster } from '../labs/reference-cluster.js';

const cluster = withAddresses(referenceCluster({ advertMs: 1000, interMs: 2000 }));
const onPacemaker: Cluster = {
  ...cluster,
  vips: Object.fromEntries(
    Object.entries(cluster.vips).map(([name, vip]) => [name, { ...vip, manager: 'pacemaker' as const }]),
  ),
};

function target(host: string, controls: Controls = dockerControls(cluster), on = cluster): FaultTarget {
  return { host, cluster: on, controls };
}

const argvs = (steps: readonly { readonly argv: readonly string[] }[]) =>
  steps.map(({ argv }) => argv.join(' '));

describe('a NIC that is switched off', () => {
  const action = nicDown.compose(target('cluster1'), {});

  it('is switched off and on by its name on the very host', () => {
    for (const { host, argv } of [...action.inject, ...action.undo]) {
      assert.deepEqual([host, argv[4]], ['cluster1', 'eth0']);
    }
  });

  it('has its routes noted before it goes down, but no virtual address', () => {
    const [inject] = action.inject;
    assert.match(inject?.argv[2] ?? '', /route show[\s\S]*mv [\s\S]*ip link set dev "\$1" down$/);
    assert.equal(inject?.argv.at(-1), '198.18.1.200|198.18.100.200');
  });

  it('is told from a cable that is out by its flags', () => {
    const isOff = new RegExp(action.effective.stdoutMatches ?? '', 'm');
    const isOn = new RegExp(action.recovered.stdoutMatches ?? '', 'm');
    const noCarrier = '8: eth0@if9: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 state DOWN';
    const off = '8: eth0@if9: <BROADCAST,MULTICAST> mtu 1500 state DOWN';
    const on = '8: eth0@if9: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP';
    assert.deepEqual([isOff.test(off), isOff.test(on), isOff.test(noCarrier)], [true, false, false]);
    assert.deepEqual([isOn.test(off), isOn.test(on), isOn.test(noCarrier)], [false, true, true]);
  });

  it('needs a host that runs the commands of a Linux system', () => {
    assert.throws(
      () => nicDown.compose(target('cluster1', embeddedControls(cluster)), {}),
      hasCode('CONTROL_MISSING'),
    );
  });
});

describe('a partition of the network', () => {
  const inputs = (options: Parameters<typeof networkPartition.compose>[1], host = 'cluster1') =>
    networkPartition.compose(target(host), options).inject.map((step) => [step.host, step.input ?? '']);

  it('between hosts has both sides drop what comes from the other, multicast included', () => {
    const [own, ...others] = inputs({ from: ['director'] });
    assert.deepEqual([own?.[0], ...others.map(([host]) => host)], ['cluster1', 'standby1', 'standby2']);
    assert.match(own?.[1] ?? '', /ip saddr 198\.18\.1\.\d+ drop/);
    const addressed = (own?.[1] ?? '').match(/ip saddr/g) ?? [];
    assert.equal(addressed.length, 6, 'two hosts with three networks each');
    assert.ok(others.every(([, input]) => (input?.match(/ip saddr/g) ?? []).length === 3));
  });

  it('from a network drops all that passes its NIC, on the target alone', () => {
    const [[host, input] = [], ...others] = inputs({ network: 'heartbeat' });
    assert.deepEqual([host, others], ['cluster1', []]);
    assert.match(input ?? '', /iifname "eth2" drop[\s\S]*oifname "eth2" drop/);
  });

  it('has a table of its own, and touches no other', () => {
    const { inject, undo } = networkPartition.compose(target('gluster2'), { from: ['gluster'] });
    for (const { argv, input = '' } of [...inject, ...undo]) {
      assert.deepEqual(argv, ['nft', '-f', '-']);
      assert.doesNotMatch(input, /flush/);
      const tables = [...input.matchAll(/table inet (\S+)/g)].map(([, name]) => name);
      assert.deepEqual([...new Set(tables)], ['chaos_partition_gluster2']);
    }
  });

  it('says what it lacks: somebody to be cut off from, a known one, one with an address', () => {
    assert.equal(networkPartition.options.safeParse({}).success, false);
    assert.throws(() => inputs({ from: ['nobody'] }), hasCode('UNKNOWN_HOST'));
    assert.throws(() => inputs({ from: ['cluster21p'] }), hasCode('ADDRESS_UNKNOWN'));
    assert.throws(() => inputs({ network: 'external' }, 'gluster1'), hasCode('UNKNOWN_NIC'));
  });
});

describe('a link that is shaped', () => {
  it('has a discipline with a handle of its own, and loses no other', () => {
    const { inject, undo, preflight } = linkDelay.compose(target('cluster2'), { delay: 20, jitter: 5 });
    assert.deepEqual(argvs(inject), ['tc qdisc add dev eth0 root handle c4a0: netem delay 20ms 5ms']);
    assert.ok(undo.every(({ argv }) => argv.includes('c4a0:')));
    const untouched = new RegExp(preflight[0]?.stdoutMatches ?? '', 'm');
    assert.ok(untouched.test('qdisc noqueue 0: root refcnt 2'));
    assert.ok(!untouched.test('qdisc tbf 8001: root refcnt 2 rate 1Mbit'));
  });

  it('is asked of the kernel before the run begins', () => {
    const { needs = [] } = linkLoss.compose(target('cluster2'), { share: 0.25 });
    assert.ok(needs.some(({ argv }) => argv.slice(4).join(' ') === 'netem loss 25%'));
  });

  it('loses packets only where the links can', () => {
    assert.throws(
      () => linkLoss.compose(target('cluster2', embeddedControls(cluster)), { share: 0.5 }),
      hasCode('CONTROL_MISSING'),
    );
  });
});

describe('a host whose power is cut', () => {
  it('takes all that lives on it along, and brings it back in its network', () => {
    const { inject, undo, recovered } = powerOff.compose(target('cluster2'), {});
    const names = ['chaos-cluster2', ...[1, 2, 3, 4].map((n) => `chaos-cluster2${n}p`)];
    assert.deepEqual(argvs(inject), [`docker kill ${names.join(' ')}`]);
    assert.deepEqual(argvs(undo), [
      'docker start chaos-cluster2',
      `docker restart --time 0 ${names.slice(1).join(' ')}`,
    ]);
    assert.ok(recovered.argv.includes('chaos-cluster24p=apache2'));
  });
});

describe('the container of a real server that is killed', () => {
  it('strands nothing: what shares its network is started again after it', () => {
    const undo = dockerControls(cluster).container?.kill('cluster3').undo ?? [];
    assert.deepEqual(argvs(undo)[0], 'docker start chaos-cluster3');
    assert.match(argvs(undo)[1] ?? '', /^docker restart --time 0 chaos-cluster31p .*chaos-cluster34p$/);
    assert.equal(dockerControls(cluster).container?.kill('cluster21p').undo.length, 1);
  });
});

describe('a service that is stopped', () => {
  it('is asked to end, not killed', () => {
    const { inject, undo } = serviceStop.compose(target('standby1'), { service: 'keepalived' });
    assert.deepEqual(argvs(inject), ['pkill -TERM -x keepalived']);
    assert.deepEqual(argvs(undo), ['sh /lab/keepalived']);
  });
});

describe('faults on Pacemaker', () => {
  it('are refused where it manages no address of the host', () => {
    assert.throws(() => pacemakerNodeStandby.compose(target('cluster1'), {}), hasCode('NOT_UNDER_PACEMAKER'));
    const gluster = target('gluster1', dockerControls(onPacemaker), onPacemaker);
    assert.throws(
      () => pacemakerResourceFail.compose(gluster, { resource: 'haproxy' }),
      hasCode('NOT_UNDER_PACEMAKER'),
    );
  });

  it('are done and undone by its own programs', () => {
    const director = target('cluster1', dockerControls(onPacemaker), onPacemaker);
    const { inject, undo } = pacemakerNodeStandby.compose(director, {});
    const standby = 'crm_attribute --type nodes --node cluster1 --name standby';
    assert.deepEqual([argvs(inject), argvs(undo)], [[`${standby} --update on`], [`${standby} --delete`]]);
  });
});

describe('a Gluster peer that is unplugged', () => {
  it('is plugged in again, and has recovered once nothing waits to be healed', () => {
    const { undo, recovered, preflight } = glusterPeerUnplug.compose(target('gluster1'), {
      evenIfDegraded: false,
    });
    assert.match(argvs(undo)[0] ?? '', /plug chaos-gluster1 chaos-internal$/);
    assert.equal(recovered.stdoutMatches, '^up pending 0$');
    assert.equal(recovered.withinMs, 240_000);
    assert.equal(preflight.length, 2);
  });
});
