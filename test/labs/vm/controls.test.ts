import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { packageRoot } from '../../../src/cli/package-root.js';
import { loadCluster } from '../../../src/cluster/loader.js';
import type { Controls } from '../../../src/hosts/controls/types.js';
import type { Action } from '../../../src/hosts/types.js';
import { vmControls } from '../../../src/labs/vm/controls.js';
import { parseGroups, parseUnits } from '../../../src/labs/vm/watch/containers.js';

describe('the controls of the vm lab', () => {
  let controls: Controls;

  before(async () => {
    const sources = { searchDirs: [`${packageRoot()}/fixtures/clusters`], env: {}, cwd: '.', overrides: [] };
    controls = vmControls((await loadCluster('vm', sources)).value);
  });

  const lines = (steps: Action['inject']) => steps.map(({ host, argv }) => `${host}: ${argv.join(' ')}`);

  /** What a script is given. */
  const words = (steps: Action['inject']) =>
    steps.map(({ host, argv }) => `${host}: ${argv.slice(4).join(' ')}`);

  it('pull a cable at the end that the machine has, never inside the node', () => {
    const action = controls.cable?.unplug('cluster1', 'external') ?? assert.fail();
    assert.deepEqual(words(action.inject), ['machine: down n1-external']);
    assert.deepEqual(words(action.undo), ['machine: up n1-external']);
  });

  it('pull both cables of a bond', () => {
    const action = controls.cable?.unplug('nas', 'internal') ?? assert.fail();
    assert.deepEqual(words(action.inject), ['machine: down n5-internal.0 n5-internal.1']);
  });

  it('kill with a real server the web servers that are on its network', () => {
    const action = controls.power?.off('cluster2') ?? assert.fail();
    assert.deepEqual(lines(action.inject), [
      'machine: systemctl kill --signal=KILL node@cluster2.service node@cluster21p.service node@cluster22p.service node@cluster24p.service',
    ]);
    assert.deepEqual(lines(action.undo), [
      'machine: systemctl start node@cluster2.service node@cluster21p.service node@cluster22p.service node@cluster24p.service',
    ]);
  });

  it('reset nothing but the machine', () => {
    assert.throws(() => controls.power?.reset?.('cluster1'), { code: 'UNKNOWN_MACHINE' });
  });

  it('refuse to kill the storage server, whose export lives in the kernel', () => {
    assert.throws(() => controls.container?.kill('nas'), { code: 'UNKNOWN_CONTAINER' });
  });

  it('end a process of a node from outside, and look for it there: a node may end with it', () => {
    const action = controls.process?.kill('cluster1', 'haproxy') ?? assert.fail();
    assert.deepEqual(words(action.inject), ['machine: cluster1 haproxy KILL']);
    assert.deepEqual(words([action.effective]), ['machine: cluster1 haproxy']);
  });

  it('use shell lines that a POSIX shell can read', () => {
    const actions = [
      controls.cable?.unplug('nas', 'internal'),
      controls.container?.restart('cluster2', 1000),
      controls.container?.stop('cluster21p', 1000),
      controls.process?.kill('cluster1'),
    ];
    const scripts = actions
      .flatMap((action) => action ?? assert.fail())
      .flatMap(({ preflight, inject, undo, effective, recovered }) => [
        ...preflight,
        ...inject,
        ...undo,
        effective,
        recovered,
      ])
      .filter(({ argv }) => argv[0] === 'sh' && argv[1] === '-c');
    assert.ok(scripts.length > 4);
    for (const { argv } of scripts) {
      execFileSync('sh', ['-n', '-c', argv[2] ?? '']);
    }
  });
});

describe('the units of nodes', () => {
  it('are running, paused or stopped, in whatever order systemd names what it knows', () => {
    const line =
      'Id=node@a.service,ActiveState=active,FreezerState=running,;,ActiveState=active,FreezerState=frozen,Id=node@b.service,;,Id=node@c-1.service,ActiveState=failed,FreezerState=running';
    assert.deepEqual(Object.fromEntries(parseUnits(line)), { a: 'running', b: 'paused', 'c-1': 'stopped' });
  });

  it('are the same by their control groups', () => {
    assert.deepEqual(Object.fromEntries(parseGroups('a 1 0;b 1 1;c-1 0 0;')), {
      a: 'running',
      b: 'paused',
      'c-1': 'stopped',
    });
  });
});
