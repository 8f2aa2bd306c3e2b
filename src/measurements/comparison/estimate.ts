import { centreOf, type ShiftEstimate, shiftBetween } from '../statistics/hodges-lehmann.js';
import { mannWhitney } from '../statistics/mann-whitney.js';
import { medianWithInterval } from '../statistics/median-interval.js';
import { mean, standardDeviation } from '../statistics/moments.js';
import { signedRank } from '../statistics/signed-rank.js';
import { studentCritical, studentTwoSided } from '../statistics/student.js';
import type { ComparedMetric, Estimate, Subject } from './types.js';

/** Of every interval. */
export const CONFIDENCE = 0.95;
/** Runs of a baseline that are needed to say where a further one would lie. */
export const LEAST_BASELINE = 5;

/** Figures above zero taken side by side. */
export interface Pair {
  readonly before: number;
  readonly after: number;
}

export interface PairedSeries {
  readonly metric: ComparedMetric;
  readonly subject: Subject;
  /** By block; null where one of the two is missing. */
  readonly pairs: readonly (Pair | null)[];
}

/**
 * From the logarithms of the pairs' ratios: their Hodges-Lehmann centre, its signed-rank interval, and the p value of
 * the signed-rank test. What drifts or disturbs both sides of a pair alike falls out.
 */
export function estimatePaired(pairs: readonly Pair[], leftOut: number): Estimate {
  const logs = pairs.map(({ before, after }) => Math.log(after / before));
  const medians = mediansOf(
    pairs.map(({ before }) => before),
    pairs.map(({ after }) => after),
  );
  return {
    method: 'paired',
    ...medians,
    ...asRatio(centreOf(logs, CONFIDENCE)),
    p: pairs.length === 0 ? null : signedRank(logs).p,
    leastP: Math.min(1, 2 ** (1 - pairs.length)),
    size: { before: pairs.length, after: pairs.length },
    leftOut,
  };
}

/**
 * From the logarithms of two samples that have nothing to do with each other: Hodges-Lehmann shift, its Mann-Whitney
 * interval, and the p value of the Mann-Whitney test.
 */
export function estimateSeparate(
  before: readonly number[],
  after: readonly number[],
  leftOut: number,
): Estimate {
  const xs = before.map(Math.log);
  const ys = after.map(Math.log);
  const isEmpty = xs.length === 0 || ys.length === 0;
  return {
    method: 'separate',
    ...mediansOf(before, after),
    ...asRatio(shiftBetween(xs, ys, CONFIDENCE)),
    p: isEmpty ? null : mannWhitney(xs, ys).p,
    leastP: Math.min(1, 2 / choose(xs.length + ys.length, xs.length)),
    size: { before: before.length, after: after.length },
    leftOut,
  };
}

/**
 * One run against a baseline of several, each run one figure, as logarithms: how far it lies from their mean, against
 * the interval in which one further run of the same would lie (Student, n − 1 degrees of freedom). What differs from
 * night to night is in the scatter of the baseline, and so in the interval.
 * Source: Hahn and Meeker, "Statistical Intervals" (1991), section 4.8.
 */
export function estimatePredicted(baseline: readonly number[], after: number | null): Estimate {
  const logs = baseline.map(Math.log);
  const centre = mean(logs);
  const scatter = standardDeviation(logs);
  const common = {
    method: 'predicted',
    ...mediansOf(baseline, after === null ? [] : [after]),
    leastP: 0,
    size: { before: baseline.length, after: after === null ? 0 : 1 },
    leftOut: 0,
  } as const;
  if (after === null || centre === undefined) {
    return { ...common, ratio: null, interval: null, p: null };
  }
  const shift = Math.log(after) - centre;
  if (scatter === undefined || baseline.length < LEAST_BASELINE) {
    return { ...common, ratio: Math.exp(shift), interval: null, p: null };
  }
  const degrees = baseline.length - 1;
  const error = scatter * Math.sqrt(1 + 1 / baseline.length);
  const half = studentCritical(CONFIDENCE, degrees) * error;
  return {
    ...common,
    ratio: Math.exp(shift),
    interval: { low: Math.exp(shift - half), high: Math.exp(shift + half), confidence: CONFIDENCE },
    p: studentTwoSided(shift === 0 ? 0 : shift / error, degrees),
  };
}

function asRatio(estimate: ShiftEstimate | null): Pick<Estimate, 'ratio' | 'interval'> {
  if (estimate === null) {
    return { ratio: null, interval: null };
  }
  const { shift, interval } = estimate;
  return {
    ratio: Math.exp(shift),
    interval:
      interval === null ? null : { ...interval, low: Math.exp(interval.low), high: Math.exp(interval.high) },
  };
}

function mediansOf(before: readonly number[], after: readonly number[]): Pick<Estimate, 'before' | 'after'> {
  return {
    before: medianWithInterval(before)?.median ?? null,
    after: medianWithInterval(after)?.median ?? null,
  };
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let index = 1; index <= k; index++) {
    ways *= (n - k + index) / index;
  }
  return ways;
}
