import type { VipFacts } from '../history/types.js';
import { coversTime, fullCapacityFrom } from './capacity.js';
import { type Cause, causeOf, type FaultSpan } from './faults.js';
import type { Interval } from './intervals.js';
import { firstSentFrom, type ProbeSeries } from './probe-series.js';
import type { LoadRecord } from './run-record.js';
import type { Failover, Outage, StateLane } from './types.js';
import { type VipMove, vipLanes, vipMoves } from './vip-moves.js';
import { expectedAfter, expectedPreemption } from './vrrp.js';

/** Users may feel a move a little after it was seen, until neighbours learn where the address is now. */
const FELT_AFTER_MS = 1_000;

/** What a movement is set against. */
export interface FailoverContext {
  readonly vips: readonly VipFacts[];
  readonly faults: readonly FaultSpan[];
  readonly probes: readonly ProbeSeries[];
  readonly outages: readonly Outage[];
  readonly loads: readonly LoadRecord[];
  /** The times of all faults and outages. */
  readonly disturbed: readonly Interval[];
}

/** Every change of sole owner of every watched address, in order of takeover. */
export function failovers(lanes: readonly StateLane[], context: FailoverContext): readonly Failover[] {
  return vipLanes(lanes)
    .flatMap(vipMoves)
    .sort((one, other) => one.takenMs - other.takenMs)
    .map((move) => failoverOf(move, context));
}

function failoverOf(move: VipMove, context: FailoverContext): Failover {
  const seenMs = Math.min(move.lostMs ?? move.takenMs, move.takenMs);
  const cause = causeOf(context.faults, seenMs);
  const causeMs = cause === undefined ? null : timeOf(cause, seenMs);
  const outage = feltOutage(context.outages, causeMs ?? seenMs, move.takenMs);
  return {
    fault: cause?.span.facts.id ?? null,
    cause: cause?.cause ?? 'unknown',
    vip: move.vip,
    from: move.from,
    to: move.to,
    causeMs,
    detectedMs: move.lostMs,
    takeoverMs: move.takenMs,
    firstSuccessMs: firstSuccess(context.probes, outage, move.takenMs),
    fullCapacityMs: fullCapacity(context, Math.max(move.takenMs, outage?.endedMs?.high ?? 0), seenMs),
    gapMs: move.gapMs,
    expectedMs: expectationOf(move, cause, context.vips),
    outage: outage === undefined ? null : { lowMs: outage.lowMs, highMs: outage.highMs },
  };
}

/** When its last command ended, or its first began where the effect was seen before that. */
function timeOf(cause: Cause, seenMs: number): number {
  return cause.endedMs !== null && cause.endedMs <= seenMs ? cause.endedMs : cause.beganMs;
}

/** The longest outage that may have lasted at some time between the cause and shortly after the takeover. */
function feltOutage(outages: readonly Outage[], fromMs: number, takenMs: number): Outage | undefined {
  return outages
    .filter((outage) => {
      const beganAfterMs = outage.beganMs?.low ?? outage.startMs;
      const endedByMs = outage.endedMs?.high ?? Number.POSITIVE_INFINITY;
      return beganAfterMs <= takenMs + FELT_AFTER_MS && endedByMs >= fromMs;
    })
    .reduce<Outage | undefined>(
      (longest, outage) =>
        longest !== undefined && longest.durationMs >= outage.durationMs ? longest : outage,
      undefined,
    );
}

function firstSuccess(
  probes: readonly ProbeSeries[],
  outage: Outage | undefined,
  takenMs: number,
): number | null {
  if (outage?.openAtEnd === true) {
    return null;
  }
  const concerned = outage === undefined ? probes : probes.filter(({ facts }) => facts.id === outage.probe);
  const lastFailureMs = outage?.endMs ?? Number.NEGATIVE_INFINITY;
  const sentMs = concerned.flatMap(
    (series) =>
      firstSentFrom(
        series,
        outage?.endMs ?? takenMs,
        (probe) => probe.kind === 'ok' && probe.sentMs > lastFailureMs,
      )?.sentMs ?? [],
  );
  return sentMs.length === 0 ? null : Math.min(...sentMs);
}

/** The latest over all loads that were on when it happened; null if any of them cannot tell. */
function fullCapacity(context: FailoverContext, fromMs: number, seenMs: number): number | null {
  const concerned = context.loads.filter(({ windows }) => coversTime(windows, seenMs));
  let latestMs: number | null = null;
  for (const { windows } of concerned) {
    const fullMs = fullCapacityFrom(windows, fromMs, context.disturbed);
    if (fullMs === null) {
      return null;
    }
    latestMs = Math.max(latestMs ?? fullMs, fullMs);
  }
  return latestMs;
}

/** Only what VRRP's timers govern: an owner that fell silent or gave up, or a better one that came back. */
function expectationOf(
  move: VipMove,
  cause: Cause | undefined,
  vips: readonly VipFacts[],
): Failover['expectedMs'] {
  const vip = vips.find(({ name }) => name === move.vip);
  if (vip === undefined || cause === undefined) {
    return null;
  }
  if (cause.cause === 'recovery') {
    return expectedPreemption(vip, move.from, move.to);
  }
  return cause.span.targets.includes(move.from) ? expectedAfter(cause.span.facts, vip, move.to) : null;
}
