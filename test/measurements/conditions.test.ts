import assert from 'node:assert/strict';
import { compareFactor } from '../../src/measurements/comparison/compare.js';
import { cellSeries } from '../../src/measurements/comparison/result.js';
import { measure } from '../../src/measurements/measure.js';
import type { MatrixRow } from '../../src/measurements/types.js';
import { aResult } from './comparison/results.js';
import { conditionalRun } from './conditional-run.js';
import { faultLife, loadEnd, loadStart, runEnd, runStart } from './histories.js';

const RUN = { blocks: 10, share: { healthy: 0.8, degraded: 1 } };
const measured = measure(conditionalRun(RUN));

const codes = (row: MatrixRow | undefined) => row?.invalidBecause.map(({ code }) => code);

describe('a condition as a factor', () => {
  it('is of the rows and cells, and leaves those valid that were measured under its own fault', () => {
    const { matrix, cells } = measured;
    assert.equal(matrix.length, 40);
    assert.ok(matrix.every(({ valid }) => valid));
    assert.deepEqual(
      cells.map(({ condition, frontend, repeats }) => [condition, frontend, repeats]),
      [
        ['healthy', 'tcp', 10],
        ['healthy', 'tcp-gluster', 10],
        ['degraded', 'tcp-gluster', 10],
        ['degraded', 'tcp', 10],
      ],
    );
  });

  it('invalidates the cells through which it was lost, and those that nobody looked at', () => {
    const lost = measure(conditionalRun({ ...RUN, lostIn: 0 }));
    const row = lost.matrix.find(({ valid }) => !valid);
    assert.deepEqual(
      [row?.condition, row?.frontend, codes(row)],
      ['degraded', 'tcp-gluster', ['CONDITION_LOST']],
    );
    assert.match(row?.invalidBecause[0]?.message ?? '', /degraded-1 is not effective any more/);
    assert.deepEqual(lost.conditions.map((one) => one.lost).slice(-2), [1, 1]);
    const [unseen] = measure([
      runStart(),
      loadStart(0, { condition: 'healthy', cell: { repeat: 1, order: 0 } }),
      loadEnd(1_000, 'load-1'),
      runEnd(2_000),
    ]).matrix;
    assert.deepEqual(codes(unseen), ['CONDITION_UNVERIFIED']);
  });

  it('does not excuse the fault of another condition', () => {
    const facts = { id: 'cut', fault: 'nic.unplug', target: 'a' };
    const condition = { name: 'cut', occurrence: 1, during: 'fault' as const };
    const [row] = measure([
      runStart({ faults: [{ ...facts, condition }] }),
      ...faultLife('cut', ['a'], { injecting: 0, injected: 1, effective: 2 }),
      loadStart(10, { condition: 'healthy', cell: { repeat: 1, order: 0 } }),
      loadEnd(1_000, 'load-1'),
      { type: 'condition', t: 1_001, load: 'load-1', condition: 'healthy', held: true },
      runEnd(2_000),
    ]).matrix;
    assert.deepEqual(codes(row), ['FAULT_OVERLAP']);
  });

  it('has its rebuild and heal times, one row for each fault and time', () => {
    const { conditions, faults } = measured;
    assert.equal(conditions.length, 20);
    const { condition, occurrence, id, broughtAboutMs, recoveryMs, cells, lost } =
      conditions[2] ?? assert.fail();
    assert.deepEqual(
      { condition, occurrence, id, broughtAboutMs, recoveryMs, cells, lost },
      {
        condition: 'degraded',
        occurrence: 2,
        id: 'degraded-1#2',
        broughtAboutMs: 50,
        recoveryMs: 600,
        cells: 2,
        lost: 0,
      },
    );
    assert.equal(conditions[3]?.recoveryMs, 100);
    assert.deepEqual([faults[0]?.condition, faults[0]?.scheduledMs], ['degraded', null]);
  });

  it('shows how each frontend behaved in it', () => {
    const of = (condition: string, frontend: string) =>
      measured.behaviour.find((row) => row.condition === condition && row.frontend === frontend);
    assert.equal(of('healthy', 'tcp-gluster')?.probes?.failed, 0);
    assert.deepEqual([of('degraded', 'tcp')?.probes?.failed, of('degraded', 'tcp')?.probes?.outages], [0, 0]);
    const hit = of('degraded', 'tcp-gluster');
    assert.equal(hit?.probes?.outages, 10);
    assert.ok((hit?.probes?.failed ?? 0) >= 90);
    const { lowMs = 0, highMs = 0 } = hit?.probes?.longest ?? {};
    assert.ok(lowMs > 150 && highMs < 250, `[${lowMs}, ${highMs}]`);
    assert.equal(hit?.cells, 10);
  });
});

describe('a comparison that the scenario asks for', () => {
  const summaryOf = (measurements: typeof measured, condition: string) =>
    measurements.comparison?.summaries.find(({ subject }) => subject.condition === condition);

  it('is made separately in each condition', () => {
    const healthy = summaryOf(measured, 'healthy');
    assert.equal(healthy?.verdict, 'worse');
    assert.ok(Math.abs((healthy.ratio ?? 0) - 0.8) < 0.03, String(healthy.ratio));
    assert.equal(summaryOf(measured, 'degraded')?.verdict, 'none');
    assert.deepEqual(
      [measured.comparison?.before.label, measured.comparison?.after.label],
      ['tcp', 'tcp-gluster'],
    );
  });

  it('of two frontends of the same storage shows no difference (A/A), above a noise floor', () => {
    const twin = measure(conditionalRun({ ...RUN, share: { healthy: 1, degraded: 1 } }));
    assert.deepEqual(
      twin.comparison?.summaries.map(({ verdict }) => verdict),
      ['none', 'none'],
    );
    const [floor] = twin.comparison?.noise ?? [];
    assert.ok(floor !== undefined && floor.perPair > 0.005 && floor.perPair < 0.06, String(floor?.perPair));
  });

  it('pools the cells of a page in a condition, block by block', () => {
    const cell = (frontend: string, concurrency: number, perSecond: readonly (number | null)[]) => ({
      metric: 'matrix.requestsPerSecond' as const,
      subject: { page: 'home', frontend, concurrency, condition: 'healthy' },
      values: perSecond,
    });
    const run = aResult({
      series: [
        cell('a', 1, [100, 100, 100]),
        cell('a', 5, [100, 100, null]),
        cell('b', 1, [400, 400, 400]),
        cell('b', 5, [100, 100, 100]),
      ],
    });
    const options = { metrics: ['matrix.requestsPerSecond' as const], seed: 1 };
    const { summaries } = compareFactor([run], 'frontend', ['a', 'b'], options);
    const [summary] = summaries;
    assert.equal(summaries.length, 1);
    assert.ok(Math.abs((summary?.ratio ?? 0) - 2) < 1e-9);
    assert.deepEqual([summary?.size.before, summary?.leftOut], [2, 1]);
    assert.deepEqual(summary?.subject, { condition: 'healthy', page: 'home' });
  });

  it('can also be of conditions, with the cells of a block as pairs', () => {
    const run = aResult({ series: cellSeries(measured.matrix) });
    const options = { metrics: ['matrix.requestsPerSecond' as const], seed: 1 };
    const { comparisons } = compareFactor([run], 'condition', ['healthy', 'degraded'], options);
    const of = (frontend: string) => comparisons.find(({ subject }) => subject.frontend === frontend);
    assert.deepEqual([of('tcp')?.verdict, of('tcp-gluster')?.verdict], ['none', 'better']);
    assert.equal(of('tcp')?.subject.condition, undefined);
  });

  it('is null where it is not asked for', () => {
    assert.equal(measure([runStart(), runEnd(1_000)]).comparison, null);
  });
});
