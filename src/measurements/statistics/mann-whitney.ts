import { normalCdf } from './normal.js';
import { type RankTest, twoSided } from './rank-test.js';
import { doubledRanks, tieCorrection } from './ranks.js';

/** Up to so many values in all, the distribution is counted out. */
const MOST_EXACT = 60;

/**
 * Whether one sample tends to be larger than the other. Exact up to 60 values in all, ties too: the statistic is
 * compared with all ways to deal the observed ranks into two samples of these sizes. Beyond, the normal
 * approximation with correction for ties and continuity.
 * Source: Mann and Whitney, Ann. Math. Statist. 18 (1947); ties and approximation: Lehmann, "Nonparametrics" (1975),
 * sections 1.2 to 1.4; the two-sided p value is twice the smaller tail.
 * @returns U of `ys`: the pairs in which y is larger, a tie counting half; p = 1 for an empty sample
 */
export function mannWhitney(xs: readonly number[], ys: readonly number[]): RankTest {
  const all = [...ys, ...xs];
  const ranks = doubledRanks(all);
  const doubledSum = ranks.slice(0, ys.length).reduce((sum, rank) => sum + rank, 0);
  const statistic = doubledSum / 2 - (ys.length * (ys.length + 1)) / 2;
  if (xs.length === 0 || ys.length === 0) {
    return { statistic, p: 1, exact: true };
  }
  return all.length <= MOST_EXACT
    ? { statistic, p: exactP(ranks, ys.length, doubledSum), exact: true }
    : { statistic, p: asymptoticP(statistic, xs.length, ys.length, tieCorrection(all)), exact: false };
}

function exactP(ranks: readonly number[], size: number, observed: number): number {
  return twoSided(subsetSums(ranks, size), observed);
}

/** How many subsets of `size` ranks have each sum. Counts are doubles: only their ratios matter. */
export function subsetSums(ranks: readonly number[], size: number): Float64Array {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const counts = Array.from({ length: size + 1 }, () => new Float64Array(total + 1));
  const [none] = counts;
  if (none !== undefined) {
    none[0] = 1;
  }
  for (const rank of ranks) {
    for (let taken = size; taken >= 1; taken--) {
      addShifted(counts[taken], counts[taken - 1], rank);
    }
  }
  return counts[size] ?? new Float64Array(1);
}

function addShifted(into: Float64Array | undefined, from: Float64Array | undefined, by: number): void {
  if (into === undefined || from === undefined) {
    return;
  }
  for (let sum = into.length - 1; sum >= by; sum--) {
    into[sum] = (into[sum] ?? 0) + (from[sum - by] ?? 0);
  }
}

function asymptoticP(statistic: number, m: number, n: number, ties: number): number {
  const total = m + n;
  const variance = ((m * n) / 12) * (total + 1 - ties / (total * (total - 1)));
  const distance = Math.abs(statistic - (m * n) / 2) - 0.5;
  return variance <= 0 ? 1 : Math.min(1, 2 * normalCdf(-Math.max(0, distance) / Math.sqrt(variance)));
}
