import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurements } from '../../src/measurements/types.js';
import { leftJournals } from '../../src/run/journal.js';
import { type Bench, bench } from './cli.js';

/** The time that a page takes is almost all waiting, so that a busy machine changes little of it. */
const SCENARIO = `
name: in-conditions
cluster: embedded
pages:
  static: { path: /index.php, expect: { contains: served by } }
probes:
  - { id: gluster, page: static, frontend: tcp-gluster, every: 50ms }
conditions:
  brick-down: { inject: storage.brick-down, target: gluster1 }
  # With nothing written meanwhile there is nothing to heal: it is over before it is measured.
  brick-healing: { inject: storage.brick-down, target: gluster2, during: recovery }
matrix:
  pages: static
  frontends: [tcp, tcp-gluster]
  conditions: [healthy, brick-down, brick-healing]
  exclude: [{ frontend: tcp, condition: brick-healing }]
  requests: 8
  concurrency: 4
  repeat: 4
  blocksPerCondition: 2
  order: abba
compare: { by: frontend, values: [tcp, tcp-gluster], metrics: matrix.requestsPerSecond }
expect:
  faults.healed: "== 4"
  bricks.down.max: "== 1"
  matrix.failed: "== 0"
`;

const SERVICE_TIME = 'cluster.emulation.serviceTime=50ms';
describe('a matrix in conditions on the embedded lab', () => {
  let place: Bench;

  before(() => {
    place = bench();
    writeFileSync(join(place.folder, 'in-conditions.yaml'), SCENARIO);
  });

  after(() => place.remove());

  it('measures every cell in its condition, marks those that lost it, and leaves the cluster well', async () => {
    const { exitCode, stdout, stderr } = await place.chaos(
      'run',
      'in-conditions.yaml',
      '--set',
      SERVICE_TIME,
      '--out',
      'run',
      '--json',
      '--quiet',
    );
    assert.equal(exitCode, 0, stderr);
    const { matrix, conditions, behaviour, comparison } = JSON.parse(stdout) as Measurements;
    assert.equal(matrix.length, 20);
    for (const { condition, invalidBecause } of matrix) {
      const codes = invalidBecause.map(({ code }) => code);
      assert.equal(codes.includes('CONDITION_LOST'), condition === 'brick-healing', `${condition}: ${codes}`);
      assert.ok(!codes.includes('FAULT_OVERLAP'));
    }
    assert.deepEqual(conditions.map(({ condition, occurrence }) => `${condition} ${occurrence}`).sort(), [
      'brick-down 1',
      'brick-down 2',
      'brick-healing 1',
      'brick-healing 2',
    ]);
    for (const { condition, recoveryMs, cells, lost } of conditions) {
      assert.deepEqual([cells, lost], condition === 'brick-down' ? [4, 0] : [2, 2]);
      assert.ok(recoveryMs !== null && recoveryMs > 0);
    }
    assert.ok(
      behaviour.some(({ condition, probes }) => condition === 'brick-down' && (probes?.sent ?? 0) > 0),
    );
    assert.deepEqual(
      comparison?.summaries.map(({ subject, size }) => [subject.condition, size.before]),
      [
        ['healthy', 4],
        ['brick-down', 4],
      ],
    );
    for (const file of ['report.html', 'report.md', 'tables/comparison.tex', 'tables/conditions.csv']) {
      assert.ok(existsSync(join(place.folder, 'run', file)), file);
    }
    assert.deepEqual(readdirSync(join(place.stateDir, 'journals')), []);
  });

  it('compares its conditions, and its frontends in each of them', async () => {
    const compared = async (by: string) => {
      const { exitCode, stdout, stderr } = await place.chaos('compare', 'run', '--by', by, '--json');
      assert.equal(exitCode, 0, stderr);
      const { comparisons } = JSON.parse(stdout) as NonNullable<Measurements['comparison']>;
      return comparisons
        .filter(({ metric }) => metric === 'matrix.requestsPerSecond')
        .map(({ subject }) => subject.condition ?? subject.frontend);
    };
    assert.deepEqual((await compared('frontend=tcp,tcp-gluster')).sort(), ['brick-down', 'healthy']);
    assert.deepEqual((await compared('condition=healthy,brick-down')).sort(), ['tcp', 'tcp-gluster']);
  });

  it('heals a condition in which it was interrupted', async () => {
    const running = place.start('run', 'in-conditions.yaml', '--set', SERVICE_TIME, '--out', 'interrupted');
    await running.shows(/load static-tcp(-gluster)?-n8-c4-brick-(down|healing)-r1 started/);
    running.child.kill('SIGINT');
    const { exitCode, stderr } = await running.ended;
    assert.equal(exitCode, 130, stderr);
    const history = readFileSync(join(place.folder, 'interrupted', 'history.ndjson'), 'utf8');
    assert.match(history, /"stage":"healed"/);
    assert.deepEqual(leftJournals(place.stateDir), []);
  });

  it('leaves the undo of a condition to chaos heal when it is killed', async () => {
    const running = place.start('run', 'in-conditions.yaml', '--set', SERVICE_TIME, '--out', 'killed');
    await running.shows(/fault brick-(down|healing) effective/);
    running.child.kill('SIGKILL');
    await running.ended;
    const [left] = leftJournals(place.stateDir);
    assert.match(left?.intents[0]?.fault ?? '', /^brick-(down|healing)$/);
    const { exitCode, stdout, stderr } = await place.chaos('heal');
    assert.equal(exitCode, 0, stdout + stderr);
    assert.deepEqual(leftJournals(place.stateDir), []);
  });
});
