import { balanceMetrics, stateMetrics, vipMetrics } from './metrics/cluster-metrics.js';
import { colocationMetrics } from './metrics/colocation-metrics.js';
import { fileMetrics } from './metrics/file-metrics.js';
import { integrityMetrics } from './metrics/integrity-metrics.js';
import type { Metric } from './metrics/metric.js';
import { availabilityMetrics, outageMetrics } from './metrics/outage-metrics.js';
import { storageMetrics } from './metrics/storage-metrics.js';
import { loadMetrics, matrixMetrics, probeMetrics } from './metrics/traffic-metrics.js';

/**
 * Everything that a scenario may expect something of, by name. Each has an entry in docs/measurements.md; a
 * test sees to it.
 */
export const METRICS: Readonly<Record<string, Metric>> = {
  ...outageMetrics,
  ...availabilityMetrics,
  ...vipMetrics,
  ...probeMetrics,
  ...loadMetrics,
  ...matrixMetrics,
  ...balanceMetrics,
  ...stateMetrics,
  ...colocationMetrics,
  ...fileMetrics,
  ...storageMetrics,
  ...integrityMetrics,
};
