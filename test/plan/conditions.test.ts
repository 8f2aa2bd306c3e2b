import assert from 'node:assert/strict';
import { describePlan } from '../../src/plan/describe-plan.js';
import { planComplaints, planned } from './planned.js';

const SCENARIO = `name: t
pages: { home: { path: /index.php }, upload: { path: /upload.php, method: POST } }
conditions:
  both:
    - { inject: storage.brick-down, target: gluster1 }
    - { inject: container.stop, target: "web[cluster21p]", settle: 1s }
  healing:
    inject: storage.brick-down
    target: gluster2
    during: recovery
    load: { page: upload, frontend: tcp-gluster, requests: 20, connections: 2 }
  unused: { inject: nic.unplug, target: "director:active" }
matrix:
  pages: home
  frontends: [tcp, tcp-gluster]
  conditions: [healthy, both, healing, unused]
  exclude: [{ condition: unused }, { condition: healing, frontend: tcp }]
  requests: 10
  concurrency: 2
  repeat: 3
  blocksPerCondition: 2
  warmup: 5
`;

describe('the conditions of a plan', () => {
  it('are faults like any other, one for each time and part, none for a condition without cells', async () => {
    const { faults, durationMs } = await planned(SCENARIO);
    assert.deepEqual(faults.map(({ id }) => id).sort(), [
      'both-1',
      'both-1#2',
      'both-2',
      'both-2#2',
      'healing',
      'healing#2',
    ]);
    for (const { actions, atMs, holdMs } of faults) {
      assert.ok(Object.values(actions).every(({ undo }) => undo.length > 0));
      assert.deepEqual([atMs, holdMs], [undefined, 600_000]);
    }
    assert.equal(durationMs, 0);
  });

  it('say what cells are measured in, and what is sent to have something to recover', async () => {
    const { faults, cells } = await planned(SCENARIO);
    const healing = faults.find(({ id }) => id === 'healing#2')?.condition;
    assert.deepEqual([healing?.name, healing?.occurrence, healing?.during], ['healing', 2, 'recovery']);
    assert.equal(healing?.load?.id, 'healing-load#2');
    assert.deepEqual([healing?.load?.spec.requests, healing?.load?.spec.connections], [20, 2]);
    const ids = cells.map(({ id }) => id);
    assert.ok(ids.includes('home-tcp-n10-c2-both-r3'));
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(cells.filter(({ condition }) => condition?.name === 'healing').length, 3);
  });

  it('begin after all warm-ups, which are sent to a healthy cluster', async () => {
    const { cells } = await planned(SCENARIO);
    assert.deepEqual(
      cells.slice(0, 3).map(({ warmup }) => warmup),
      [true, true, false],
    );
    assert.ok(cells.every(({ warmup, condition }) => warmup === (condition === undefined)));
  });

  it('are told in words, with every command', async () => {
    const text = describePlan(await planned(SCENARIO)).join('\n');
    assert.match(
      text,
      /both, 2 times: container\.stop on web\[cluster21p\], measured while it holds.*, cells after 1s/,
    );
    assert.match(
      text,
      /healing, 2 times: storage\.brick-down on gluster2, measured while the cluster recovers/,
    );
    assert.match(text, /undo {4}\[gluster2\] brick up/);
    assert.match(text, /load while it holds, from local: native: POST .*upload\.php 20 requests/);
    assert.match(text, /each block in healthy, both, healing, unused, 2 blocks at a time/);
  });

  it('are refused where the cluster cannot be hit so', async () => {
    const text = SCENARIO.replace('target: gluster2', 'target: glutser2');
    const complaints = await planComplaints(text);
    assert.equal(complaints.length, 1, complaints.join('\n'));
    assert.match(complaints[0] ?? '', /^9:13: .*did you mean gluster2/);
  });
});
