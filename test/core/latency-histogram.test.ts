import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cellOf, cellTop, LatencyHistogram } from '../../src/core/latency-histogram.js';

describe('the cells of a histogram', () => {
  it('cover all whole numbers without a gap, each as narrow as its bits say', () => {
    for (const bits of [5, 11]) {
      fc.assert(
        fc.property(fc.nat({ max: 2 ** 32 - 1 }), (value) => {
          const cell = cellOf(value, bits);
          const top = cellTop(cell, bits);
          assert.ok(top >= value && top - value < Math.max(1, value / 2 ** (bits - 1)));
          assert.equal(cellOf(top, bits), cell);
          if (top < 2 ** 32 - 1) assert.equal(cellOf(top + 1, bits), cell + 1);
        }),
        { numRuns: 2000 },
      );
    }
  });
});

describe('a latency histogram', () => {
  const durations = fc.array(fc.double({ min: 0, max: 4_000_000, noNaN: true }), { maxLength: 200 });

  it('of several parts is that of the whole', () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 5 }), (all, parts) => {
        const whole = new LatencyHistogram();
        const split = Array.from({ length: parts }, () => new LatencyHistogram());
        for (const [index, durationMs] of all.entries()) {
          whole.record(durationMs);
          split[index % parts]?.record(durationMs);
        }
        const sum = new LatencyHistogram();
        // As it arrives from another thread.
        for (const part of split) sum.add(structuredClone({ ...part }));
        assert.deepEqual(sum, whole);
      }),
    );
  });

  it('gives the percentile by rank, at most a thousandth above it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (all, percentile) => {
          const histogram = new LatencyHistogram();
          for (const us of all) histogram.record(us / 1000);
          const rank = Math.max(1, Math.ceil((percentile / 100) * all.length));
          const exactMs = ((all.toSorted((one, other) => one - other)[rank - 1] ?? 0) as number) / 1000;
          const given = histogram.percentileMs(percentile);
          assert.ok(given >= exactMs && given <= exactMs * 1.001, `${given} for ${exactMs}`);
        },
      ),
    );
  });

  it('counts what takes longer than an hour as an hour, and keeps its true maximum', () => {
    const histogram = new LatencyHistogram();
    histogram.record(7_200_000);
    assert.equal(histogram.maxMs, 7_200_000);
    assert.ok(histogram.percentileMs(50) >= 3_600_000);
  });
});
