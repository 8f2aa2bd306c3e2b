import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { packageRoot } from '../../../src/cli/package-root.js';
import { BrickStates, parseHealInfo } from '../../../src/labs/nodes/watch/heal-info.js';

const recorded = (name: string) =>
  readFileSync(`${packageRoot()}/fixtures/recordings/gluster/heal-info-${name}.xml`, 'utf8');

describe('the states of Gluster’s bricks', () => {
  const healthy = parseHealInfo(recorded('healthy'));
  const brickDown = parseHealInfo(recorded('brick-down'));

  it('are read from heal info', () => {
    assert.deepEqual(brickDown, [
      { host: 'gluster1', connected: true, pending: 4, splitBrain: 0 },
      { host: 'gluster2', connected: false, pending: 0, splitBrain: 0 },
      { host: 'gluster3', connected: true, pending: 4, splitBrain: 0 },
    ]);
    assert.ok(healthy.every(({ connected, pending }) => connected && pending === 0));
    assert.throws(() => parseHealInfo('<cliOutput><opRet>-1</opRet></cliOutput>'), /no heal info/);
  });

  it('are up, down, healing until nothing is pending, and up again', () => {
    const states = new BrickStates();
    const stateOf = (view: typeof healthy) => states.see(view).get('brick:gluster2');
    const back = brickDown.map((brick) => ({ ...brick, connected: true }));
    assert.deepEqual(
      [healthy, brickDown, back, healthy].map((view) => stateOf(view)),
      ['up', 'down', 'healing:4', 'up'],
    );
    assert.equal(states.see(brickDown).get('brick:gluster1'), 'up');
  });
});
