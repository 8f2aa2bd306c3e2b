import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Action } from '../../../src/hosts/types.js';
import { unplugMember } from '../../../src/labs/vm/bond.js';
import { failMember } from '../../../src/labs/vm/raid.js';
import { parseArray, parseBond } from '../../../src/labs/vm/watch/storage.js';

const PERSONALITIES = 'Personalities : [raid6] [raid5] [raid4]';
const mdstat = (...lines: string[]) => [PERSONALITIES, ...lines, '', 'unused devices: <none>', ''].join('\n');

describe('the state of an array', () => {
  it('is that of its members, of the array that is meant', () => {
    const other = ['md127 : active raid1 vdg[1] vdh[0]', '      1024 blocks [2/1] [U_]', ''];
    const own = [
      'md0 : active raid5 vdf[2] vde[1] vdd[0]',
      '      258048 blocks level 5 [3/3] [UUU]',
      '      ',
    ];
    assert.equal(parseArray(mdstat(...other, ...own), 'md0'), 'UUU');
    assert.equal(parseArray(mdstat(...own, ...other), 'md127'), 'U_');
  });

  it('says when a member is rebuilt', () => {
    const text = mdstat(
      'md0 : active raid5 vdf[3] vde[1] vdd[0]',
      '      258048 blocks super 1.2 level 5, 512k chunk, algorithm 2 [3/2] [UU_]',
      '      [=>...................]  recovery =  8.0% (10496/129024) finish=0.1min speed=10496K/sec',
    );
    assert.equal(parseArray(text, 'md0'), 'UU_ rebuilding');
  });

  it('is stopped where there is no such array', () => {
    assert.equal(parseArray(mdstat(), 'md0'), 'stopped');
  });
});

describe('the state of a bond', () => {
  const link = (name: string, status: string) => `\nSlave Interface: ${name}\nMII Status: ${status}\n`;
  const bond = (active: string, ...links: string[]) =>
    [
      'Bonding Mode: fault-tolerance (active-backup)',
      `Currently Active Slave: ${active}`,
      'MII Status: up',
      '',
    ]
      .concat(links)
      .join('\n');

  it('counts the links that are up, and names the active one', () => {
    assert.equal(parseBond(bond('eth0', link('eth0', 'up'), link('eth1', 'up'))), '2 of 2, eth0');
    assert.equal(parseBond(bond('eth1', link('eth0', 'down'), link('eth1', 'up'))), '1 of 2, eth1');
    assert.equal(parseBond(bond('None', link('eth0', 'down'), link('eth1', 'down'))), '0 of 2, None');
  });
});

describe('the faults of storage', () => {
  const shellLines = ({ preflight, inject, undo, effective, recovered }: Action) =>
    [...preflight, ...inject, ...undo, effective, recovered]
      .map(({ argv }) => argv)
      .filter(([program, flag]) => program === 'sh' && flag === '-c')
      .map(([, , line = '']) => line);

  it('fail a member of an array that has all of them alone', () => {
    const { preflight, inject } = failMember('nas', '/dev/md0', undefined);
    assert.equal(preflight[0]?.stdoutMatches, '^U+$');
    assert.deepEqual(inject[0]?.argv, ['mdadm', '/dev/md0', '--fail', '/dev/vdf']);
  });

  it('refuse a member that the array does not have', () => {
    assert.throws(() => failMember('nas', '/dev/md0', '/dev/sda'), { code: 'UNKNOWN_MEMBER' });
  });

  it('pull a link of a bond whose links are all up alone, and plug all in again', () => {
    const cables = [
      { outer: 'n5-internal.0', inner: 'eth0' },
      { outer: 'n5-internal.1', inner: 'eth1' },
    ];
    const { preflight, undo } = unplugMember('nas', 'bond0', cables, undefined);
    assert.equal(preflight[0]?.stdoutMatches, '^2 of 2, ');
    assert.deepEqual(
      undo.map(({ argv }) => argv.join(' ')),
      cables.map(({ outer }) => `ip link set dev ${outer} up`),
    );
    assert.throws(() => unplugMember('nas', 'bond0', cables, 'eth2'), { code: 'UNKNOWN_MEMBER' });
  });

  it('use shell lines that a POSIX shell can read', () => {
    const actions = [failMember('nas', '/dev/md0', undefined), unplugMember('nas', 'bond0', [], undefined)];
    for (const line of actions.flatMap(shellLines)) {
      execFileSync('sh', ['-n', '-c', line]);
    }
  });
});
