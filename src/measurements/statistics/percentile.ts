/**
 * The nearest-rank percentile: the smallest value that at least `share` of all values do not exceed. It is
 * always one of the values. Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages",
 * The American Statistician 50 (1996), definition 1.
 * @param sorted ascending
 * @param share in (0, 1]
 * @returns undefined for no values
 */
export function percentile(sorted: ArrayLike<number>, share: number): number | undefined {
  // Without the small allowance 0.999 × 1000 is a hair above 999 and would take the next rank.
  const rank = Math.ceil(share * sorted.length - 1e-9);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
}

/** A sorted copy, of any length, in typed memory. */
export function ascending(values: Iterable<number>): Float64Array {
  return Float64Array.from(values).sort();
}
