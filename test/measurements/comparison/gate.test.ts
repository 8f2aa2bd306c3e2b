import assert from 'node:assert/strict';
import { seededRandom } from '../../../src/core/random.js';
import { baselineFor, type StoreEntry } from '../../../src/measurements/comparison/baseline.js';
import { judgeAgainst, judgePairs, judgeTurns } from '../../../src/measurements/comparison/gate.js';
import { trendOf } from '../../../src/measurements/comparison/trend.js';
import { aResult, night, rates, scattered } from './results.js';

const SETTINGS = { margin: 0.05, margins: {} };
const TEN = [100, 102, 98, 101, 99, 103, 97, 100, 101, 99];
const nights = TEN.map((value, index) => night(index, [value]));

describe('the gate', () => {
  it('fails a loss whose whole interval lies beyond the margin, and passes one within it', () => {
    const afterLoss = (share: number) =>
      TEN.map((value, index) => night(index, [value * (1 - share) * (index % 2 === 0 ? 0.995 : 1.005)]));
    const run = aResult();
    assert.equal(judgePairs(run, nights, afterLoss(0.1), SETTINGS).verdict, 'fail');
    const small = judgePairs(run, nights, afterLoss(0.04), SETTINGS);
    assert.equal(small.findings[0]?.verdict, 'worse');
    assert.equal(small.verdict, 'pass');
    assert.equal(judgePairs(run, nights, afterLoss(-0.2), SETTINGS).verdict, 'pass');
  });

  it('says from which loss on it would have failed', () => {
    const report = judgePairs(aResult(), nights, nights.toReversed(), SETTINGS);
    const would = report.findings[0]?.wouldCatch ?? 0;
    assert.ok(would > 0.05 && would < 0.12, String(would));
  });

  it('judges times the other way round', () => {
    const times = (factor: number) =>
      TEN.map((value, index) =>
        aResult({
          id: `${index}`,
          series: [{ metric: 'outage.max', subject: {}, values: [value * factor], resolution: 20 }],
        }),
      );
    const report = (factor: number) => judgePairs(aResult(), times(1), times(factor), SETTINGS);
    assert.equal(report(1.2).verdict, 'fail');
    assert.equal(report(0.8).verdict, 'pass');
  });

  it('takes an outage that is too short to be seen for as long as what can be seen', () => {
    const times = (values: readonly number[]) =>
      values.map((value, index) =>
        aResult({
          id: `${index}`,
          series: [{ metric: 'outage.max', subject: {}, values: [value], resolution: 20 }],
        }),
      );
    const zeros = TEN.map(() => 0);
    assert.equal(judgePairs(aResult(), times(zeros), times(zeros), SETTINGS).verdict, 'pass');
    assert.equal(judgePairs(aResult(), times(zeros), times(TEN), SETTINGS).verdict, 'fail');
  });

  it('does not pass what it cannot judge', () => {
    const few = nights.slice(0, 4);
    assert.equal(judgePairs(aResult(), few, few, SETTINGS).verdict, 'unknown');
    assert.equal(judgeAgainst(few, night(11, [100]), SETTINGS).verdict, 'unknown');
    assert.equal(judgeAgainst(nights, night(11, [null]), SETTINGS).verdict, 'unknown');
    assert.equal(judgeAgainst([], aResult(), SETTINGS).verdict, 'unknown');
    const blocks = aResult({ series: [rates(TEN)] });
    assert.equal(judgeTurns(aResult(), blocks, blocks, 2, SETTINGS).verdict, 'unknown');
  });

  it('compares one night with the scatter of those before it', () => {
    assert.equal(judgeAgainst(nights, night(11, [99]), SETTINGS).verdict, 'pass');
    const worse = judgeAgainst(nights, night(11, [85]), SETTINGS);
    assert.equal(worse.verdict, 'fail');
    assert.deepEqual([worse.findings[0]?.size.before, worse.findings[0]?.method], [10, 'predicted']);
  });

  it('has a margin for each metric, and judges percentiles only where they have one', () => {
    const withP99 = (value: number, index: number) =>
      night(index, [100 + (index % 3)], {
        series: [rates([100 + (index % 3)]), { metric: 'matrix.p99', subject: {}, values: [value] }],
      });
    const before = TEN.map(withP99);
    const after = TEN.map((value, index) => withP99(value * 1.1, index));
    assert.equal(judgePairs(aResult(), before, after, SETTINGS).findings.length, 1);
    const judged = (share: number) =>
      judgePairs(aResult(), before, after, { margin: 0.05, margins: { 'matrix.p99': share } }).verdict;
    assert.deepEqual([judged(0.02), judged(0.3)], ['fail', 'pass']);
  });

  it('fails what failed its expectations, and passes no run that broke off', () => {
    const unmet = [{ condition: 'outage.max < 5s', verdict: 'fail' as const }];
    assert.equal(judgeAgainst(nights, night(11, [100], { unmet }), SETTINGS).verdict, 'fail');
    const broken = night(11, [100], { outcome: 'broke-off' });
    assert.equal(judgeAgainst(nights, broken, SETTINGS).verdict, 'unknown');
  });
});

describe('a baseline', () => {
  const stored = (index: number, facts = {}, checked?: 'pass' | 'fail'): StoreEntry => ({
    type: 'run',
    result: night(index, [100], facts),
    ...(checked === undefined ? {} : { checked }),
  });
  const ids = (entries: readonly StoreEntry[], candidate = night(99, [100])) =>
    baselineFor(candidate, entries).map(({ id }) => id);

  it('is of the same scenario, cluster, work and machine', () => {
    const entries = [
      stored(1),
      stored(2, { fingerprint: 'another' }),
      stored(3, { work: 'another' }),
      stored(4, { cluster: 'another' }),
      stored(5, { scenario: 'another' }),
      stored(6, { fidelity: 'docker' }),
      stored(7, { outcome: 'interrupted' }),
    ];
    assert.deepEqual(ids(entries), ['night-002']);
  });

  it('does not learn from nights that failed, nor from the candidate itself', () => {
    assert.deepEqual(ids([stored(1, {}, 'pass'), stored(2, {}, 'fail'), stored(3)], night(3, [100])), [
      'night-002',
    ]);
  });

  it('begins anew where one was pinned, and keeps those pinned among the last twenty', () => {
    const pinned: StoreEntry = { type: 'baseline', at: '', runs: [night(50, [100]), night(51, [100])] };
    const later = Array.from({ length: 30 }, (_, index) => stored(60 + index));
    const found = ids([stored(1), pinned, ...later]);
    assert.equal(found.length, 20);
    assert.deepEqual(found.slice(0, 3), ['night-051', 'night-052', 'night-073']);
  });
});

describe('a trend', () => {
  const series = (levels: readonly (readonly [number, number])[]) => {
    const random = seededRandom(7, 'nights');
    return levels
      .flatMap(([count, level]) => Array.from({ length: count }, () => scattered(random, level, 0.02)))
      .map((value, index) => night(index, [value]));
  };
  const METRICS = ['matrix.requestsPerSecond'] as const;

  it('finds where a figure changed for good, and that later nights confirm it', () => {
    const [change, ...more] = trendOf(
      series([
        [20, 100],
        [10, 90],
      ]),
      METRICS,
    );
    assert.deepEqual(more, []);
    assert.equal(change?.run, 'night-021');
    assert.deepEqual([change.direction, change.confirmed], ['worse', true]);
    assert.ok(Math.abs(change.ratio - 0.9) < 0.02);
  });

  it('is a first sign only in the first night that shows it', () => {
    const all = series([
      [20, 100],
      [10, 85],
    ]);
    const firstSeen = all.findIndex((_, index) => trendOf(all.slice(0, index + 1), METRICS).length > 0);
    assert.ok(firstSeen > 20);
    assert.equal(trendOf(all.slice(0, firstSeen + 1), METRICS)[0]?.confirmed, false);
    assert.equal(trendOf(all.slice(0, firstSeen + 2), METRICS)[0]?.confirmed, true);
  });

  it('is not seen in quiet nights, nor where the machine was another', () => {
    assert.deepEqual(trendOf(series([[40, 100]]), METRICS), []);
    const moved = series([
      [20, 100],
      [20, 50],
    ]).map((run, index) => ({
      ...run,
      fingerprint: index < 20 ? 'old' : 'new',
    }));
    assert.deepEqual(trendOf(moved, METRICS), []);
  });
});
