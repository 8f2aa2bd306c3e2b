import type { OutcomeKind, ProbeEvent } from '../history/types.js';
import { latenessMs, type ProbeSeries, responseMs } from './probe-series.js';
import { ascending, percentile } from './statistics/percentile.js';
import type { Outage, ProbeRow } from './types.js';

const MOST_POINTS = 2_000;

/** @param outages those of this probe */
export function probeRow(series: ProbeSeries, outages: readonly Outage[]): ProbeRow {
  const { facts, sent, counted } = series;
  const lateness = ascending(sent.map(latenessMs));
  const ok = counted.filter((probe) => probe.kind === 'ok');
  const available = availabilityByTime(counted, outages);
  return {
    id: facts.id,
    page: facts.page,
    frontend: facts.frontend,
    lane: facts.connection,
    intervalMs: facts.intervalMs,
    resolutionMs: series.resolutionMs,
    sent: sent.length,
    ok: ok.length,
    late: sent.length - counted.length,
    latenessP99Ms: percentile(lateness, 0.99) ?? null,
    latenessMaxMs: lateness.at(-1) ?? null,
    longestGapMs: longestGap(counted),
    failedByKind: failedByKind(counted),
    availabilityByRequests: counted.length === 0 ? null : ok.length / counted.length,
    availabilityByTime: available?.middle ?? null,
    availabilityByTimeBounds: available?.bounds ?? null,
    latencyMs: latencyOf(ok),
    series: thinned(counted),
  };
}

/** The longest time between the sending of two of them; null for fewer. */
export function longestGap(probes: readonly ProbeEvent[]): number | null {
  let longest: number | null = null;
  for (let index = 1; index < probes.length; index++) {
    const gapMs = (probes[index]?.sentMs ?? 0) - (probes[index - 1]?.sentMs ?? 0);
    longest = Math.max(longest ?? 0, gapMs);
  }
  return longest;
}

function failedByKind(probes: readonly ProbeEvent[]): ProbeRow['failedByKind'] {
  const counts: Partial<Record<OutcomeKind, number>> = {};
  for (const { kind } of probes) {
    if (kind !== 'ok') {
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  return counts;
}

/** 1 − outage time / watched time, from the first sending to the last end, with the outages' own bounds. */
function availabilityByTime(probes: readonly ProbeEvent[], outages: readonly Outage[]) {
  const fromMs = probes[0]?.sentMs ?? 0;
  const toMs = probes.reduce((end, probe) => Math.max(end, probe.endMs), fromMs);
  if (toMs <= fromMs) {
    return undefined;
  }
  const share = (length: (outage: Outage) => number) => {
    const away = outages.reduce((sum, outage) => sum + length(outage), 0);
    return Math.min(1, Math.max(0, 1 - away / (toMs - fromMs)));
  };
  return {
    middle: share((outage) => outage.durationMs),
    bounds: { low: share((outage) => outage.highMs), high: share((outage) => outage.lowMs) },
  };
}

function latencyOf(ok: readonly ProbeEvent[]): ProbeRow['latencyMs'] {
  const times = ascending(ok.map(responseMs));
  const p50 = percentile(times, 0.5);
  const p99 = percentile(times, 0.99);
  const max = times.at(-1);
  return p50 === undefined || p99 === undefined || max === undefined ? null : { p50, p99, max };
}

/** Of each stretch of equal length the worst probe: a failure if there is one, else the slowest. */
function thinned(probes: readonly ProbeEvent[]): ProbeRow['series'] {
  const stretch = Math.max(1, Math.ceil(probes.length / MOST_POINTS));
  const points: { t: number; ms: number; ok: boolean }[] = [];
  for (let from = 0; from < probes.length; from += stretch) {
    const worst = probes
      .slice(from, from + stretch)
      .reduce((one, other) => (isWorse(other, one) ? other : one));
    points.push({ t: worst.sentMs, ms: responseMs(worst), ok: worst.kind === 'ok' });
  }
  return points;
}

function isWorse(one: ProbeEvent, other: ProbeEvent): boolean {
  const oneOk = one.kind === 'ok';
  return oneOk === (other.kind === 'ok') ? responseMs(one) > responseMs(other) : !oneOk;
}
