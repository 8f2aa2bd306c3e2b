import type { RepetitionFacts } from '../history/types.js';
import type { MetricSource } from './metrics/metric.js';
import { METRICS } from './metrics.js';
import { medianWithInterval } from './statistics/median-interval.js';
import type { RepetitionRow } from './types.js';

/** What is told of each repeat of the time line, and summarised over all of them. */
const REPEATED = [
  'outage.max',
  'outage.total',
  'outage.count',
  'failover.count',
  'failover.takeover.max',
  'failover.outage.max',
] as const;

/** The repeat, from 1, in which something began; the pause after a repeat belongs to it. */
export function repeatAt(timeMs: number, facts: RepetitionFacts | undefined): { repeat?: number } {
  if (facts === undefined) {
    return {};
  }
  const index = Math.floor(timeMs / (facts.lengthMs + facts.cooldownMs));
  return { repeat: Math.min(facts.count, Math.max(1, index + 1)) };
}

/**
 * Metrics of outages and failovers, evaluated over what began in each repeat alone; a repeat that the run did not
 * reach, or in which a metric was not measured, has null.
 */
export function repetitionRows(
  source: MetricSource,
  facts: RepetitionFacts | undefined,
): readonly RepetitionRow[] {
  if (facts === undefined) {
    return [];
  }
  const repeats = Array.from({ length: facts.count }, (_, index) => index + 1);
  return REPEATED.flatMap((name) => {
    const metric = METRICS[name];
    const values = repeats.map((repeat) =>
      endOf(repeat, facts) <= source.durationMs
        ? (metric?.evaluate(only(source, repeat))?.value ?? null)
        : null,
    );
    const measured = values.filter((value) => value !== null);
    return metric === undefined || measured.length === 0
      ? []
      : [{ metric: name, unit: metric.unit, values, summary: medianWithInterval(measured) }];
  });
}

function endOf(repeat: number, { lengthMs, cooldownMs }: RepetitionFacts): number {
  return repeat * lengthMs + (repeat - 1) * cooldownMs;
}

function only(source: MetricSource, repeat: number): MetricSource {
  return {
    ...source,
    outages: source.outages.filter((outage) => outage.repeat === repeat),
    failovers: source.failovers.filter((failover) => failover.repeat === repeat),
  };
}
