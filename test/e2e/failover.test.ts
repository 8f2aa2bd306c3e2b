import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurements } from '../../src/measurements/types.js';
import { type Bench, bench, ROOT } from './cli.js';
import { assertExpectedOutage, firstFailover, owners } from './moves.js';

/** What a busy machine may be late by. */
const LATE_MS = 300;

const scenario = (name: string) => join(ROOT, 'scenarios', `${name}.yaml`);
const sets = (...pairs: string[]) => pairs.flatMap((pair) => ['--set', pair]);

/** VRRP's timers at a fifth of their length. */
const QUICK_VRRP = sets('cluster.vips.external.advert=200ms', 'cluster.vips.internal.advert=200ms');
const QUICK_CHECKS = sets('cluster.balancer.check.inter=300ms', 'cluster.balancer.check.timeout=300ms');

describe('the embedded cluster', () => {
  let place: Bench;

  beforeEach(() => {
    place = bench();
  });

  afterEach(() => {
    // Nothing of a run may be left to heal.
    assert.deepEqual(readdirSync(join(place.stateDir, 'journals')), []);
    place.remove();
  });

  async function measured(
    ...args: string[]
  ): Promise<{ exitCode: number; measurements: Measurements; stderr: string }> {
    const { exitCode, stdout, stderr } = await place.chaos(
      'run',
      ...args,
      '--out',
      'out',
      '--json',
      '--quiet',
    );
    assert.notEqual(stdout, '', stderr);
    return { exitCode, measurements: JSON.parse(stdout) as Measurements, stderr };
  }

  it('fails over within VRRP’s timers and comes home (failover-master, unscaled)', async () => {
    const { exitCode, measurements, stderr } = await measured(scenario('failover-master'));
    assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2) + stderr);
    const failover = firstFailover(measurements, 'external');
    assertExpectedOutage(failover, { low: 2_609.375, high: 3_609.375 }, LATE_MS);
    assert.deepEqual(owners(measurements, 'external'), ['cluster1', 'standby1', 'cluster1']);
    assert.equal(measurements.fidelity, 'embedded');
    const run = JSON.parse(readFileSync(join(place.folder, 'out', 'run.json'), 'utf8'));
    assert.equal(run.exitCode, 0);
  });

  it('goes on to the third director when two are unplugged (failover-cascade)', async () => {
    const { exitCode, measurements } = await measured(
      scenario('failover-cascade'),
      ...QUICK_VRRP,
      ...sets(
        'load.0.duration=11s',
        'faults.unplug-master.at=1s',
        'faults.unplug-master.for=6s',
        'faults.unplug-standby.at=4s',
        'faults.unplug-standby.for=2s',
      ),
    );
    assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2));
    assert.ok(owners(measurements, 'external').includes('standby2'));
  });

  it('takes over when the balancing process dies (director-process-killed)', async () => {
    const { exitCode, measurements } = await measured(
      scenario('director-process-killed'),
      ...QUICK_VRRP,
      ...sets('load.0.duration=8s', 'faults.kill-balancer.at=1s', 'faults.kill-balancer.for=3s'),
    );
    assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2));
    assert.ok(owners(measurements, 'external').includes('standby1'));
  });

  it('finds two stopped containers and no more (containers-down)', async () => {
    const { exitCode, measurements } = await measured(
      scenario('containers-down'),
      ...QUICK_CHECKS,
      ...sets(
        'load.0.duration=8s',
        'faults.stop-21.at=1s',
        'faults.stop-21.for=4s',
        'faults.stop-22.at=1s',
        'faults.stop-22.for=4s',
      ),
    );
    assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2));
  });

  it('finds the containers of an unplugged host (host-down)', async () => {
    const { exitCode, measurements } = await measured(
      scenario('host-down'),
      ...QUICK_CHECKS,
      ...sets('faults.unplug-host.at=2s', 'faults.unplug-host.for=8s'),
    );
    assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2));
  });

  it('takes servers in turn by connection and keeps a client by cookie (balance)', async () => {
    const { exitCode, measurements } = await measured(scenario('balance'), ...sets('duration=4s'));
    assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2));
  });

  for (const name of ['bench-static', 'bench-dynamic', 'bench-image']) {
    it(`fills its table (${name})`, async () => {
      const { exitCode, measurements } = await measured(
        scenario(name),
        ...sets('matrix.requests=[60]', 'matrix.repeat=2', 'matrix.warmup=10'),
      );
      assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2));
      assert.equal(measurements.matrix.length, 10);
    });
  }

  it('measures all ninety cells of the thesis when they are scaled down (thesis-tables)', async () => {
    const { exitCode, measurements } = await measured(
      scenario('thesis-tables'),
      ...sets(
        'matrix.requests=[20, 22, 24, 26, 28, 30, 32, 34]',
        'matrix.warmup=0',
        'matrix.exclude.2={page: [dynamic, image], requests: [28, 32, 34]}',
      ),
    );
    assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2));
    assert.equal(measurements.matrix.length, 90);
    for (const row of measurements.matrix) {
      const { timePerRequestMs, requestsPerSecond, concurrency } = row;
      const expected = (concurrency * 1000) / (requestsPerSecond ?? Number.NaN);
      assert.ok(Math.abs((timePerRequestMs ?? Number.NaN) - expected) < 1e-6);
    }
  });
});
