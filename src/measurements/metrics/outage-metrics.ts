import type { Outage, ProbeRow } from '../types.js';
import {
  exactly,
  largest,
  largestOf,
  type Metric,
  type MetricSource,
  type MetricValue,
  sum,
} from './metric.js';

const needs = 'a probe';
const selects = 'probe';

export const outageMetrics = {
  'outage.max': {
    unit: 'ms',
    description: 'longest time that a probe found the service away',
    better: 'less',
    needs,
    selects,
    evaluate: longestOutage,
  },
  'outage.min': {
    unit: 'ms',
    description: 'shortest time that a probe found the service away',
    better: 'less',
    needs: 'a probe that saw an outage',
    selects,
    evaluate: ({ outages }) => boundedBy(largest(outages, (outage) => -outage.durationMs)),
  },
  'outage.total': {
    unit: 'ms',
    description: 'time away in all, of the probe that saw most of it',
    better: 'less',
    needs,
    selects,
    evaluate: (source) =>
      largest(
        watching(source).map((probe) => totalOf(outagesOf(source, probe))),
        ({ value }) => value,
      ) ?? null,
  },
  'outage.count': {
    unit: 'count',
    description: 'number of outages, of the probe that saw most of them',
    better: 'less',
    needs,
    selects,
    evaluate: (source) =>
      largestOf(
        watching(source),
        (probe) => outagesOf(source, probe).length,
        ({ id }) => id,
      ),
  },
} as const satisfies Record<string, Metric>;

/** The probes that saw anything at all: those that only sent late ones did not. */
function watching({ probes }: MetricSource): readonly ProbeRow[] {
  return probes.filter((probe) => probe.sent > probe.late);
}

function outagesOf({ outages }: MetricSource, { id }: ProbeRow): readonly Outage[] {
  return outages.filter(({ probe }) => probe === id);
}

/** Between two probes nobody looks: an outage no longer than the longest such time may have gone unseen. */
function longestOutage(source: MetricSource): MetricValue | null {
  const probes = watching(source);
  if (probes.length === 0) {
    return null;
  }
  const unseenMs = Math.max(...probes.map((probe) => probe.longestGapMs ?? probe.resolutionMs));
  const longest = boundedBy(largest(source.outages, (outage) => outage.durationMs));
  return {
    value: longest?.value ?? 0,
    low: source.outages.reduce((low, outage) => Math.max(low, outage.lowMs), 0),
    high: source.outages.reduce((high, outage) => Math.max(high, highOf(outage)), unseenMs),
    because: longest?.because ?? 'no outage was seen',
  };
}

function totalOf(outages: readonly Outage[]): MetricValue {
  return {
    value: sum(outages.map(({ durationMs }) => durationMs)),
    low: sum(outages.map(({ lowMs }) => lowMs)),
    high: sum(outages.map(highOf)),
    because:
      outages[0] === undefined ? 'no outage was seen' : `${outages.length} outages of ${outages[0].probe}`,
  };
}

function boundedBy(outage: Outage | undefined): MetricValue | null {
  if (outage === undefined) {
    return null;
  }
  const because = `${outage.probe} at ${Math.round(outage.startMs)} ms${outage.fault === null ? '' : ` (${outage.fault})`}`;
  return { value: outage.durationMs, low: outage.lowMs, high: highOf(outage), because };
}

/** Of an outage whose beginning or end nobody saw, no length is too long. */
function highOf(outage: Outage): number {
  return outage.openAtStart || outage.openAtEnd ? Number.POSITIVE_INFINITY : outage.highMs;
}

export const availabilityMetrics = {
  'availability.time': {
    unit: 'share',
    description: 'share of the watched time in which the service answered, of the worst probe',
    better: 'more',
    needs,
    selects,
    evaluate: ({ probes }) => worstAvailability(probes),
  },
  'availability.requests': {
    unit: 'share',
    description: 'share of probes that were answered well, of the worst probe',
    better: 'more',
    needs,
    selects,
    evaluate: ({ probes }) => {
      const worst = largest(
        probes.filter(({ availabilityByRequests }) => availabilityByRequests !== null),
        ({ availabilityByRequests }) => -(availabilityByRequests ?? 0),
      );
      return exactly(worst?.availabilityByRequests, worst?.id);
    },
  },
} as const satisfies Record<string, Metric>;

function worstAvailability(probes: readonly ProbeRow[]): MetricValue | null {
  const measured = probes.filter(({ availabilityByTime }) => availabilityByTime !== null);
  const worst = largest(measured, ({ availabilityByTime }) => -(availabilityByTime ?? 0));
  if (worst === undefined || worst.availabilityByTime === null) {
    return null;
  }
  const lows = measured.map((probe) => probe.availabilityByTimeBounds?.low ?? probe.availabilityByTime ?? 0);
  const highs = measured.map(
    (probe) => probe.availabilityByTimeBounds?.high ?? probe.availabilityByTime ?? 1,
  );
  return {
    value: worst.availabilityByTime,
    low: Math.min(...lows),
    high: Math.min(...highs),
    because: worst.id,
  };
}
