import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { packageRoot } from '../../../src/cli/package-root.js';
import { clusterStates, parseClusterView } from '../../../src/labs/docker/watch/cluster-view.js';

const recorded = readFileSync(`${packageRoot()}/fixtures/recordings/pacemaker/all-online.xml`, 'utf8');

/** What `self` would see if it were alone and ran everything itself. */
function alone(self: string): string {
  return recorded
    .replace(/(<node name="(\w+)" id="\d" )online="true"/g, (whole, head: string, name: string) =>
      name === self ? whole : `${head}online="false"`,
    )
    .replace(/(<current_dc [^>]*)name="cluster1"/, `$1name="${self}"`)
    .replace('with_quorum="true"', 'with_quorum="false"')
    .replaceAll(
      '<node name="cluster1" id="1" cached="true"/>',
      `<node name="${self}" id="1" cached="true"/>`,
    );
}

describe('the state of a cluster of Pacemaker', () => {
  const seenBy = (views: Readonly<Record<string, string>>) =>
    new Map(Object.entries(views).map(([host, xml]) => [host, parseClusterView(xml)]));

  it('is read from what crm_mon prints', () => {
    const states = clusterStates(seenBy({ cluster1: recorded, standby1: recorded, standby2: recorded }));
    assert.deepEqual(Object.fromEntries(states), {
      'node:cluster1': 'online',
      'node:standby1': 'online',
      'node:standby2': 'online',
      'resource:vip-external': 'cluster1',
      'resource:vip-internal': 'cluster1',
      'resource:haproxy': 'cluster1',
      'resource:link-external': 'cluster1+standby1+standby2',
      'pacemaker:dc': 'cluster1',
      'pacemaker:quorum': 'yes',
    });
  });

  it('knows a node on standby, a resource that is stopped and one that failed', () => {
    const standby = recorded.replace('standby="false"', 'standby="true"');
    assert.equal(clusterStates(seenBy({ cluster1: standby })).get('node:cluster1'), 'standby');
    const stopped = recorded.replace(
      /(id="haproxy"[^>]*)role="Started" active="true"/,
      '$1role="Stopped" active="false"',
    );
    assert.equal(clusterStates(seenBy({ cluster1: stopped })).get('resource:haproxy'), 'stopped');
    const failed = stopped.replace(/(id="haproxy"[^>]*) failed="false"/, '$1 failed="true"');
    assert.equal(clusterStates(seenBy({ cluster1: failed })).get('resource:haproxy'), 'failed');
  });

  it('that is split shows both owners and both coordinators', () => {
    const states = clusterStates(seenBy({ cluster1: alone('cluster1'), standby1: alone('standby1') }));
    assert.equal(states.get('resource:vip-external'), 'cluster1+standby1');
    assert.equal(states.get('pacemaker:dc'), 'cluster1+standby1');
    assert.equal(states.get('pacemaker:quorum'), 'no');
  });

  it('shows a resource that moves where the coordinator has it, not where others had it before', () => {
    const moved = recorded.replaceAll(
      '<node name="cluster1" id="1" cached="true"/>',
      '<node name="standby1" id="2" cached="true"/>',
    );
    const coordinatorKnows = clusterStates(
      seenBy({ standby1: recorded, cluster1: moved, standby2: recorded }),
    );
    assert.equal(coordinatorKnows.get('resource:haproxy'), 'standby1');
    const coordinatorSilent = clusterStates(seenBy({ standby1: recorded, standby2: moved }));
    assert.equal(coordinatorSilent.get('resource:haproxy'), 'standby1');
  });

  it('that is in pieces has the same members whoever was heard last', () => {
    const offline = (xml: string, node: string) =>
      xml.replace(new RegExp(`(<node name="${node}"[^>]*) online="true"`), '$1 online="false"');
    const pieces = {
      cluster1: offline(offline(alone('cluster1'), 'standby1'), 'standby2'),
      standby1: offline(offline(alone('standby1'), 'cluster1'), 'standby2'),
    };
    const nodesOf = (views: Readonly<Record<string, string>>) =>
      ['cluster1', 'standby1', 'standby2'].map((name) => clusterStates(seenBy(views)).get(`node:${name}`));
    assert.deepEqual(nodesOf(pieces), ['online', 'offline', 'offline']);
    const { cluster1, standby1 } = pieces;
    assert.deepEqual(nodesOf({ standby1, cluster1 }), nodesOf(pieces));
  });

  it('is not made up from anything else', () => {
    assert.throws(() => parseClusterView('Connection to cluster failed'), /no state of a cluster/);
    assert.throws(() => parseClusterView(''), /no state of a cluster/);
  });
});
