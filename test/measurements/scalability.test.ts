import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scalabilityRows } from '../../src/measurements/scalability.js';
import {
  fitScalabilityLaw,
  goodnessOf,
  type LoadPoint,
  peakOf,
  rateBy,
  type ScalabilityLaw,
} from '../../src/measurements/statistics/scalability-law.js';
import type { CellSummary, ScalabilityRow } from '../../src/measurements/types.js';

const LEVELS = [1, 3, 5, 10, 20];

function pointsOf(law: ScalabilityLaw, levels = LEVELS): readonly LoadPoint[] {
  return levels.map((concurrency) => ({ concurrency, perSecond: rateBy(law, concurrency) }));
}

function near(actual: number, expected: number, share: number): void {
  assert.ok(
    Math.abs(actual - expected) <= share * Math.max(1e-3, Math.abs(expected)),
    `${actual}, not ${expected}`,
  );
}

/** The published tables of the thesis at 10,000 requests, requests/s at c = 1, 3, 5, 10, 20. */
const PUBLISHED = {
  static: [148.87, 344.95, 505.51, 583.71, 565.92],
  dynamic: [44.38, 68.07, 83.84, 81.92, 79.88],
  image: [49.27, 87.38, 90.98, 95.88, 94.81],
} as const;

function published(page: keyof typeof PUBLISHED): readonly LoadPoint[] {
  return LEVELS.map((concurrency, index) => ({ concurrency, perSecond: PUBLISHED[page][index] ?? 0 }));
}

function squares(points: readonly LoadPoint[], law: ScalabilityLaw): number {
  return points.reduce((sum, point) => sum + (point.perSecond - rateBy(law, point.concurrency)) ** 2, 0);
}

/** The best of a dense grid of σ and κ, with λ by its closed form. */
function bestOfGrid(points: readonly LoadPoint[]): number {
  let best = Number.POSITIVE_INFINITY;
  const grid = [0, ...Array.from({ length: 60 }, (_, index) => 10 ** (-5 + index / 11))];
  for (const sigma of grid) {
    for (const kappa of grid) {
      const unit = { lambda: 1, sigma, kappa };
      const products = points.reduce((sum, p) => sum + p.perSecond * rateBy(unit, p.concurrency), 0);
      const norm = points.reduce((sum, p) => sum + rateBy(unit, p.concurrency) ** 2, 0);
      best = Math.min(best, squares(points, { lambda: products / norm, sigma, kappa }));
    }
  }
  return best;
}

describe('the fit of the Universal Scalability Law', () => {
  it('finds the law that the points were made with, at its bounds too', () => {
    for (const law of [
      { lambda: 1_000, sigma: 0.05, kappa: 0.002 },
      { lambda: 40, sigma: 0.4, kappa: 0 },
      { lambda: 200, sigma: 0, kappa: 0.01 },
      { lambda: 3, sigma: 0, kappa: 0 },
    ]) {
      const fit = fitScalabilityLaw(pointsOf(law));
      near(fit.lambda, law.lambda, 1e-4);
      near(fit.sigma, law.sigma, 1e-3);
      near(fit.kappa, law.kappa, 1e-3);
      near(goodnessOf(pointsOf(law), fit).r2 ?? 0, 1, 1e-6);
    }
  });

  it('never has a negative parameter, and is no worse than any law of a dense grid', () => {
    const rates = fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(rates, (values) => {
        const points = values.map((perSecond, index) => ({ concurrency: LEVELS[index] ?? 1, perSecond }));
        const fit = fitScalabilityLaw(points);
        assert.ok(fit.sigma >= 0 && fit.kappa >= 0 && fit.lambda > 0);
        const total = points.reduce((sum, point) => sum + point.perSecond ** 2, 0);
        assert.ok(squares(points, fit) <= bestOfGrid(points) + 1e-6 * total, JSON.stringify({ points, fit }));
      }),
      { numRuns: 60 },
    );
  }).timeout(60_000);

  it('describes the published tables, each with a peak within what was measured', () => {
    for (const page of ['static', 'dynamic', 'image'] as const) {
      const points = published(page);
      const fit = fitScalabilityLaw(points);
      const { r2, worstShare } = goodnessOf(points, fit);
      assert.ok(squares(points, fit) <= bestOfGrid(points) * (1 + 1e-9));
      assert.ok((r2 ?? 0) > 0.93, `${page}: ${r2}`);
      assert.ok(worstShare < 0.2, `${page}: ${worstShare}`);
      const peak = peakOf(fit) ?? 0;
      assert.ok(peak > 5 && peak < 20, `${page}: ${peak}`);
    }
  });

  it('has no peak where nothing but queueing holds it back, and the first level where more are worse', () => {
    assert.equal(peakOf({ lambda: 1, sigma: 0.1, kappa: 0 }), null);
    assert.equal(peakOf({ lambda: 1, sigma: 1.2, kappa: 0 }), 1);
    near(peakOf({ lambda: 1, sigma: 0.1, kappa: 0.009 }) ?? 0, 10, 1e-9);
  });

  it('has no share of explained scatter where there is none', () => {
    const flat = LEVELS.map((concurrency) => ({ concurrency, perSecond: 7 }));
    assert.equal(goodnessOf(flat, fitScalabilityLaw(flat)).r2, null);
  });
});

describe('the scaling of a page', () => {
  const median = (value: number) => ({ median: value, min: value, max: value, interval: null });
  const cell = (concurrency: number, perSecond: number | null): CellSummary => ({
    page: 'static',
    frontend: 'tcp',
    engine: 'ab',
    requests: 10_000,
    concurrency,
    keepAlive: false,
    repeats: 1,
    invalid: perSecond === null ? 1 : 0,
    requestsPerSecond: perSecond === null ? null : median(perSecond),
    timePerRequestMs: perSecond === null ? null : median((concurrency * 1_000) / perSecond),
    percentilesMs: {},
    failed: 0,
    invalidBecause: [],
    warnings: [],
  });
  const rowsOf = (rates: readonly (number | null)[]) =>
    scalabilityRows(rates.map((rate, index) => cell(LEVELS[index] ?? 0, rate)));
  const rowOf = (rates: readonly (number | null)[]): ScalabilityRow => {
    const [row] = rowsOf(rates);
    assert.ok(row !== undefined);
    return row;
  };

  it('has its knee where more connections gain 5% at most', () => {
    const row = rowOf(PUBLISHED.static);
    assert.deepEqual([row.knee.concurrency, row.beyond?.concurrency], [10, 20]);
    assert.equal(rowOf(PUBLISHED.dynamic).knee.concurrency, 5);
    assert.equal(rowOf([100, 300, 500, 520, 524]).knee.concurrency, 5);
  });

  it('has nothing beyond a knee at the highest level', () => {
    const row = rowOf([100, 300, 500, 1_000, 2_000]);
    assert.deepEqual([row.knee.concurrency, row.beyond], [20, null]);
    assert.equal(row.fit?.peakConcurrency, null);
  });

  it('is fitted from five valid levels on', () => {
    assert.ok(rowOf(PUBLISHED.image).fit !== null);
    const row = rowOf([...PUBLISHED.image.slice(0, 4), null]);
    assert.equal(row.fit, null);
    assert.match(row.noFitBecause ?? '', /^4 valid levels of concurrency; 5 are the least/);
    assert.deepEqual(row.levels, [1, 3, 5, 10]);
  });

  it('is not told of one level, nor where nothing is valid', () => {
    assert.deepEqual(rowsOf([5]), []);
    assert.deepEqual(rowsOf([null, null, null]), []);
  });

  it('says what a law without coherency rises towards', () => {
    const { fit } = rowOf(pointsOf({ lambda: 100, sigma: 0.5, kappa: 0 }).map((point) => point.perSecond));
    near(fit?.limitPerSecond ?? 0, 200, 1e-3);
  });
});
