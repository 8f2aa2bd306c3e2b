import type { ProbeEvent } from '../../src/history/types.js';
import { type Interval, overlaps } from '../../src/measurements/intervals.js';
import type { Outage } from '../../src/measurements/types.js';

/** When the machine kept the two from running, around one outage. */
export interface HeldUpTimes {
  readonly server: readonly Interval[];
  readonly prober: readonly Interval[];
}

const LEAST_MS = 0.5;

/** What was longer on its way may have met several times, and nothing tells when. */
const LONGEST_WAY_MS = 100;

/** By what is recorded with each probe: it was not sent when it was due, and its answer lay unread before its end. */
export function proberHeldUp(probes: readonly ProbeEvent[]): readonly Interval[] {
  return probes
    .flatMap(({ dueMs, sentMs, endMs, heldUpMs = 0 }) => [
      { fromMs: dueMs, toMs: sentMs },
      ...(endMs - sentMs > LONGEST_WAY_MS ? [] : [{ fromMs: endMs - heldUpMs, toMs: endMs }]),
    ])
    .filter((one) => lengthMs(one) > LEAST_MS);
}

/**
 * How much wider the machine may have made the bounds: by the longest time that it kept each of the two from running,
 * since answers right before tell what is waited for; or by all the time in which either did not run while it was open
 * when the outage began or ended, if that is more.
 */
export function excusedMs({ server, prober }: HeldUpTimes, outage: Outage): number {
  const all = [...server, ...prober];
  const open = [...openTime(outage.beganMs), ...openTime(outage.endedMs)];
  return Math.max(longestMs(server) + longestMs(prober), sharedMs(all, open));
}

function openTime(bounds: Outage['beganMs'] | Outage['endedMs']): readonly Interval[] {
  const { low, high } = bounds ?? {};
  return low === undefined || high === undefined ? [] : [{ fromMs: low, toMs: high }];
}

function lengthMs({ fromMs, toMs }: Interval): number {
  return toMs - fromMs;
}

function longestMs(intervals: readonly Interval[]): number {
  return Math.max(0, ...intervals.map(lengthMs));
}

/** How much of the second is covered by the first, whose intervals may overlap. */
function sharedMs(intervals: readonly Interval[], within: readonly Interval[]): number {
  return within.reduce((sum, one) => sum + coveredMs(intervals, one), 0);
}

function coveredMs(intervals: readonly Interval[], within: Interval): number {
  let coveredTo = within.fromMs;
  let covered = 0;
  const inOrder = intervals
    .filter((one) => overlaps(one, within))
    .toSorted((one, other) => one.fromMs - other.fromMs);
  for (const { fromMs, toMs } of inOrder) {
    const endMs = Math.min(toMs, within.toMs);
    covered += Math.max(0, endMs - Math.max(fromMs, coveredTo));
    coveredTo = Math.max(coveredTo, endMs);
  }
  return covered;
}
