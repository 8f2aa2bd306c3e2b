import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/cli/package-root.js';
import { seededRandom } from '../../src/core/random.js';
import { bootstrapInterval } from '../../src/measurements/statistics/bootstrap.js';
import { bestSplit } from '../../src/measurements/statistics/e-divisive.js';
import {
  centreOf,
  type ShiftEstimate,
  shiftBetween,
} from '../../src/measurements/statistics/hodges-lehmann.js';
import { holm } from '../../src/measurements/statistics/holm.js';
import { mannWhitney } from '../../src/measurements/statistics/mann-whitney.js';
import { mean } from '../../src/measurements/statistics/moments.js';
import { normalCdf, normalQuantile } from '../../src/measurements/statistics/normal.js';
import { signedRank } from '../../src/measurements/statistics/signed-rank.js';
import { studentCritical, studentTwoSided } from '../../src/measurements/statistics/student.js';

interface Shift {
  readonly shift: number;
  readonly low: number;
  readonly high: number;
}

/** fixtures/statistics/make-vectors.py says how it was made. */
interface Vectors {
  readonly mannWhitney: readonly { xs: number[]; ys: number[]; u: number; p: number; exact: boolean }[];
  readonly signedRank: readonly { differences: number[]; w: number; p: number; exact: boolean }[];
  readonly hodgesLehmann: readonly (Shift & { differences?: number[]; xs?: number[]; ys?: number[] })[];
  readonly holm: readonly { ps: number[]; adjusted: number[] }[];
  readonly distributions: {
    readonly normalCdf: readonly { z: number; p: number }[];
    readonly normalQuantile: readonly { p: number; z: number }[];
    readonly studentTwoSided: readonly { t: number; degrees: number; p: number }[];
    readonly studentCritical: readonly { confidence: number; degrees: number; t: number }[];
  };
  readonly bootstrap: readonly { data: number[]; kind: 'percentile' | 'bca'; low: number; high: number }[];
  readonly energySplit: readonly { values: number[]; least: number; at: number; statistic: number }[];
}

const vectors = JSON.parse(
  readFileSync(join(packageRoot(), 'fixtures', 'statistics', 'vectors.json'), 'utf8'),
) as Vectors;

function assertNear(actual: number | undefined, expected: number, relative = 1e-9): void {
  const allowed = relative * Math.max(1e-12, Math.abs(expected));
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= allowed, `${actual} is not near ${expected}`);
}

describe('what SciPy and R say', () => {
  it('of the Mann-Whitney test, exact with and without ties and approximate, is what we say', () => {
    for (const { xs, ys, u, p, exact } of vectors.mannWhitney) {
      const found = mannWhitney(xs, ys);
      assert.equal(found.statistic, u);
      assert.equal(found.exact, exact);
      assertNear(found.p, p);
    }
  });

  it('of the signed-rank test, exact with and without ties and approximate, is what we say', () => {
    for (const { differences, w, p, exact } of vectors.signedRank) {
      const found = signedRank(differences);
      assert.equal(found.statistic, w);
      assert.equal(found.exact, exact);
      assertNear(found.p, p);
    }
  });

  it('of Hodges and Lehmann and their intervals is what we say', () => {
    for (const { differences, xs = [], ys = [], shift, low, high } of vectors.hodgesLehmann) {
      const found: ShiftEstimate | null =
        differences === undefined ? shiftBetween(xs, ys, 0.95) : centreOf(differences, 0.95);
      assert.ok(found?.interval);
      assertNear(found.shift, shift);
      assertNear(found.interval.low, low);
      assertNear(found.interval.high, high);
      assert.ok(found.interval.confidence >= 0.95);
    }
  });

  it('of Holm is what we say', () => {
    for (const { ps, adjusted } of vectors.holm) {
      holm(ps).forEach((p, index) => {
        assertNear(p, adjusted[index] ?? Number.NaN);
      });
    }
  });

  it('of normal and Student distributions is what we say', () => {
    const { distributions } = vectors;
    for (const { z, p } of distributions.normalCdf) assertNear(normalCdf(z), p, 1e-8);
    for (const { z, p } of distributions.normalQuantile) {
      assert.ok(Math.abs(normalQuantile(p) - z) < 1e-9, `${p}`);
    }
    for (const { t, degrees, p } of distributions.studentTwoSided) {
      assertNear(studentTwoSided(t, degrees), p, 1e-7);
    }
    for (const { confidence, degrees, t } of distributions.studentCritical) {
      assertNear(studentCritical(confidence, degrees), t);
    }
  });

  it('of the bootstrap is what we say, to a fiftieth of the width of the interval', () => {
    for (const { data, kind, low, high } of vectors.bootstrap) {
      const found = bootstrapInterval(data, (items) => mean(items) ?? Number.NaN, {
        random: seededRandom(1, 'test'),
        confidence: 0.95,
        resamples: 50_000,
        kind,
      });
      assert.ok(found);
      assert.ok(Math.abs(found.low - low) < (high - low) / 50, `${kind}: ${found.low} is not near ${low}`);
      assert.ok(
        Math.abs(found.high - high) < (high - low) / 50,
        `${kind}: ${found.high} is not near ${high}`,
      );
    }
  });

  it('of the energy statistic, every mean counted out, is what our running sums say', () => {
    for (const { values, least, at, statistic } of vectors.energySplit) {
      const found = bestSplit(values, least);
      assert.equal(found?.at, at);
      assertNear(found?.statistic, statistic);
    }
  });
});
