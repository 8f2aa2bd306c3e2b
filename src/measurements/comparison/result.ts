import { groupBy } from '../../core/group-by.js';
import { METRICS } from '../metrics.js';
import type { MatrixRow, Measurements } from '../types.js';
import type { ComparedMetric, RunResult, Series, Subject } from './types.js';

/** What measurements do not say of the run that they are of. */
export type RunFacts = Pick<
  RunResult,
  'id' | 'work' | 'site' | 'versions' | 'environment' | 'fingerprint' | 'commit'
>;

/** The figures of a run that can be compared. Pure. */
export function resultOf(measurements: Measurements, facts: RunFacts): RunResult {
  const { scenario, cluster, fidelity, startedAt, seed, outcome, verdict } = measurements;
  return {
    schema: 'chaos/result@1',
    ...facts,
    scenario,
    cluster,
    fidelity,
    startedAt,
    seed,
    order: measurements.benchmark?.order ?? null,
    outcome,
    verdict,
    unmet: measurements.expectations
      .filter((one) => one.verdict !== 'pass')
      .map((one) => ({ condition: `${one.metric} ${one.condition}`, verdict: one.verdict })),
    series: [...cellSeries(measurements.matrix), ...timelineSeries(measurements)],
  };
}

const CELL_METRICS: Readonly<Partial<Record<ComparedMetric, (row: MatrixRow) => number | null | undefined>>> =
  {
    'matrix.requestsPerSecond': (row) => row.requestsPerSecond,
    'matrix.p50': (row) => row.percentilesMs['50'],
    'matrix.p99': (row) => row.percentilesMs['99'],
  };

const TIMELINE_METRICS = [
  'outage.max',
  'outage.total',
  'failover.takeover.max',
  'failover.outage.max',
] as const satisfies readonly ComparedMetric[];

/** The figures of cells, in the blocks in which they were measured. */
export function cellSeries(rows: readonly MatrixRow[]): readonly Series[] {
  const cells = groupBy(rows, (row) => JSON.stringify(subjectOf(row)));
  return [...cells.values()].flatMap((cell) =>
    Object.entries(CELL_METRICS).map(([metric, figure]) => ({
      metric: metric as ComparedMetric,
      subject: subjectOf(cell[0]),
      values: byRepeat(cell, figure),
    })),
  );
}

/** In the order of the blocks, so that the same place is the same block in every cell. */
function byRepeat(
  rows: readonly MatrixRow[],
  figure: (row: MatrixRow) => number | null | undefined,
): (number | null)[] {
  const last = Math.max(...rows.map(({ repeat }) => repeat));
  return Array.from({ length: last }, (_, index) => {
    const row = rows.find(({ repeat, valid }) => repeat === index + 1 && valid);
    return row === undefined ? null : (figure(row) ?? null);
  });
}

function subjectOf(row: MatrixRow): Subject {
  const { condition, page, frontend, engine, requests, cellDurationMs, concurrency, keepAlive } = row;
  const size = cellDurationMs === undefined ? { requests } : { cellDurationMs };
  const place = condition === undefined ? {} : { condition };
  return { ...place, page, frontend, engine, ...size, concurrency, keepAlive };
}

function timelineSeries(measurements: Measurements): readonly Series[] {
  const resolutions = measurements.probes.map(({ resolutionMs }) => resolutionMs);
  return TIMELINE_METRICS.flatMap((metric) => {
    const values = timelineValues(measurements, metric);
    return values.some((value) => value !== null)
      ? [{ metric, subject: {}, values, resolution: Math.max(1, ...resolutions) }]
      : [];
  });
}

/** Of each repeat of the time line, or of its only run. */
function timelineValues(measurements: Measurements, metric: ComparedMetric): readonly (number | null)[] {
  const { repetitions, outages, failovers, probes } = measurements;
  if (repetitions.length > 0) {
    return repetitions.find((row) => row.metric === metric)?.values ?? [];
  }
  const isOfInterest = outages.length + failovers.length > 0 && probes.length > 0;
  return isOfInterest ? [METRICS[metric]?.evaluate({ ...measurements, vips: [] })?.value ?? null] : [];
}
