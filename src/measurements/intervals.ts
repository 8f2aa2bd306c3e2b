/** A stretch of time on the run's clock, in milliseconds; `toMs` is not before `fromMs`. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

export function overlaps(one: Interval, other: Interval): boolean {
  return one.fromMs < other.toMs && other.fromMs < one.toMs;
}

/** Infinite, so later than anything, for no intervals. */
export function earliestStart(intervals: readonly Interval[]): number {
  return intervals.reduce((earliest, { fromMs }) => Math.min(earliest, fromMs), Number.POSITIVE_INFINITY);
}

/** Minus infinity for no intervals. */
export function latestEnd(intervals: readonly Interval[]): number {
  return intervals.reduce((latest, { toMs }) => Math.max(latest, toMs), Number.NEGATIVE_INFINITY);
}
