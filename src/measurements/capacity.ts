import type { LoadWindow } from '../history/types.js';
import { earliestStart, type Interval, overlaps } from './intervals.js';
import { okOf, perSecond } from './rates.js';
import { mean, standardDeviation } from './statistics/moments.js';

const LEAST_WINDOWS = 3;
/** Fault-free is only what came right before: a service warms up for some time after its start. */
const RECENT_MS = 3_000;
const BAND_DEVIATIONS = 3;
/** The rate must stay within the band for this long. */
const HOLD_MS = 1_000;

/**
 * From when on a load is served as it was before anything went wrong: the start of the first window, from
 * `fromMs` on, that begins a second (or the rest of the load) in which no window's rate of successes lies below
 * the fault-free mean − 3 standard deviations. The factor is Shewhart's: "Economic Control of Quality of
 * Manufactured Product" (1931).
 * @param disturbed all faults and outages: windows in the 3 s before the first of them are the fault-free ones
 * @returns null where fewer than three windows are fault-free, they scatter too much to tell, or it never was
 */
export function fullCapacityFrom(
  windows: readonly LoadWindow[],
  fromMs: number,
  disturbed: readonly Interval[],
): number | null {
  const leastRate = lowerEdge(windows, earliestStart(disturbed));
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

function lowerEdge(windows: readonly LoadWindow[], firstDisturbanceMs: number): number | undefined {
  const calm = windows.filter(({ toMs }) => toMs <= firstDisturbanceMs);
  const sinceMs = (calm.at(-1)?.toMs ?? 0) - RECENT_MS;
  const rates = calm.filter(({ fromMs }) => fromMs >= sinceMs).map(rateOf);
  const centre = mean(rates);
  const deviation = standardDeviation(rates);
  if (rates.length < LEAST_WINDOWS || centre === undefined || deviation === undefined) {
    return undefined;
  }
  const edge = centre - BAND_DEVIATIONS * deviation;
  return edge > 0 ? edge : undefined;
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
