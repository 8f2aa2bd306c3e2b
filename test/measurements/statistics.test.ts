import assert from 'node:assert/strict';
import fc from 'fast-check';
import { medianWithInterval } from '../../src/measurements/statistics/median-interval.js';
import { mean, standardDeviation } from '../../src/measurements/statistics/moments.js';
import { ascending, percentile } from '../../src/measurements/statistics/percentile.js';

describe('a percentile', () => {
  const thousand = ascending(Array.from({ length: 1_000 }, (_, index) => 1_000 - index));

  it('is the smallest value that so many do not exceed', () => {
    assert.deepEqual(
      [0.001, 0.5, 0.9, 0.99, 0.999, 1].map((share) => percentile(thousand, share)),
      [1, 500, 900, 990, 999, 1_000],
    );
  });

  it('of few values is one of them', () => {
    assert.deepEqual(
      [percentile([7], 0.5), percentile([3, 9], 0.99), percentile([], 0.5)],
      [7, 9, undefined],
    );
  });
});

describe('moments', () => {
  it('are the mean and the sample standard deviation', () => {
    assert.equal(mean([2, 4, 4, 4, 5, 5, 7, 9]), 5);
    assert.ok(Math.abs((standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]) ?? 0) - Math.sqrt(32 / 7)) < 1e-12);
  });

  it('keep their digits however large the values', () => {
    assert.equal(standardDeviation([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]), Math.sqrt(30));
  });

  it('do not exist for too few values', () => {
    assert.deepEqual([mean([]), standardDeviation([1])], [undefined, undefined]);
  });
});

describe('the interval of a median', () => {
  it('needs six values', () => {
    assert.equal(medianWithInterval([1, 2, 3, 4, 5])?.interval, null);
    assert.deepEqual(medianWithInterval([6, 5, 4, 3, 2, 1])?.interval, {
      low: 1,
      high: 6,
      confidence: 0.96875,
    });
  });

  it('is the one that the tables of the binomial distribution give', () => {
    const ranks = (n: number) =>
      medianWithInterval(Array.from({ length: n }, (_, index) => index + 1))?.interval;
    const within = [8, 9, 15, 20, 25].map((n) => [ranks(n)?.low, ranks(n)?.high]);
    assert.deepEqual(within, [
      [1, 8],
      [2, 8],
      [4, 12],
      [6, 15],
      [8, 18],
    ]);
  });

  it('holds the median, and is not made of nothing', () => {
    assert.equal(medianWithInterval([]), null);
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 6, maxLength: 60 }), (values) => {
        const found = medianWithInterval(values);
        assert.ok(found?.interval);
        assert.ok(found.interval.low <= found.median && found.median <= found.interval.high);
        assert.ok(found.interval.confidence >= 0.95);
      }),
    );
  });
});
