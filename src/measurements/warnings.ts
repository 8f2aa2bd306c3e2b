import { groupBy } from '../core/group-by.js';
import type { Doubt, HarnessEvent, StateEvent } from '../history/types.js';
import type { FaultSpan } from './faults.js';
import { clockTrouble, harnessReadings } from './harness-readings.js';
import type { ProbeSeries } from './probe-series.js';
import type { RunRecord } from './run-record.js';
import { UNKNOWN_STATE } from './states.js';
import type { StateLane } from './types.js';

/** More late probes than this share are worth a word. */
const LATE_SHARE = 0.01;
/** A thread of the harness other than the prober may be held up for so long before its times are doubted. */
const OTHER_THREADS_MS = 100;

/** Everything that the reader must know before taking the numbers as they stand, each said once. */
export function warningsOf(
  record: RunRecord,
  faults: readonly FaultSpan[],
  probes: readonly ProbeSeries[],
  lanes: readonly StateLane[],
): readonly Doubt[] {
  return distinct([
    ...truncation(record),
    ...faults.flatMap((span) => faultWarnings(span, record.endMs)),
    ...probes.flatMap(lateProbes),
    ...harnessDelays(record.harness, probes),
    ...clockJumps(record.harness),
    ...lostSight(record.states, lanes),
    ...record.warnings.map(({ code, message }) => ({ code, message })),
  ]);
}

function distinct(doubts: readonly Doubt[]): readonly Doubt[] {
  return [...groupBy(doubts, ({ code, message }) => `${code} ${message}`).values()].map(([first]) => first);
}

function truncation({ end, endMs }: RunRecord): readonly Doubt[] {
  if (end !== undefined) {
    return [];
  }
  const message = `the history stops at ${seconds(endMs)} without the end of the run: what came later is unknown`;
  return [{ code: 'HISTORY_TRUNCATED', message }];
}

function faultWarnings(span: FaultSpan, runEndMs: number): readonly Doubt[] {
  const { id } = span.facts;
  if (span.failure !== undefined) {
    return [{ code: 'FAULT_FAILED', message: `${id}: ${span.failure}` }];
  }
  if (span.injectingMs === null) {
    // One of a condition is missing where its cells are, and those tell.
    return (span.facts.scheduledMs ?? Number.POSITIVE_INFINITY) <= runEndMs
      ? [{ code: 'FAULT_NOT_INJECTED', message: `${id} was due but never injected` }]
      : [];
  }
  return span.recoveredMs === null
    ? [{ code: 'FAULT_UNFINISHED', message: `${id}: the history does not show that it was undone` }]
    : [];
}

function lateProbes({ facts, sent, counted }: ProbeSeries): readonly Doubt[] {
  const late = sent.length - counted.length;
  if (late <= LATE_SHARE * sent.length) {
    return [];
  }
  const message = `${facts.id}: ${late} of ${sent.length} probes were sent more than half an interval late and are left out; the machine that sent them was too busy`;
  return [{ code: 'PROBES_LATE', message }];
}

/** Per thread, how many seconds were worse than what its times can bear. */
function harnessDelays(harness: readonly HarnessEvent[], probes: readonly ProbeSeries[]): readonly Doubt[] {
  const halfIntervalMs = Math.min(...probes.map(({ facts }) => facts.intervalMs / 2));
  return [...groupBy(harness, ({ thread }) => thread)].flatMap(([thread, events]) => {
    const limitMs = thread === 'prober' ? halfIntervalMs : OTHER_THREADS_MS;
    const worse = events.filter((event) => event.eventLoopDelayMaxMs > limitMs);
    if (worse.length === 0) {
      return [];
    }
    const worstMs = worse.reduce((worst, event) => Math.max(worst, event.eventLoopDelayMaxMs), 0);
    const message = `the harness itself (${thread}) was held up by more than ${Math.round(limitMs)} ms in ${worse.length} of ${events.length} readings, at worst ${Math.round(worstMs)} ms`;
    return [{ code: 'HARNESS_DELAYED', message }];
  });
}

/** Every time of the run is as good as its clock. */
function clockJumps(harness: readonly HarnessEvent[]): readonly Doubt[] {
  return harnessReadings(harness).flatMap((reading) => {
    const trouble = clockTrouble(reading);
    return trouble === undefined
      ? []
      : [{ code: 'CLOCK_JUMPED', message: `before t = ${seconds(reading.toMs)}, ${trouble}` }];
  });
}

/** Per observer, how much of its watch was blind. */
function lostSight(states: readonly StateEvent[], lanes: readonly StateLane[]): readonly Doubt[] {
  const observerOf = new Map(states.map(({ subject, observer }) => [subject, observer]));
  const blind = lanes.filter(({ segments }) => segments.some(({ state }) => state === UNKNOWN_STATE));
  return [...groupBy(blind, ({ subject }) => observerOf.get(subject) ?? subject)].map(([observer, lost]) => ({
    code: 'OBSERVER_LOST',
    message: `${observer} lost sight of ${lost.length === 1 ? lost[0].subject : `${lost.length} subjects`} for up to ${seconds(Math.max(...lost.map(blindMs)))}`,
  }));
}

function blindMs({ segments }: StateLane): number {
  return segments
    .filter(({ state }) => state === UNKNOWN_STATE)
    .reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
