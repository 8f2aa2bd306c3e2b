import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { packageRoot } from '../../../src/cli/package-root.js';
import { serverStates } from '../../../src/labs/docker/watch/balancers.js';
import { parseNeighbourLine } from '../../../src/labs/docker/watch/neighbour-lines.js';
import { parseVrrpLine } from '../../../src/labs/docker/watch/vrrp-lines.js';
import { parseHealInfo } from '../../../src/labs/nodes/watch/heal-info.js';
import { parsePeers, parseVolumes } from '../../../src/labs/nodes/watch/pool.js';

const recorded = (name: string) =>
  readFileSync(`${packageRoot()}/fixtures/recordings/gluster/${name}.xml`, 'utf8');

describe('what Keepalived logs', () => {
  it('says which state an instance entered, or that all have stopped', () => {
    const at = 'Sat Nov 21 11:53:02 2026: ';
    assert.deepEqual(parseVrrpLine(`${at}(external) Entering MASTER STATE`), {
      vip: 'external',
      state: 'master',
    });
    assert.deepEqual(parseVrrpLine(`${at}(internal) Entering FAULT STATE`), {
      vip: 'internal',
      state: 'fault',
    });
    assert.deepEqual(parseVrrpLine(`${at}Stopped Keepalived v2.2.7 (01/16,2022)`), { state: 'stopped' });
    assert.equal(parseVrrpLine(`${at}Sending gratuitous ARP on eth2 for 198.18.100.200`), undefined);
  });
});

describe('a neighbour’s line', () => {
  it('says at which hardware address an address is, or that none is known', () => {
    const known = { address: '198.18.1.200', hardware: '02:42:c6:12:01:08' };
    assert.deepEqual(
      parseNeighbourLine('198.18.1.200 dev chaos-external lladdr 02:42:C6:12:01:08 REACHABLE'),
      known,
    );
    assert.deepEqual(
      parseNeighbourLine('198.18.1.200 dev chaos-external lladdr 02:42:c6:12:01:08 STALE '),
      known,
    );
    const unknown = { address: '198.18.1.200', hardware: undefined };
    for (const line of [
      '198.18.1.200 dev chaos-external FAILED',
      '198.18.1.200 dev chaos-external  INCOMPLETE',
      'Deleted 198.18.1.200 dev chaos-external lladdr 02:42:c6:12:01:08 STALE',
    ]) {
      assert.deepEqual(parseNeighbourLine(line), unknown, line);
    }
    assert.equal(parseNeighbourLine('fe80::1 dev eth0 lladdr 02:42:c6:12:01:08 STALE'), undefined);
  });
});

describe('HAProxy’s answer by its socket', () => {
  it('has a state for each server, without the progress of checks', () => {
    const row = (server: string, status: string) => `tcp,${server}${','.repeat(16)}${status},1,1`;
    const states = serverStates('cluster1', [
      '# pxname,svname',
      row('cluster21p', 'UP 1/3'),
      row('cluster22p', 'MAINT'),
      '',
    ]);
    assert.deepEqual(
      [...states],
      [
        ['haproxy:cluster1:tcp/cluster21p', 'UP'],
        ['haproxy:cluster1:tcp/cluster22p', 'MAINT'],
      ],
    );
  });
});

describe('what Gluster says of its pool', () => {
  it('names the peers that are there and those that are not', () => {
    assert.deepEqual([...parsePeers(recorded('peers-one-gone'))].sort(), [
      ['peer:gluster2', 'disconnected'],
      ['peer:gluster3', 'connected'],
    ]);
  });

  it('counts the bricks of each volume, and not its daemons', () => {
    const volumes = parseVolumes(recorded('volumes-one-gone'), 3);
    assert.deepEqual(Object.fromEntries(volumes), { 'volume:gv0': '2/3', 'volume:gv1': '2/3' });
  });

  it('sums up what is to be healed, split-brain included', () => {
    const summary = recorded('heal-summary-healthy');
    assert.ok(parseHealInfo(summary).every((brick) => brick.connected && brick.pending === 0));
    const split = summary
      .replace('<totalNumberOfEntries>0', '<totalNumberOfEntries>3')
      .replace('<numberOfEntriesInSplitBrain>0', '<numberOfEntriesInSplitBrain>2');
    assert.deepEqual(parseHealInfo(split)[0], {
      host: 'gluster1',
      connected: true,
      pending: 3,
      splitBrain: 2,
    });
  });

  it('is no pool and no volumes where it says something else', () => {
    assert.throws(() => parsePeers('<cliOutput/>'), /no list of peers/);
    assert.throws(() => parseVolumes('<cliOutput/>', 3), /no state of volumes/);
  });
});
