import { availableParallelism } from 'node:os';
import type { LoadSpec } from '../types.js';

/** Which part of a load a thread sends: number `index`, from 0, of `of`. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

export const WHOLE: Share = { index: 0, of: 1 };

/** A part of a whole number: the parts of all add up to it, and none is larger than another by more than one. */
export function shareOf(whole: number, { index, of }: Share): number {
  return Math.floor(whole / of) + (index < whole % of ? 1 : 0);
}

/** What one thread sends: its part of connections and requests. The rate is divided by arrivals, not here. */
export function shareOfSpec(spec: LoadSpec, share: Share): LoadSpec {
  return {
    ...spec,
    connections: shareOf(spec.connections, share),
    ...(spec.requests === undefined ? {} : { requests: shareOf(spec.requests, share) }),
  };
}

/**
 * Threads for a load: as many as asked for; `auto`, one for each core but one, which is left to the rest of the
 * harness. Never more than connections or requests, so that none has nothing to do.
 */
export function workersFor(
  { workers = 1, connections, requests = Number.POSITIVE_INFINITY }: LoadSpec,
  cores: number = availableParallelism(),
): number {
  const wanted = workers === 'auto' ? Math.max(1, cores - 1) : workers;
  return Math.min(wanted, connections, requests);
}
