import type { ProbeEvent } from '../history/types.js';
import type { FailedSpan } from './failed-spans.js';
import { contains, type Interval } from './intervals.js';
import { responseMs } from './probe-series.js';
import { ascending, percentile } from './statistics/percentile.js';

/** How long the service takes to answer when nothing is wrong, in milliseconds. */
export interface FlightTime {
  /** The quantile that OutageRules names, and the longest ever; infinite where no answer is known. */
  readonly usualMs: number;
  readonly longestMs: number;
}

/** Fewer fault-free answers than this, and those given during faults are taken in as well. */
const ENOUGH_ANSWERS = 20;

/** The response times of answers outside every outage and, where there are enough of them, every fault. */
export function flightTime(
  probes: readonly ProbeEvent[],
  spans: readonly FailedSpan[],
  disturbed: readonly Interval[],
  quantile: number,
): FlightTime {
  const answered = answersOutside(probes, spans);
  const calm = answered.filter((probe) => !disturbed.some((interval) => contains(interval, probe.sentMs)));
  const times = ascending((calm.length >= ENOUGH_ANSWERS ? calm : answered).map(responseMs));
  return {
    usualMs: percentile(times, quantile) ?? Number.POSITIVE_INFINITY,
    longestMs: times.at(-1) ?? Number.POSITIVE_INFINITY,
  };
}

/** Answers to requests that were neither sent in an outage nor still on their way when one began. */
function answersOutside(probes: readonly ProbeEvent[], spans: readonly FailedSpan[]): ProbeEvent[] {
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
