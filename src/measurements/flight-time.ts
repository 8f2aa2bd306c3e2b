import type { ProbeEvent } from '../history/types.js';
import type { FailedSpan } from './failed-spans.js';
import type { OutageRules } from './outage-rules.js';
import { firstFrom, responseMs } from './probe-series.js';
import { ascending, percentile } from './statistics/percentile.js';

/** How long the service takes to answer when nothing is wrong, in milliseconds. */
export interface FlightTime {
  /** What an answer usually keeps within, as OutageRules says, and the longest; infinite where none is known. */
  readonly usualMs: number;
  readonly longestMs: number;
}

const RECENT_ANSWERS = 200;
/** Fewer answers than this before an outage, and the first of the run are taken instead. */
const ENOUGH_ANSWERS = 20;

/**
 * The response times of the last answers before `timeMs`: those nearest tell best, since load and machine change.
 * @param answers in order of sending
 */
export function flightTimeBefore(
  answers: readonly ProbeEvent[],
  timeMs: number,
  resolutionMs: number,
  rules: OutageRules,
): FlightTime {
  const end = firstFrom(answers, timeMs);
  const recent =
    end < ENOUGH_ANSWERS
      ? answers.slice(0, RECENT_ANSWERS)
      : answers.slice(Math.max(0, end - RECENT_ANSWERS), end);
  const times = ascending(recent.map(responseMs));
  const longestMs = times.at(-1) ?? Number.POSITIVE_INFINITY;
  const keptMs = Math.min(
    percentile(times, rules.flightQuantile) ?? Number.POSITIVE_INFINITY,
    seldomWaitedLonger(times, rules.flightShare * resolutionMs),
  );
  return { usualMs: Math.min(longestMs, Math.max(keptMs, rules.flightAllowanceMs)), longestMs };
}

/**
 * The least time L by which waits overrun it by no more than `allowedMs` on average over all probes. With a probe
 * every T, a request waits longer than L during a share mean(max(0, r − L)) / T of the time.
 * @param times response times r, ascending
 */
function seldomWaitedLonger(times: Float64Array, allowedMs: number): number {
  let least = Number.POSITIVE_INFINITY;
  let longer = 0;
  let sumLonger = 0;
  for (let index = times.length - 1; index >= 0; index--) {
    const time = times[index] ?? 0;
    if (sumLonger - longer * time > allowedMs * times.length) {
      break;
    }
    least = time;
    longer += 1;
    sumLonger += time;
  }
  return least;
}

/** Answers to requests that were neither sent in an outage nor still on their way when one began. */
export function answersOutside(
  probes: readonly ProbeEvent[],
  spans: readonly FailedSpan[],
): readonly ProbeEvent[] {
  const answered: ProbeEvent[] = [];
  let from = 0;
  for (const span of [...spans, { first: probes.length, last: probes.length }]) {
    const nextMs = probes[span.first]?.sentMs ?? Number.POSITIVE_INFINITY;
    for (let index = from; index < span.first; index++) {
      const probe = probes[index];
      if (probe?.kind === 'ok' && probe.endMs <= nextMs) {
        answered.push(probe);
      }
    }
    from = span.last + 1;
  }
  return answered;
}
