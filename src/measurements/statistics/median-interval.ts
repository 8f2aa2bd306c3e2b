import type { MedianInterval } from '../types.js';
import { ascending } from './percentile.js';

const LEAST_CONFIDENCE = 0.95;

/**
 * The median, and the narrowest symmetric interval between two of the values that holds the true median with
 * a confidence of 95% or more, whatever the distribution: the number of values below it is binomial(n, 1/2).
 * Fewer than six values give none (five: 1 − 2/2⁵ = 93.75%).
 * Source: Conover, "Practical Nonparametric Statistics" (1999), section 3.2; Le Boudec, "Performance
 * Evaluation of Computer and Communication Systems" (2010), theorem 2.1.
 * @returns null for no values
 */
export function medianWithInterval(values: readonly number[]): MedianInterval | null {
  const sorted = ascending(values);
  const middle = medianOf(sorted);
  const min = sorted[0];
  const max = sorted.at(-1);
  return middle === undefined || min === undefined || max === undefined
    ? null
    : { median: middle, min, max, interval: orderStatisticInterval(sorted) };
}

function medianOf(sorted: Float64Array): number | undefined {
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

function orderStatisticInterval(sorted: Float64Array): MedianInterval['interval'] {
  let best: MedianInterval['interval'] = null;
  let probability = 0.5 ** sorted.length;
  let below = 0;
  for (let rank = 0; rank < Math.floor(sorted.length / 2); rank++) {
    below += probability;
    probability *= (sorted.length - rank) / (rank + 1);
    const confidence = 1 - 2 * below;
    const low = sorted[rank];
    const high = sorted[sorted.length - 1 - rank];
    if (confidence < LEAST_CONFIDENCE || low === undefined || high === undefined) {
      break;
    }
    best = { low, high, confidence };
  }
  return best;
}
