import type { Random } from '../../core/random.js';

export interface ChangePointOptions {
  readonly random: Random;
  /** The least values on either side of a change. */
  readonly leastSegment: number;
  readonly significance: number;
  readonly permutations: number;
}

export interface ChangePoint {
  /** The first value after the change. */
  readonly index: number;
  readonly p: number;
}

/**
 * Where a series changed its distribution: the segment and place with the largest energy statistic is split, as long
 * as a permutation test within the segments finds it significant.
 * Source: Matteson and James, "A Nonparametric Approach for Multiple Change Point Analysis of Multivariate Data",
 * J. Am. Statist. Assoc. 109 (2014), with both sides of a split reaching to the ends of its segment, as in Daly et al.,
 * "The Use of Change Point Detection to Identify Software Performance Regressions", ICPE (2020).
 * @returns in ascending order
 */
export function changePoints(values: readonly number[], options: ChangePointOptions): readonly ChangePoint[] {
  const found: ChangePoint[] = [];
  for (;;) {
    const bounds = [0, ...found.map(({ index }) => index).sort((a, b) => a - b), values.length];
    const segments = bounds.slice(1).map((end, index) => values.slice(bounds[index], end));
    const best = bestOf(segments, options.leastSegment);
    if (best === undefined) {
      break;
    }
    const p = permutationP(segments, best.statistic, options);
    if (p > options.significance) {
      break;
    }
    found.push({ index: (bounds[best.segment] ?? 0) + best.at, p });
  }
  return found.sort((a, b) => a.index - b.index);
}

export interface Split {
  readonly at: number;
  readonly statistic: number;
}

function bestOf(
  segments: readonly (readonly number[])[],
  least: number,
): (Split & { readonly segment: number }) | undefined {
  return segments
    .flatMap((segment, index) => {
      const split = bestSplit(segment, least);
      return split === undefined ? [] : [{ ...split, segment: index }];
    })
    .reduce<(Split & { segment: number }) | undefined>(
      (best, next) => (best !== undefined && best.statistic >= next.statistic ? best : next),
      undefined,
    );
}

function permutationP(
  segments: readonly (readonly number[])[],
  observed: number,
  { random, leastSegment, permutations }: ChangePointOptions,
): number {
  let asLarge = 0;
  for (let round = 0; round < permutations; round++) {
    const shuffled = segments.map((segment) => random.shuffle(segment));
    asLarge += (bestOf(shuffled, leastSegment)?.statistic ?? 0) >= observed ? 1 : 0;
  }
  return (asLarge + 1) / (permutations + 1);
}

/** The place where the energy statistic is largest; sums of distances are moved along, one value at a time. */
export function bestSplit(values: readonly number[], least: number): Split | undefined {
  const n = values.length;
  let left = 0;
  let right = sumOfDistances(values);
  let between = 0;
  let best: Split | undefined;
  for (let at = 1; at <= n - least; at++) {
    const moved = values[at - 1] ?? 0;
    const toLeft = distancesTo(moved, values, 0, at - 1);
    const toRight = distancesTo(moved, values, at, n);
    left += toLeft;
    right -= toRight;
    between += toRight - toLeft;
    const statistic = energy({ left, right, between, at, n });
    if (at >= least && (best === undefined || statistic > best.statistic)) {
      best = { at, statistic };
    }
  }
  return best;
}

interface Sums {
  readonly left: number;
  readonly right: number;
  readonly between: number;
  readonly at: number;
  readonly n: number;
}

/** mn/(m+n) × (2 mean distance between the sides − mean distance within each). */
function energy({ left, right, between, at, n }: Sums): number {
  const m = n - at;
  const meanLeft = at < 2 ? 0 : left / ((at * (at - 1)) / 2);
  const meanRight = m < 2 ? 0 : right / ((m * (m - 1)) / 2);
  return ((at * m) / n) * ((2 * between) / (at * m) - meanLeft - meanRight);
}

function sumOfDistances(values: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + distancesTo(value, values, 0, index), 0);
}

function distancesTo(value: number, values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index++) {
    sum += Math.abs(value - (values[index] ?? 0));
  }
  return sum;
}
