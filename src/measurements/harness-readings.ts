import { groupBy } from '../core/group-by.js';
import type { HarnessEvent } from '../history/types.js';
import { type Interval, overlaps } from './intervals.js';

/** One reading of a thread of the harness, with the time that it is about. */
export interface HarnessReading extends Interval {
  readonly event: HarnessEvent;
  /**
   * By how much the wall clock went on more than the run's clock, in milliseconds; undefined where it was not read.
   * Steps of the wall clock, and on Linux the time of a suspended machine.
   */
  readonly wallDriftMs: number | undefined;
}

/**
 * Readings of all threads, each from when it says, or else from the one before it of the same thread; the first from
 * the start of the run.
 */
export function harnessReadings(events: readonly HarnessEvent[]): readonly HarnessReading[] {
  return [...groupBy(events, ({ thread }) => thread).values()].flatMap((ofThread) =>
    ofThread.map((event, index) => readingOf(event, ofThread[index - 1])),
  );
}

function readingOf(event: HarnessEvent, before: HarnessEvent | undefined): HarnessReading {
  const bothRead = event.wallMs !== undefined && before?.wallMs !== undefined;
  return {
    event,
    fromMs: event.fromMs ?? before?.t ?? 0,
    toMs: event.t,
    wallDriftMs: bothRead ? event.wallMs - before.wallMs - (event.t - before.t) : undefined,
  };
}

/** The main thread reads once a second; with so much between two readings, it was not running. */
const LONGEST_READING_MS = 2_000;
/** Clocks are disciplined by 0.5 ms a second (adjtimex(2)); what is more than this is a step. */
const LARGEST_DRIFT_MS = 100;

/** What is wrong with the clocks within a reading, in words; undefined where nothing is. */
export function clockTrouble({ event, fromMs, toMs, wallDriftMs }: HarnessReading): string | undefined {
  if (event.thread !== 'main') {
    return undefined;
  }
  if (wallDriftMs !== undefined && Math.abs(wallDriftMs) > LARGEST_DRIFT_MS) {
    const way = wallDriftMs > 0 ? 'ahead of' : 'behind';
    return `the wall clock jumped ${seconds(Math.abs(wallDriftMs))} ${way} the clock of the run: it was set, or the machine slept`;
  }
  return toMs - fromMs > LONGEST_READING_MS
    ? `the harness did not run for ${seconds(toMs - fromMs)}`
    : undefined;
}

/** Time for which readings overlap an interval, and the mean of a figure over it, each weighed by its part. */
export function meanOver(
  readings: readonly HarnessReading[],
  interval: Interval,
  figure: (event: HarnessEvent) => number | undefined,
): { readonly value: number; readonly coveredMs: number } {
  let sum = 0;
  let coveredMs = 0;
  for (const reading of readings) {
    const value = figure(reading.event);
    if (value !== undefined && overlaps(reading, interval)) {
      const partMs = Math.min(reading.toMs, interval.toMs) - Math.max(reading.fromMs, interval.fromMs);
      sum += value * partMs;
      coveredMs += partMs;
    }
  }
  return { value: coveredMs > 0 ? sum / coveredMs : 0, coveredMs };
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(2)} s`;
}
