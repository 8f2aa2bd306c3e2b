import { subsetSums } from './mann-whitney.js';
import { normalQuantile } from './normal.js';
import { ascending } from './percentile.js';
import { criticalRank } from './rank-test.js';
import { signedSums } from './signed-rank.js';

/** A location or shift with its interval; null where there are too few values for the confidence. */
export interface ShiftEstimate {
  readonly shift: number;
  readonly interval: { readonly low: number; readonly high: number; readonly confidence: number } | null;
}

const MOST_EXACT = 60;

/**
 * The middle of differences that scatter evenly around it: the median of their Walsh averages (d_i + d_j) / 2,
 * i ≤ j; the interval goes with the signed-rank test and is exact up to 60 differences.
 * Source: Hodges and Lehmann, Ann. Math. Statist. 34 (1963); Hollander and Wolfe (1999), sections 3.2 and 3.3.
 * @returns null for no differences
 */
export function centreOf(differences: readonly number[], confidence: number): ShiftEstimate | null {
  const n = differences.length;
  const averages = differences.flatMap((one, index) =>
    differences.slice(index).map((other) => (one + other) / 2),
  );
  const critical =
    n <= MOST_EXACT
      ? criticalRank(signedSums(firstRanks(n)), confidence)
      : approximateRank((n * (n + 1)) / 4, (n * (n + 1) * (2 * n + 1)) / 24, confidence);
  return estimate(averages, critical);
}

/**
 * By how much `ys` are larger than `xs`: the median of all differences y − x; the interval goes with the
 * Mann-Whitney test and is exact up to 60 values in all.
 * Source: Hodges and Lehmann (1963); Hollander and Wolfe (1999), sections 4.2 and 4.3.
 * @returns null where one of them is empty
 */
export function shiftBetween(
  xs: readonly number[],
  ys: readonly number[],
  confidence: number,
): ShiftEstimate | null {
  const m = xs.length;
  const n = ys.length;
  const differences = ys.flatMap((y) => xs.map((x) => y - x));
  if (differences.length === 0) {
    return null;
  }
  const critical =
    m + n <= MOST_EXACT
      ? criticalRank(subsetSums(firstRanks(m + n), n).slice((n * (n + 1)) / 2), confidence)
      : approximateRank((m * n) / 2, (m * n * (m + n + 1)) / 12, confidence);
  return estimate(differences, critical);
}

function firstRanks(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function approximateRank(mean: number, variance: number, confidence: number) {
  const rank = Math.floor(mean - normalQuantile((1 + confidence) / 2) * Math.sqrt(variance));
  return rank < 1 ? null : { rank, confidence };
}

function estimate(
  values: readonly number[],
  critical: ReturnType<typeof criticalRank>,
): ShiftEstimate | null {
  const sorted = ascending(values);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) {
    return null;
  }
  const low = critical === null ? undefined : sorted[critical.rank - 1];
  const high = critical === null ? undefined : sorted[sorted.length - critical.rank];
  return {
    shift: (lower + upper) / 2,
    interval:
      critical === null || low === undefined || high === undefined
        ? null
        : { low, high, confidence: critical.confidence },
  };
}
