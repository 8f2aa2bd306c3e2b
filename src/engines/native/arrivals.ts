import { seededRandom } from '../../core/random.js';
import { type RateProfile, timeOfArrival } from './rate-profile.js';
import { type Share, WHOLE } from './share.js';

export interface ArrivalOptions extends RateProfile {
  readonly arrivals: 'constant' | 'poisson';
  readonly seed: number;
  /** The whole schedule unless given: with it, the part of one among several threads. */
  readonly share?: Share;
}

/**
 * When requests of an open loop are due, in milliseconds since its start; the next time at each call, Infinity after
 * the last. Constant: the time at which k requests should have been sent by the rate's profile, computed from k so
 * that no error adds up. Poisson: likewise, where k grows by −ln(1 − u) with u uniform in [0, 1), which has the mean 1.
 *
 * Of several threads, each takes every so-manieth time of one and the same schedule: together they send what one
 * thread would.
 */
export function arrivalTimes(options: ArrivalOptions): () => number {
  const { index, of } = options.share ?? WHOLE;
  const next = arrivalCounts(options);
  const timeOf = timeOfArrival(options);
  let skip = index;
  return () => {
    for (; skip > 0; skip--) next();
    skip = of - 1;
    return timeOf(next());
  };
}

/** How many arrivals there should have been at each arrival, from 0. */
function arrivalCounts({ arrivals, seed }: ArrivalOptions): () => number {
  let count = 0;
  if (arrivals === 'constant') return () => count++;
  const random = seededRandom(seed, 'arrivals');
  return () => {
    const now = count;
    count -= Math.log(1 - random.next());
    return now;
  };
}
