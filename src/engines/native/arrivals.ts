import { seededRandom } from '../../core/random.js';

export interface ArrivalOptions {
  readonly ratePerSecond: number;
  readonly arrivals: 'constant' | 'poisson';
  readonly seed: number;
}

/**
 * When requests of an open loop are due, in milliseconds since its start; the next time at each call.
 * Constant: k × 1000 / rate, computed from k so that no error adds up. Poisson: gaps from the exponential
 * distribution, −ln(1 − u) × 1000 / rate with u uniform in [0, 1).
 */
export function arrivalTimes(options: ArrivalOptions): () => number {
  const gapMs = 1000 / options.ratePerSecond;
  if (options.arrivals === 'constant') {
    let sequence = 0;
    return () => sequence++ * gapMs;
  }
  const random = seededRandom(options.seed, 'arrivals');
  let dueMs = 0;
  return () => {
    const due = dueMs;
    dueMs -= Math.log(1 - random.next()) * gapMs;
    return due;
  };
}
