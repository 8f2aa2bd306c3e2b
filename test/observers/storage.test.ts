import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/cli/package-root.js';
import { arrayStates } from '../../src/observers/arrays.js';
import { bondStates } from '../../src/observers/bonds.js';
import { spaceStates } from '../../src/observers/space.js';

const recorded = (name: string) =>
  readFileSync(join(packageRoot(), 'fixtures/recordings/storage', `${name}.txt`), 'utf8').split('\n');

describe('the state of an array', () => {
  const seen = (name: string) => Object.fromEntries(arrayStates(recorded(`mdstat-${name}`), 'nas', 'md0'));

  it('is that of its members, and how far its rebuild has come', () => {
    assert.deepEqual(seen('whole'), { 'raid:nas': 'UUU', 'rebuild:nas': 'idle' });
    assert.deepEqual(seen('failed-member'), { 'raid:nas': 'UU_', 'rebuild:nas': 'idle' });
    assert.deepEqual(seen('removed-member'), { 'raid:nas': 'UU_', 'rebuild:nas': 'idle' });
    assert.deepEqual(seen('rebuilding'), { 'raid:nas': 'UU_ rebuilding', 'rebuild:nas': '0%, 4 MiB/s' });
    assert.deepEqual(seen('rebuilding-later')['rebuild:nas'], '20%, 4 MiB/s');
  });

  it('is told of any other array of the host too, under its own name', () => {
    assert.deepEqual(seen('two-arrays-one-lost'), {
      'raid:nas': 'UUU',
      'rebuild:nas': 'idle',
      'raid:nas/md1': 'U__',
      'rebuild:nas/md1': 'idle',
    });
  });

  it('is stopped where there is no such array, and rebuilding while it waits for its turn', () => {
    assert.equal(arrayStates(recorded('mdstat-whole'), 'nas', 'md5').get('raid:nas'), 'stopped');
    const waiting = recorded('mdstat-removed-member').flatMap((line) =>
      line.includes('[UU_]') ? [line, '      resync=DELAYED'] : [line],
    );
    const states = arrayStates(waiting, 'nas', 'md0');
    assert.deepEqual([states.get('raid:nas'), states.get('rebuild:nas')], ['UU_ rebuilding', 'idle']);
  });
});

describe('the state of a bond', () => {
  const seen = (name: string) => Object.fromEntries(bondStates(recorded(`bond-${name}`).join('\n'), 'nas'));

  it('counts the links that are up, names the active one, and how often each has failed', () => {
    assert.deepEqual(seen('whole'), { 'bond:nas': '2 of 2, eth0', 'link-failures:nas': 'eth0 0, eth1 0' });
    assert.deepEqual(seen('link-down'), {
      'bond:nas': '1 of 2, eth1',
      'link-failures:nas': 'eth0 1, eth1 0',
    });
    assert.deepEqual(seen('link-back')['bond:nas'], '2 of 2, eth1');
  });

  it('is absent where there is none', () => {
    assert.deepEqual(Object.fromEntries(bondStates('', 'nas')), { 'bond:nas': 'absent' });
  });
});

describe('the free space', () => {
  const line = (used: number, free: number) => `/dev/sdb1 ${used + free} ${used} ${free} 1% /export`;

  it('is that of the file system with the least, in steps that are no flood of events', () => {
    assert.deepEqual(Object.fromEntries(spaceStates(recorded('df-raid'), 'nas')), {
      'space:nas': '95% free',
    });
    assert.equal(spaceStates([line(10, 90), line(62, 38)], 'nas').get('space:nas'), '35% free');
    assert.equal(spaceStates([line(1000, 9)], 'nas').get('space:nas'), 'full');
  });

  it('is unknown where nothing was said', () => {
    assert.equal(spaceStates([], 'nas').get('space:nas'), 'unknown');
  });
});
