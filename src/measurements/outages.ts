import type { OutcomeKind, ProbeEvent } from '../history/types.js';
import { type FailedSpan, findFailedSpans, joinSpans } from './failed-spans.js';
import { causeOf, type FaultSpan } from './faults.js';
import { answersOutside, type FlightTime, flightTimeBefore } from './flight-time.js';
import { type IsMissed, missesOf } from './missed-probes.js';
import type { OutageRules } from './outage-rules.js';
import { askedMs, type ProbeSeries, responseMs } from './probe-series.js';
import { ascending, percentile } from './statistics/percentile.js';
import type { Outage } from './types.js';

/**
 * The outages that a probe saw, each as an interval of possible lengths. Interval censoring: the service
 * decides about a request at some unknown time between its sending and its end, so an outage begins after
 * the last success before it was sent and before the first failure was decided, and ends after the last
 * failure was sent and before the first answer after it came. docs/measurements.md derives the rule.
 */
export function outagesOf(
  series: ProbeSeries,
  faults: readonly FaultSpan[],
  rules: OutageRules,
): readonly Outage[] {
  const { counted, facts } = series;
  const medianMs = medianResponse(counted);
  const isMissed = missesOf(facts, medianMs);
  const stallLimitMs = Math.max(rules.minimumStallMs, rules.stallFactor * medianMs);
  const found = findFailedSpans(counted, isMissed, stallLimitMs, facts.timeoutMs);
  const answers = answersOutside(counted, found);
  const flightAt = (index: number) =>
    flightTimeBefore(answers, counted[index]?.sentMs ?? 0, series.resolutionMs, rules);
  const decidedBy = (span: FailedSpan) => decidedByMs(counted[span.last], flightAt(span.first), rules);
  return joinSpans(counted, found, rules.mergedOverSuccesses, decidedBy)
    .map((span) => outageOf({ series, isMissed, flight: flightAt(span.first), faults, rules }, span))
    .filter(({ failures }) => failures >= rules.minimumFailures);
}

/** The median serves for limits because it stands although up to half of all probes met an outage. */
function medianResponse(probes: readonly ProbeEvent[]): number {
  const answers = probes.filter((probe) => probe.kind === 'ok');
  return percentile(ascending(answers.map(responseMs)), 0.5) ?? 0;
}

/** What an outage is measured with. */
interface Sight {
  readonly series: ProbeSeries;
  readonly isMissed: IsMissed;
  readonly flight: FlightTime;
  readonly faults: readonly FaultSpan[];
  readonly rules: OutageRules;
}

function outageOf(sight: Sight, span: FailedSpan): Outage {
  const { series, faults } = sight;
  const probes = series.counted;
  const startMs = probes[span.first]?.sentMs ?? 0;
  const answerMs = firstAnswer(probes, span.stalledFrom);
  const missed = missedProbes(sight, span, answerMs);
  const endMs = missed.at(-1)?.sentMs ?? startMs;
  const beganBeforeMs = firstDecision(sight, span);
  const beganAfterMs = lastSuccess(sight, span, beganBeforeMs);
  const endedByMs = answerMs ?? latestEnd(probes, span.first);
  const lowMs = Math.max(0, endMs - beganBeforeMs);
  const highMs = Math.max(lowMs, endedByMs - (beganAfterMs ?? startMs));
  return {
    probe: series.facts.id,
    startMs,
    endMs,
    durationMs: (lowMs + highMs) / 2,
    lowMs,
    highMs,
    lostTimesIntervalMs: missed.length * series.resolutionMs,
    failures: missed.length,
    kinds: countKinds(missed),
    stalled: missed.filter((probe) => probe.kind === 'ok').length,
    beganMs: { ...(beganAfterMs === undefined ? {} : { low: beganAfterMs }), high: beganBeforeMs },
    endedMs: { low: endMs, ...(answerMs === undefined ? {} : { high: answerMs }) },
    fault: causeOf(faults, beganBeforeMs)?.span.facts.id ?? null,
    openAtStart: beganAfterMs === undefined,
    openAtEnd: answerMs === undefined,
  };
}

/**
 * Sending time of the last success before the outage. Of responses that overlap, a success may have been sent
 * after the first failure and answered before that was decided.
 */
function lastSuccess(
  { series: { counted: probes }, isMissed }: Sight,
  span: FailedSpan,
  beganBeforeMs: number,
): number | undefined {
  let lastMs = probes[span.first - 1]?.sentMs;
  for (let index = span.first; index <= span.last; index++) {
    const probe = probes[index];
    if (probe === undefined || probe.sentMs >= beganBeforeMs) {
      break;
    }
    if (!isMissed(probe) && probe.endMs <= beganBeforeMs) {
      lastMs = probe.sentMs;
    }
  }
  return lastMs;
}

/** The earliest end of a success sent from index `from` on. */
function firstAnswer(probes: readonly ProbeEvent[], from: number): number | undefined {
  let earliestMs: number | undefined;
  for (let index = from; index < probes.length; index++) {
    const probe = probes[index];
    if (probe === undefined || probe.sentMs >= (earliestMs ?? Number.POSITIVE_INFINITY)) {
      break;
    }
    if (probe.kind === 'ok') {
      earliestMs = Math.min(earliestMs ?? Number.POSITIVE_INFINITY, probe.endMs);
    }
  }
  return earliestMs;
}

/** When the last of the probes from index `from` on ended: how long an outage that stays open was watched. */
function latestEnd(probes: readonly ProbeEvent[], from: number): number {
  return probes.slice(from).reduce((end, probe) => Math.max(end, probe.endMs), 0);
}

/** When the first failure had been decided at the latest. */
function firstDecision(
  { series: { counted: probes }, isMissed, flight, rules }: Sight,
  span: FailedSpan,
): number {
  let earliestMs = Number.POSITIVE_INFINITY;
  for (let index = span.first; index <= span.last; index++) {
    const probe = probes[index];
    if (probe === undefined || probe.sentMs >= earliestMs) {
      break;
    }
    if (isMissed(probe) || index >= span.stalledFrom) {
      earliestMs = Math.min(earliestMs, decidedByMs(probe, flight, rules));
    }
  }
  return earliestMs;
}

/** Ends that come from waiting, on our side or the server's: they tell when we gave up, not when it failed. */
const WAITED: ReadonlySet<OutcomeKind> = new Set([
  'ok',
  'dns',
  'connect-timeout',
  'header-timeout',
  'body-timeout',
  'too-slow',
]);

/**
 * What was refused soon was decided just before its end: it may have lain there until a busy server came to it. Later
 * than that somebody waited for the service first, as a balancer does before its 503.
 */
function decidedByMs(probe: ProbeEvent | undefined, flight: FlightTime, rules: OutageRules): number {
  if (probe === undefined) {
    return Number.NEGATIVE_INFINITY;
  }
  const waited = WAITED.has(probe.kind);
  if (!waited && responseMs(probe) <= rules.minimumStallMs) {
    return probe.endMs;
  }
  const flightMs = waited ? flight.usualMs : flight.longestMs;
  return Math.min(probe.endMs, askedMs(probe) + flightMs);
}

/** Those missed at once, and of those that waited together the ones that waited longer than an answer takes. */
function missedProbes(
  { series, isMissed, flight }: Sight,
  span: FailedSpan,
  answerMs: number | undefined,
): readonly ProbeEvent[] {
  const waited = (probe: ProbeEvent, index: number) =>
    index >= span.stalledFrom && answerMs !== undefined && answerMs - askedMs(probe) > flight.usualMs;
  return series.counted
    .slice(span.first, span.last + 1)
    .filter((probe, offset) => isMissed(probe) || waited(probe, span.first + offset));
}

function countKinds(missed: readonly ProbeEvent[]): Outage['kinds'] {
  const counts: Partial<Record<OutcomeKind, number>> = {};
  for (const { kind } of missed) {
    const counted = kind === 'ok' ? 'too-slow' : kind;
    counts[counted] = (counts[counted] ?? 0) + 1;
  }
  return counts;
}
