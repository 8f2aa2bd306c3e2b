export interface RankTest {
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
  /** Counted out, not approximated. */
  readonly exact: boolean;
}

/** Twice the smaller tail of a distribution given as counts by value, the observed value in both; at most 1. */
export function twoSided(counts: Float64Array, observed: number): number {
  let below = 0;
  let above = 0;
  let all = 0;
  counts.forEach((count, value) => {
    all += count;
    below += value <= observed ? count : 0;
    above += value >= observed ? count : 0;
  });
  return Math.min(1, (2 * Math.min(below, above)) / all);
}

/**
 * The largest number k for which counting off the k − 1 smallest and largest values leaves at least `confidence`
 * between: P(statistic ≤ k − 1) ≤ (1 − confidence) / 2.
 * @param counts of the statistic's values from 0
 * @returns null where not even the extremes are far enough apart
 */
export function criticalRank(
  counts: Float64Array,
  confidence: number,
): { readonly rank: number; readonly confidence: number } | null {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let rank = 0;
  let below = 0;
  let tail = 0;
  while (rank < counts.length) {
    below += counts[rank] ?? 0;
    if ((2 * below) / all > 1 - confidence + 1e-12) {
      break;
    }
    tail = below / all;
    rank++;
  }
  return rank === 0 ? null : { rank, confidence: 1 - 2 * tail };
}
