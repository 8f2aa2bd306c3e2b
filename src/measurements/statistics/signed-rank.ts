import { normalCdf } from './normal.js';
import { type RankTest, twoSided } from './rank-test.js';
import { doubledRanks, tieCorrection } from './ranks.js';

/** Up to so many differences, the distribution is counted out. */
const MOST_EXACT = 60;

/**
 * Whether differences scatter evenly around zero. Zeros are left out. Exact up to 60 differences, ties too: the
 * statistic is compared with all ways to give the observed ranks a sign. Beyond, the normal approximation with
 * correction for ties and continuity.
 * Source: Wilcoxon, Biometrics Bulletin 1 (1945); Hollander and Wolfe, "Nonparametric Statistical Methods" (1999),
 * section 3.1; the two-sided p value is twice the smaller tail.
 * @returns W+, the sum of the ranks of the positive differences; p = 1 where no difference is left
 */
export function signedRank(differences: readonly number[]): RankTest {
  const values = differences.filter((value) => value !== 0);
  const sizes = values.map(Math.abs);
  const ranks = doubledRanks(sizes);
  const doubledSum = ranks.reduce((sum, rank, index) => sum + ((values[index] ?? 0) > 0 ? rank : 0), 0);
  const statistic = doubledSum / 2;
  if (values.length === 0) {
    return { statistic, p: 1, exact: true };
  }
  return values.length <= MOST_EXACT
    ? { statistic, p: twoSided(signedSums(ranks), doubledSum), exact: true }
    : { statistic, p: asymptoticP(statistic, values.length, tieCorrection(sizes)), exact: false };
}

/** How many choices among the ranks have each sum. Counts are doubles: only their ratios matter. */
export function signedSums(ranks: readonly number[]): Float64Array {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const counts = new Float64Array(total + 1);
  counts[0] = 1;
  for (const rank of ranks) {
    for (let sum = total; sum >= rank; sum--) {
      counts[sum] = (counts[sum] ?? 0) + (counts[sum - rank] ?? 0);
    }
  }
  return counts;
}

function asymptoticP(statistic: number, n: number, ties: number): number {
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  const distance = Math.abs(statistic - (n * (n + 1)) / 4) - 0.5;
  return Math.min(1, 2 * normalCdf(-Math.max(0, distance) / Math.sqrt(variance)));
}
