import assert from 'node:assert/strict';
import {
  COMPARED_BY_DEFAULT,
  compareFactor,
  comparePairedRuns,
  compareRuns,
  compareTurns,
} from '../../../src/measurements/comparison/compare.js';
import { aResult, CELL, night, rates } from './results.js';

const OPTIONS = { metrics: COMPARED_BY_DEFAULT, seed: 1 };
const TEN = [100, 102, 98, 101, 99, 103, 97, 100, 101, 99];
const slower = (values: readonly number[], share: number) => values.map((value) => value * (1 - share));

describe('a comparison of two runs', () => {
  it('says how much worse the second is, with an interval that holds the truth', () => {
    const report = compareRuns(
      aResult({ series: [rates(TEN)] }),
      aResult({ series: [rates(slower(TEN, 0.1))] }),
      OPTIONS,
    );
    const [found] = report.comparisons;
    assert.equal(found?.verdict, 'worse');
    assert.ok(Math.abs((found.ratio ?? 0) - 0.9) < 0.01);
    assert.ok((found.interval?.low ?? 1) <= 0.9 && (found.interval?.high ?? 0) >= 0.9);
    assert.deepEqual([found.size.before, found.method], [10, 'separate']);
  });

  it('shows no difference where there is none, and does not speak of too few', () => {
    const report = compareRuns(
      aResult({ series: [rates(TEN)] }),
      aResult({ series: [rates(TEN.toReversed())] }),
      OPTIONS,
    );
    assert.equal(report.comparisons[0]?.verdict, 'none');
  });

  it('has not enough data where no outcome could be significant', () => {
    const report = compareRuns(
      aResult({ series: [rates([100, 101, 102])] }),
      aResult({ series: [rates([10, 11, 12])] }),
      OPTIONS,
    );
    assert.equal(report.comparisons[0]?.verdict, 'too-few');
  });

  it('leaves out invalid repetitions and says so, and what only one of them has', () => {
    const other = { ...CELL, concurrency: 20 };
    const report = compareRuns(
      aResult({ series: [rates([...TEN, null]), rates(TEN, other)] }),
      aResult({ series: [rates(TEN)] }),
      OPTIONS,
    );
    assert.equal(report.comparisons.length, 1);
    assert.equal(report.comparisons[0]?.leftOut, 1);
    assert.deepEqual(
      report.cautions.map(({ code }) => code),
      ['ONE_RUN_EACH', 'UNMATCHED', 'LEFT_OUT'],
    );
  });

  it('marks other machines, other work and other fidelity, and lists what else differs', () => {
    const report = compareRuns(
      aResult({ series: [rates(TEN)] }),
      aResult({
        series: [rates(TEN)],
        fingerprint: 'another',
        work: 'another',
        fidelity: 'docker',
        environment: { cores: 8 },
        versions: { chaos: '0.2.0' },
      }),
      OPTIONS,
    );
    assert.deepEqual(
      report.cautions.map(({ code }) => code).filter((code) => code.startsWith('OTHER')),
      ['OTHER_WORK', 'OTHER_FIDELITY', 'OTHER_MACHINE'],
    );
    assert.deepEqual(
      report.changes.find(({ what }) => what === 'machine: cores'),
      { what: 'machine: cores', before: '2', after: '8' },
    );
  });

  it('takes back a difference that runs of the same thing show as well', () => {
    const noiseRuns = [100, 108, 95, 104, 92].map((value, index) => night(index, [value]));
    const before = aResult({ series: [rates(TEN)] });
    const after = aResult({ series: [rates(slower(TEN, 0.06))] });
    assert.equal(compareRuns(before, after, OPTIONS).comparisons[0]?.verdict, 'worse');
    const report = compareRuns(before, after, { ...OPTIONS, noiseRuns });
    assert.equal(report.comparisons[0]?.verdict, 'none');
    assert.ok(report.cautions.some(({ code }) => code === 'WITHIN_NOISE'));
    assert.equal(report.noise[0]?.ratios, 4);
  });
});

describe('a comparison of pairs', () => {
  it('does not see what drifts through both sides of a pair alike', () => {
    const drift = Array.from({ length: 10 }, (_, index) => 100 * 1.3 ** index);
    const before = drift.map((value, index) => night(index, [value]));
    const after = drift.map((value, index) => night(index, [value * (index % 2 === 0 ? 0.89 : 0.91)]));
    const [found] = comparePairedRuns(before, after, OPTIONS).comparisons;
    assert.equal(found?.verdict, 'worse');
    assert.ok((found.interval?.high ?? 1) < 0.92);
    const separate = compareRuns(
      aResult({ series: [rates(drift)] }),
      aResult({ series: [rates(drift.map((value) => value * 0.9))] }),
      OPTIONS,
    );
    assert.equal(separate.comparisons[0]?.verdict, 'none');
  });

  it('of cells in turns takes the mean of each pair, and leaves out one with half its cells invalid', () => {
    const blocks = Array.from({ length: 21 }, (_, index) => 100 + index);
    const damaged = blocks.map((value, index) => (index === 0 || index === 1 ? null : value * 0.8));
    const report = compareTurns(
      aResult({ series: [rates(blocks)] }),
      aResult({ series: [rates(damaged)] }),
      3,
      OPTIONS,
    );
    const [found] = report.comparisons;
    assert.deepEqual([found?.size.before, found?.leftOut], [6, 1]);
    assert.ok(Math.abs((found?.ratio ?? 0) - 0.8) < 1e-9);
  });

  it('corrects for how many are made together', () => {
    const pages = Array.from({ length: 30 }, (_, index) => ({ ...CELL, page: `page-${index}` }));
    const side = (share: number) =>
      TEN.map((value, index) =>
        aResult({
          id: `r${index}`,
          series: pages.map((subject, place) => rates([place === 0 ? value * (1 - share) : value], subject)),
        }),
      );
    const report = comparePairedRuns(side(0), side(0.2), OPTIONS);
    // The least p of ten pairs is 2 / 1024, and 30 of these are more than 5%.
    assert.equal(report.comparisons[0]?.verdict, 'too-few');
  });
});

describe('a comparison of two values of a factor', () => {
  const gluster = { ...CELL, frontend: 'tcp-gluster' };

  it('pairs the cells of a block', () => {
    const run = aResult({ series: [rates(TEN), rates(slower(TEN, 0.3), gluster)] });
    const report = compareFactor([run], 'frontend', ['tcp', 'tcp-gluster'], OPTIONS);
    const [found] = report.comparisons;
    assert.equal(found?.verdict, 'worse');
    assert.ok(Math.abs((found.ratio ?? 0) - 0.7) < 1e-9);
    assert.equal(found.subject.frontend, undefined);
    assert.deepEqual(report.cautions, []);
    assert.deepEqual([report.noise[0]?.from, report.noise[0]?.ratios], ['blocks', 10]);
  });

  it('says that cells measured one after another may hold a drift', () => {
    const run = aResult({ order: 'sequential', series: [rates(TEN), rates(TEN, gluster)] });
    const report = compareFactor([run], 'frontend', ['tcp', 'tcp-gluster'], OPTIONS);
    assert.deepEqual(
      report.cautions.map(({ code }) => code),
      ['NOT_INTERLEAVED'],
    );
  });

  it('takes a geometric mean over several cells, with an interval over blocks', () => {
    const other = { page: 'image' };
    const run = aResult({
      series: [
        rates(TEN),
        rates(TEN, { ...CELL, ...other }),
        rates(slower(TEN, 0.36), gluster),
        rates(TEN, { ...gluster, ...other }),
      ],
    });
    const { overall } = compareFactor([run], 'frontend', ['tcp', 'tcp-gluster'], OPTIONS);
    assert.equal(overall.length, 1);
    assert.ok(Math.abs((overall[0]?.ratio ?? 0) - 0.8) < 1e-9);
  });

  it('pairs whole runs where the factor is the cluster', () => {
    const on = (cluster: string, share: number, id: string) =>
      aResult({ id, cluster, series: [rates(slower(TEN.slice(0, 5), share))] });
    const runs = [on('nfs', 0, '1'), on('gluster', 0.2, '2'), on('gluster', 0.2, '3'), on('nfs', 0, '4')];
    const [found] = compareFactor(runs, 'cluster', ['nfs', 'gluster'], OPTIONS).comparisons;
    assert.deepEqual([found?.size.before, found?.verdict], [10, 'worse']);
  });
});
