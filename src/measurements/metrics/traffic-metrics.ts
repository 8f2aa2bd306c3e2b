import { failedOf } from '../rates.js';
import type { MatrixRow, ProbeRow } from '../types.js';
import {
  exactly,
  largestOf,
  type Metric,
  type MetricSource,
  type MetricValue,
  smallestOf,
  sum,
} from './metric.js';

export const probeMetrics = {
  'probe.failed': {
    unit: 'count',
    description: 'probes that failed, all probes together',
    better: 'less',
    needs: 'a probe',
    selects: 'probe',
    evaluate: ({ probes }) =>
      probes.every(({ sent, late }) => sent === late)
        ? null
        : exactly(sum(probes.map(({ failedByKind }) => failedOf(failedByKind)))),
  },
  'probe.latency.p50': latencyMetric('p50', 'median response time'),
  'probe.latency.p99': latencyMetric('p99', 'response time that 99% of answers kept within'),
  'probe.latency.max': latencyMetric('max', 'longest response time'),
} as const satisfies Record<string, Metric>;

function latencyMetric(figure: keyof NonNullable<ProbeRow['latencyMs']>, what: string) {
  return {
    unit: 'ms',
    description: `${what} of the answers to the slowest probe`,
    better: 'less',
    needs: 'a probe that was answered',
    selects: 'probe',
    evaluate: ({ probes }: MetricSource) =>
      largestOf(
        probes,
        ({ latencyMs }) => latencyMs?.[figure],
        ({ id }) => id,
      ),
  } as const;
}

export const loadMetrics = {
  'load.failed': {
    unit: 'count',
    description: 'requests of the load that failed, all loads together',
    better: 'less',
    needs: 'a load on the time line',
    selects: 'load',
    evaluate: ({ loads }) => (loads.length === 0 ? null : exactly(sum(loads.map(({ failed }) => failed)))),
  },
  'load.requestsPerSecond': {
    unit: 'per-second',
    description: 'successful requests per second over the whole of a load, of the slowest load',
    better: 'more',
    needs: 'a load on the time line',
    selects: 'load',
    evaluate: ({ loads }) =>
      smallestOf(
        loads,
        ({ requestsPerSecond }) => requestsPerSecond.whole,
        ({ id }) => id,
      ),
  },
} as const satisfies Record<string, Metric>;

export const matrixMetrics = {
  'matrix.failed': {
    unit: 'count',
    description: 'requests that failed, all cells together',
    better: 'less',
    needs: 'a matrix',
    selects: 'page',
    evaluate: ({ matrix }) => (matrix.length === 0 ? null : exactly(sum(matrix.map(({ failed }) => failed)))),
  },
  'matrix.invalid': {
    unit: 'count',
    description: 'repetitions of cells whose figures must not be used',
    better: 'less',
    needs: 'a matrix',
    selects: 'page',
    evaluate: ({ matrix }) =>
      matrix.length === 0 ? null : exactly(matrix.filter(({ valid }) => !valid).length),
  },
  'matrix.requestsPerSecond.min': {
    unit: 'per-second',
    description: 'requests per second of the slowest valid cell',
    better: 'more',
    needs: 'a valid cell',
    selects: 'page',
    evaluate: ({ matrix }) => {
      const slowest = smallestOf(validOnes(matrix), (row) => row.requestsPerSecond, cellName);
      return openedDownwards(slowest, matrix);
    },
  },
  'matrix.p99.max': {
    unit: 'ms',
    description: 'response time that 99% of requests kept within, of the slowest valid cell',
    better: 'less',
    needs: 'a valid cell whose engine measures response times',
    selects: 'page',
    evaluate: ({ matrix }) => {
      const slowest = largestOf(validOnes(matrix), (row) => row.percentilesMs['99'], cellName);
      return openedUpwards(slowest, matrix);
    },
  },
} as const satisfies Record<string, Metric>;

function validOnes(matrix: readonly MatrixRow[]): readonly MatrixRow[] {
  return matrix.filter(({ valid }) => valid);
}

function cellName({ page, frontend, requests, concurrency, repeat }: MatrixRow): string {
  return `${page} through ${frontend}, n = ${requests}, c = ${concurrency}, repeat ${repeat}`;
}

/** An invalid cell might have been slower still: its own figure is unknown. */
function openedDownwards(found: MetricValue | null, matrix: readonly MatrixRow[]): MetricValue | null {
  return found === null || matrix.every(({ valid }) => valid)
    ? found
    : { ...found, low: 0, high: found.value };
}

function openedUpwards(found: MetricValue | null, matrix: readonly MatrixRow[]): MetricValue | null {
  return found === null || matrix.every(({ valid, percentilesMs }) => valid && '99' in percentilesMs)
    ? found
    : { ...found, low: found.value, high: Number.POSITIVE_INFINITY };
}
