import assert from 'node:assert/strict';
import fc from 'fast-check';
import { latencySummary, Tally, totalOf } from '../../src/engines/tally.js';
import { sumCounts } from '../../src/engines/windows.js';
import type { LoadWindow } from '../../src/history/types.js';

describe('a tally', () => {
  it('measures latency of successes alone', () => {
    const tally = new Tally(0);
    tally.answer(200, 100, 10, 1);
    tally.answer(503, 10, 0.1, 2);
    tally.fail('connect-refused', 3);
    assert.deepEqual(tally.outcomes(), { ok: 1, 'http-503': 1, 'connect-refused': 1 });
    assert.equal(latencySummary(tally.latency)?.minMs, 10);
    assert.equal(latencySummary(tally.latency)?.maxMs, 10);
    assert.equal(tally.nonTwoXx, 1);
    assert.equal(tally.bytes, 110);
  });

  it('has no latency without a success', () => {
    const tally = new Tally(0);
    tally.fail('reset', 1);
    assert.equal(latencySummary(tally.latency), undefined);
    assert.equal(tally.takeLastWindows(2)[0]?.latency, undefined);
  });

  it('gives percentiles within a thousandth', () => {
    const tally = new Tally(0);
    for (let index = 1; index <= 10_000; index++) tally.answer(200, 1, index / 100, index);
    const latency = latencySummary(tally.latency);
    const near = (actual: number | undefined, expected: number) =>
      assert.ok(Math.abs((actual ?? 0) - expected) <= expected / 1000, `${actual} for ${expected}`);
    near(latency?.percentilesMs['50'], 50);
    near(latency?.percentilesMs['99'], 99);
    near(latency?.percentilesMs['99.9'], 99.9);
    assert.equal(latency?.percentilesMs['100'], 100);
    assert.equal(latency?.maxMs, 100);
    near(latency?.meanMs, 50.005);
  });

  it('puts what ended into windows of 100 ms from its start, and buckets of 10 ms within them', () => {
    const tally = new Tally(1000);
    tally.answer(200, 1, 2, 1009.9);
    tally.answer(200, 1, 4, 1010);
    tally.fail('reset', 1010);
    tally.answer(200, 1, 4, 1099.9);
    tally.fail('reset', 1100);
    assert.deepEqual(tally.takeWindows(1199), [
      {
        fromMs: 1000,
        toMs: 1100,
        outcomes: { ok: 3, reset: 1 },
        latency: { meanMs: 10 / 3, p99Ms: 4, maxMs: 4 },
        buckets: [
          { at: 0, outcomes: { ok: 1 }, cells: [127, 1] },
          { at: 1, outcomes: { ok: 1, reset: 1 }, cells: [143, 1] },
          { at: 9, outcomes: { ok: 1 }, cells: [143, 1] },
        ],
      },
    ]);
    assert.deepEqual(tally.takeLastWindows(1250), [
      { fromMs: 1100, toMs: 1200, outcomes: { reset: 1 }, buckets: [{ at: 0, outcomes: { reset: 1 } }] },
      { fromMs: 1200, toMs: 1250, outcomes: {} },
    ]);
  });

  it('reports windows in which nothing happened as empty, however many', () => {
    const tally = new Tally(5);
    tally.fail('reset', 340);
    const windows = tally.takeWindows(410);
    assert.deepEqual(
      windows.map(({ fromMs, toMs, outcomes }) => [fromMs, toMs, totalOf(outcomes)]),
      [
        [5, 105, 0],
        [105, 205, 0],
        [205, 305, 0],
        [305, 405, 1],
      ],
    );
    assert.deepEqual(tally.takeLastWindows(405), []);
  });

  it('loses nothing between windows and buckets, whenever they are taken', () => {
    const step = fc.record({
      afterMs: fc.double({ min: 0, max: 250, noNaN: true }),
      status: fc.constantFrom(200, 204, 404, 503),
      take: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (steps, startMs) => {
          const tally = new Tally(startMs);
          const windows: LoadWindow[] = [];
          let nowMs = startMs;
          for (const { afterMs, status, take } of steps) {
            nowMs += afterMs;
            tally.answer(status, 1, afterMs, nowMs);
            if (take) windows.push(...tally.takeWindows(nowMs));
          }
          windows.push(...tally.takeLastWindows(nowMs));
          assert.deepEqual(sumCounts(windows.map(({ outcomes }) => outcomes)), tally.outcomes());
          assert.equal(totalOf(tally.outcomes()), steps.length);
          for (const [index, window] of windows.entries()) {
            const buckets = window.buckets ?? [];
            assert.deepEqual(sumCounts(buckets.map(({ outcomes }) => outcomes)), window.outcomes);
            assert.ok(buckets.every(({ at }) => at >= 0 && at < 10));
            if (index > 0) assert.equal(window.fromMs, windows[index - 1]?.toMs);
          }
        },
      ),
    );
  });
});
