import type { Doubt, LoadWindow } from '../history/types.js';
import { okOf, perSecond } from './rates.js';
import { mean, standardDeviation } from './statistics/moments.js';

/** Of each half, so that its scatter is known. */
const LEAST_WINDOWS = 5;
/** A shorter window, such as the last of a load, says little and scatters much. */
const LEAST_PART = 0.5;
/** The halves' means may differ by so much of the larger before anyone should care. */
const LARGEST_CHANGE = 0.1;
/** And by so many standard errors before it is more than scatter. */
const LEAST_ERRORS = 3;

/**
 * Whether a cell was measured before it was warm, or while it was worn down: its rate in the second half of its
 * windows against the first. Both conditions must be met, a difference of 10% and of three standard errors (Welch,
 * "The generalization of Student's problem", Biometrika 34 (1947)): neighbouring windows are not independent, so
 * that the errors alone would find something in any long cell.
 * @returns a doubt as a warning; nothing where the engine has too few windows to tell
 */
export function steadinessDoubts(windows: readonly LoadWindow[]): readonly Doubt[] {
  const rates = fullWindows(windows).map(rateOf);
  const half = Math.floor(rates.length / 2);
  const first = summaryOf(rates.slice(0, half));
  const second = summaryOf(rates.slice(rates.length - half));
  if (half < LEAST_WINDOWS || first === undefined || second === undefined) {
    return [];
  }
  const change = second.mean - first.mean;
  const error = Math.sqrt(first.errorSquared + second.errorSquared);
  const isLarge = Math.abs(change) > LARGEST_CHANGE * Math.max(first.mean, second.mean);
  if (!isLarge || Math.abs(change) <= LEAST_ERRORS * error) {
    return [];
  }
  const message = `not steady: ${Math.round(first.mean)}/s in its first half, ${Math.round(second.mean)}/s in its second`;
  return [{ code: 'NOT_STEADY', message }];
}

function fullWindows(windows: readonly LoadWindow[]): readonly LoadWindow[] {
  const typicalMs = mean(windows.map(lengthOf)) ?? 0;
  return windows.filter((window) => lengthOf(window) >= LEAST_PART * typicalMs);
}

function lengthOf({ fromMs, toMs }: LoadWindow): number {
  return toMs - fromMs;
}

function rateOf(window: LoadWindow): number {
  return perSecond(okOf(window.outcomes), lengthOf(window)) ?? 0;
}

function summaryOf(rates: readonly number[]): { mean: number; errorSquared: number } | undefined {
  const centre = mean(rates);
  const deviation = standardDeviation(rates);
  return centre === undefined || deviation === undefined
    ? undefined
    : { mean: centre, errorSquared: deviation ** 2 / rates.length };
}
