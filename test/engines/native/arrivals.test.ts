import assert from 'node:assert/strict';
import { arrivalTimes } from '../../../src/engines/native/arrivals.js';

const take = (next: () => number, count: number) => Array.from({ length: count }, () => next());

describe('arrival times', () => {
  it('are evenly spaced when constant, with no error that adds up', () => {
    const times = take(arrivalTimes({ ratePerSecond: 3, arrivals: 'constant', seed: 1 }), 3001);
    assert.equal(times[0], 0);
    assert.equal(times[3000], 3000 * (1000 / 3));
  });

  it('are exponentially spaced when Poisson, and the same for the same seed', () => {
    const options = { ratePerSecond: 1000, arrivals: 'poisson', seed: 7 } as const;
    const times = take(arrivalTimes(options), 20_001);
    assert.deepEqual(take(arrivalTimes(options), 20_001), times);
    assert.notDeepEqual(take(arrivalTimes({ ...options, seed: 8 }), 10), times.slice(0, 10));
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.ok(gaps.every((gap) => gap >= 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    // Mean and standard deviation of the exponential distribution are both 1 / rate.
    assert.ok(Math.abs(mean - 1) < 0.05, `${mean}`);
    assert.ok(Math.abs(Math.sqrt(variance) - 1) < 0.05, `${variance}`);
  });
});
