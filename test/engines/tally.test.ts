import assert from 'node:assert/strict';
import { Tally } from '../../src/engines/tally.js';

describe('a tally', () => {
  it('measures latency of successes alone', () => {
    const tally = new Tally(0);
    tally.answer(200, 100, 10);
    tally.answer(503, 10, 0.1);
    tally.fail('connect-refused');
    tally.takeWindow(1);
    assert.deepEqual(tally.outcomes(), { ok: 1, 'http-503': 1, 'connect-refused': 1 });
    assert.equal(tally.latency()?.minMs, 10);
    assert.equal(tally.latency()?.maxMs, 10);
    assert.equal(tally.nonTwoXx, 1);
    assert.equal(tally.bytes, 110);
  });

  it('has no latency without a success', () => {
    const tally = new Tally(0);
    tally.fail('reset');
    tally.takeWindow(1);
    assert.equal(tally.latency(), undefined);
  });

  it('gives percentiles within a thousandth, from windows that add up to the whole', () => {
    const tally = new Tally(0);
    for (let index = 1; index <= 10_000; index++) {
      tally.answer(200, 1, index / 100);
      if (index % 1000 === 0) {
        const { outcomes, fromMs, toMs } = tally.takeWindow(index);
        assert.deepEqual([outcomes.ok, toMs - fromMs], [1000, 1000]);
      }
    }
    const latency = tally.latency();
    const near = (actual: number | undefined, expected: number) =>
      assert.ok(Math.abs((actual ?? 0) - expected) <= expected / 1000, `${actual} for ${expected}`);
    near(latency?.percentilesMs['50'], 50);
    near(latency?.percentilesMs['99'], 99);
    near(latency?.percentilesMs['99.9'], 99.9);
    assert.equal(latency?.percentilesMs['100'], 100);
    assert.equal(latency?.maxMs, 100);
    near(latency?.meanMs, 50.005);
  });

  it('reports windows in which nothing happened as empty', () => {
    const tally = new Tally(5);
    assert.deepEqual(tally.takeWindow(10), { fromMs: 5, toMs: 10, outcomes: {} });
  });
});
