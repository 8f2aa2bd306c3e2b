import type { Random } from '../../core/random.js';
import { normalCdf, normalQuantile } from './normal.js';
import { ascending } from './percentile.js';

export interface BootstrapOptions {
  readonly random: Random;
  readonly confidence: number;
  readonly resamples: number;
  /** `percentile` takes the quantiles as they are; `bca` corrects them for bias and skewness. */
  readonly kind: 'percentile' | 'bca';
}

/**
 * The interval of a statistic of independent items, by drawing as many of them again with replacement.
 * Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 13 and 14.
 * @returns null for fewer than two items, and for `bca` where every draw gives the same
 */
export function bootstrapInterval<Item>(
  items: readonly Item[],
  statistic: (items: readonly Item[]) => number,
  { random, confidence, resamples, kind }: BootstrapOptions,
): { readonly low: number; readonly high: number } | null {
  if (items.length < 2) {
    return null;
  }
  const drawn = ascending(
    Array.from({ length: resamples }, () =>
      statistic(items.map((_, index) => items[random.below(items.length)] ?? (items[index] as Item))),
    ),
  );
  const tails = [(1 - confidence) / 2, (1 + confidence) / 2];
  const shares = kind === 'percentile' ? tails : correctedShares(items, statistic, drawn, tails);
  const [low, high] = shares?.map((share) => interpolated(drawn, share)) ?? [];
  return low === undefined || high === undefined ? null : { low, high };
}

function correctedShares<Item>(
  items: readonly Item[],
  statistic: (items: readonly Item[]) => number,
  drawn: Float64Array,
  tails: readonly number[],
): readonly number[] | null {
  const observed = statistic(items);
  const below = drawn.reduce((count, value) => count + sideOf(value, observed), 0) / drawn.length;
  if (below <= 0 || below >= 1) {
    return null;
  }
  const bias = normalQuantile(below);
  const acceleration = accelerationOf(items, statistic);
  return tails.map((tail) => {
    const shifted = bias + normalQuantile(tail);
    return normalCdf(bias + shifted / (1 - acceleration * shifted));
  });
}

function sideOf(value: number, observed: number): number {
  return value === observed ? 0.5 : Number(value < observed);
}

/** A sixth of the skewness of the statistic with each item left out in turn. */
function accelerationOf<Item>(items: readonly Item[], statistic: (items: readonly Item[]) => number): number {
  const left = items.map((_, index) => statistic(items.toSpliced(index, 1)));
  const centre = left.reduce((sum, value) => sum + value, 0) / left.length;
  const cubes = left.reduce((sum, value) => sum + (centre - value) ** 3, 0);
  const squares = left.reduce((sum, value) => sum + (centre - value) ** 2, 0);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

/** Between neighbours; definition 7 of Hyndman and Fan, The American Statistician 50 (1996). */
function interpolated(sorted: Float64Array, share: number): number | undefined {
  const place = share * (sorted.length - 1);
  const lower = sorted[Math.floor(place)];
  const upper = sorted[Math.ceil(place)];
  return lower === undefined || upper === undefined
    ? undefined
    : lower + (place - Math.floor(place)) * (upper - lower);
}
