import assert from 'node:assert/strict';
import { embeddedControls } from '../../../src/labs/embedded/controls.js';
import { referenceCluster } from '../reference-cluster.js';

const controls = embeddedControls(referenceCluster({ advertMs: 1000, interMs: 2000 }));

describe('the controls of the embedded lab', () => {
  it('answer with steps as data', () => {
    const action = controls.cable?.unplug('cluster1', 'external');
    assert.deepEqual(action?.inject, [
      {
        host: 'cluster1',
        argv: ['cable', 'unplug', 'external'],
        description: "pull the cable of cluster1's external NIC",
      },
    ]);
    assert.deepEqual(
      action?.undo.map(({ host, argv }) => [host, ...argv]),
      [['cluster1', 'cable', 'plug', 'external']],
    );
    assert.deepEqual(JSON.parse(JSON.stringify(action)), action);
  });

  it('set maintenance on every director', () => {
    const action = controls.balancer?.maintenance('cluster21p', 'drain');
    assert.deepEqual(
      action?.inject.map(({ host }) => host),
      ['cluster1', 'standby1', 'standby2'],
    );
    assert.deepEqual(action?.inject[0]?.argv, ['balancer', 'drain', 'cluster21p']);
    assert.deepEqual(action?.undo[0]?.argv, ['balancer', 'ready', 'cluster21p']);
  });

  it('refuse what a host does not have, and say what there is', () => {
    const refused: readonly [() => unknown, string, RegExp][] = [
      [() => controls.cable?.unplug('cluster2', 'external'), 'UNKNOWN_NIC', /it has: internal/],
      [() => controls.link?.delay('cluster21p', 'internal', 1, 0), 'UNKNOWN_NIC', /no NIC/],
      [() => controls.container?.kill('cluster1'), 'UNKNOWN_CONTAINER', /cluster21p/],
      [() => controls.process?.kill('cluster2'), 'UNKNOWN_PROCESS', /cluster1/],
      [() => controls.brick?.down('cluster2', false), 'UNKNOWN_BRICK', /gluster1, gluster2, gluster3/],
      [() => controls.balancer?.maintenance('cluster1', 'maint'), 'UNKNOWN_SERVER', /cluster21p/],
    ];
    for (const [attempt, code, hint] of refused) {
      assert.throws(attempt, (error: Error & { code: string; hint: string }) => {
        assert.equal(error.code, code);
        assert.match(error.hint, hint);
        return true;
      });
    }
  });
});
