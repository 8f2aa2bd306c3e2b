const STEPS = 200;

/**
 * Where a distribution function that never falls reaches `probability`, by bisection between `low` and `high`, to
 * the last digit that the function can tell apart.
 */
export function quantileOf(
  cdf: (value: number) => number,
  probability: number,
  low: number,
  high: number,
): number {
  let below = low;
  let above = high;
  for (let step = 0; step < STEPS; step++) {
    const middle = (below + above) / 2;
    if (middle === below || middle === above) {
      break;
    }
    if (cdf(middle) < probability) {
      below = middle;
    } else {
      above = middle;
    }
  }
  return above;
}
