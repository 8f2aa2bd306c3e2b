import type { LoadWindow } from '../history/types.js';
import { earliestStart, type Interval, overlaps } from './intervals.js';
import { okOf, perSecond } from './rates.js';
import { mean, standardDeviation } from './statistics/moments.js';
import type { Band } from './types.js';

const LEAST_WINDOWS = 3;
/** Fault-free is only what came right before: a service warms up for some time after its start. */
const RECENT_MS = 3_000;
const BAND_DEVIATIONS = 3;
/** The rate must stay within the band for this long. */
const HOLD_MS = 1_000;

/** A band is at least so much of the mean wide, to either side: a load that is all but constant scatters too little. */
const LEAST_SHARE = 0.1;
/**
 * From when on a load is served as it was before anything went wrong: the start of the first window, from
 * `fromMs` on, that begins a second (or the rest of the load) in which no window's rate of successes lies below
 * the fault-free band.
 * @param disturbed all faults and outages: windows in the 3 s before the first of them are the fault-free ones
 * @returns null where fewer than three windows are fault-free, they scatter too much to tell, or it never was
 */
export function fullCapacityFrom(
  windows: readonly LoadWindow[],
  fromMs: number,
  disturbed: readonly Interval[],
): number | null {
  const leastRate = calmRates(windows, disturbed)?.low;
  if (leastRate === undefined) {
    return null;
  }
  const later = windows.filter((window) => window.fromMs >= fromMs);
  let holdsFrom: number | null = null;
  for (const window of later) {
    if (rateOf(window) < leastRate) {
      holdsFrom = null;
      continue;
    }
    holdsFrom ??= window.fromMs;
    if (window.toMs - holdsFrom >= HOLD_MS) {
      return holdsFrom;
    }
  }
  return holdsFrom;
}

/**
 * The fault-free mean ± 3 standard deviations of the windows' rates of successes, and to either side no less than 10%
 * of the mean nor than one request per window: a window cannot tell less. The factor is Shewhart's: "Economic Control
 * of Quality of Manufactured Product" (1931).
 * @returns undefined where fewer than three windows are fault-free, or the band reaches zero
 */
export function calmRates(windows: readonly LoadWindow[], disturbed: readonly Interval[]): Band | undefined {
  const calm = calmWindows(windows, disturbed);
  const shortestMs = Math.min(...calm.map(({ fromMs, toMs }) => toMs - fromMs));
  return bandOf(calm.map(rateOf), 1_000 / shortestMs);
}

/** Likewise of the windows' mean response times, in milliseconds; those without an answer have none. */
export function calmResponses(
  windows: readonly LoadWindow[],
  disturbed: readonly Interval[],
): Band | undefined {
  const means = calmWindows(windows, disturbed).flatMap(({ latency }) => latency?.meanMs ?? []);
  return bandOf(means, 0);
}

function calmWindows(windows: readonly LoadWindow[], disturbed: readonly Interval[]): readonly LoadWindow[] {
  // What was over before the load began is none of its matter.
  const sentFromMs = windows[0]?.fromMs ?? 0;
  const firstMs = earliestStart(disturbed.filter(({ toMs }) => toMs > sentFromMs));
  const calm = windows.filter(({ fromMs, toMs }) => toMs > fromMs && toMs <= firstMs);
  const sinceMs = (calm.at(-1)?.toMs ?? 0) - RECENT_MS;
  return calm.filter(({ fromMs }) => fromMs >= sinceMs);
}

function bandOf(values: readonly number[], leastDistance: number): Band | undefined {
  const centre = mean(values);
  const deviation = standardDeviation(values);
  if (values.length < LEAST_WINDOWS || centre === undefined || deviation === undefined) {
    return undefined;
  }
  const distance = Math.max(BAND_DEVIATIONS * deviation, LEAST_SHARE * centre, leastDistance);
  return centre > distance ? { mean: centre, low: centre - distance, high: centre + distance } : undefined;
}

function rateOf(window: LoadWindow): number {
  return perSecond(okOf(window.outcomes), window.toMs - window.fromMs) ?? 0;
}

/** Whether a load was being sent at that time. */
export function coversTime(windows: readonly LoadWindow[], timeMs: number): boolean {
  const first = windows[0];
  const last = windows.at(-1);
  return (
    first !== undefined &&
    last !== undefined &&
    overlaps({ fromMs: first.fromMs, toMs: last.toMs }, { fromMs: timeMs, toMs: timeMs + 1 })
  );
}
