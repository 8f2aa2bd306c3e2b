import assert from 'node:assert/strict';
import fc from 'fast-check';
import { arrivalTimes } from '../../../src/engines/native/arrivals.js';
import { timeOfArrival } from '../../../src/engines/native/rate-profile.js';
import type { RateStage } from '../../../src/engines/types.js';

const hold = (ratePerSecond: number, durationMs: number): RateStage => ({
  shape: 'hold',
  ratePerSecond,
  durationMs,
});
const ramp = (ratePerSecond: number, durationMs: number): RateStage => ({
  ...hold(ratePerSecond, durationMs),
  shape: 'ramp',
});

/** All times before the end. */
function all(next: () => number): number[] {
  const times: number[] = [];
  for (let time = next(); time < Number.POSITIVE_INFINITY; time = next()) times.push(time);
  return times;
}

describe('a rate profile', () => {
  it('rises and falls evenly, so that as many arrive as lie under its line', () => {
    const stages = [ramp(1000, 2000), hold(1000, 1000), ramp(0, 2000)];
    const times = all(arrivalTimes({ ratePerSecond: 0, stages, arrivals: 'constant', seed: 1 }));
    assert.equal(times.length, 3000);
    const within = (fromMs: number, toMs: number) => times.filter((t) => t >= fromMs && t < toMs).length;
    // In the first half of a ramp from 0, a quarter of its arrivals; the first is at the very beginning.
    assert.ok(Math.abs(within(0, 1000) - 250) <= 1);
    assert.ok(Math.abs(within(1000, 2000) - 750) <= 1);
    assert.ok(Math.abs(within(2000, 3000) - 1000) <= 1);
    assert.ok(Math.abs(within(3000, 4000) - 750) <= 1);
    assert.ok(Math.abs(within(4000, 5000) - 250) <= 1);
  });

  it('steps at once', () => {
    const stages = [hold(100, 1000), hold(0, 500), hold(400, 1000)];
    const times = all(arrivalTimes({ ratePerSecond: 7, stages, arrivals: 'constant', seed: 1 }));
    assert.equal(times.length, 500);
    assert.equal(times[99], 990);
    assert.equal(times[100], 1500);
    assert.ok(Math.abs((times[499] ?? 0) - (2500 - 2.5)) < 1e-6);
  });

  it('never goes back, and gives the time at which the line has that area', () => {
    const stage = fc.record({
      shape: fc.constantFrom('ramp' as const, 'hold' as const),
      ratePerSecond: fc.integer({ min: 0, max: 2000 }),
      durationMs: fc.integer({ min: 1, max: 2000 }),
    });
    fc.assert(
      fc.property(fc.nat(1000), fc.array(stage, { minLength: 1, maxLength: 6 }), (ratePerSecond, stages) => {
        const lengthMs = stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
        const timeOf = timeOfArrival({ ratePerSecond, stages });
        let lastMs = 0;
        for (let arrivals = 0; ; arrivals += 0.5) {
          const timeMs = timeOf(arrivals);
          if (timeMs === Number.POSITIVE_INFINITY) break;
          assert.ok(timeMs >= lastMs - 1e-6 && timeMs < lengthMs);
          assert.ok(Math.abs(areaUntil(timeMs, ratePerSecond, stages) - arrivals) < 1e-6 * (1 + arrivals));
          lastMs = timeMs;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same schedule however many threads share it', () => {
    for (const arrivals of ['constant', 'poisson'] as const) {
      const options = { ratePerSecond: 50, stages: [ramp(900, 1000), hold(300, 500)], arrivals, seed: 4 };
      const shared = [0, 1, 2].map((index) => all(arrivalTimes({ ...options, share: { index, of: 3 } })));
      assert.deepEqual(
        shared.flat().sort((one, other) => one - other),
        all(arrivalTimes(options)),
      );
      const counts = shared.map(({ length }) => length);
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
    }
  });
});

/** By the trapezoids, apart from what is tested. */
function areaUntil(timeMs: number, startPerSecond: number, stages: readonly RateStage[]): number {
  let area = 0;
  let fromMs = 0;
  let before = startPerSecond;
  for (const { shape, ratePerSecond, durationMs } of stages) {
    const first = shape === 'ramp' ? before : ratePerSecond;
    const partMs = Math.min(durationMs, Math.max(0, timeMs - fromMs));
    const last = first + ((ratePerSecond - first) * partMs) / durationMs;
    area += (((first + last) / 2) * partMs) / 1000;
    fromMs += durationMs;
    before = ratePerSecond;
  }
  return area;
}
