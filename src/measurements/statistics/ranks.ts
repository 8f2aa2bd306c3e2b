/**
 * Twice the rank of each value from the smallest, in the order of the values; equal values share the mean of their
 * ranks. Doubled, ranks are whole numbers whatever the ties, so that their sums can be counted exactly.
 */
export function doubledRanks(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  let first = 0;
  while (first < order.length) {
    const value = values[order[first] ?? 0];
    let last = first;
    while (last + 1 < order.length && values[order[last + 1] ?? 0] === value) {
      last++;
    }
    for (const index of order.slice(first, last + 1)) {
      ranks[index] = first + 1 + last + 1;
    }
    first = last + 1;
  }
  return ranks;
}

/** Sum of t³ − t over groups of t equal values: what ties take from the variance of a rank sum. */
export function tieCorrection(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => sum + count ** 3 - count, 0);
}
