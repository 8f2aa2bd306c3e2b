import type { RunStartEvent } from '../history/types.js';
import { compareValues } from './comparison/compare.js';
import { cellSeries } from './comparison/result.js';
import { COMPARED, type ComparedMetric, type ComparisonReport } from './comparison/types.js';
import type { MatrixRow } from './types.js';

/** The comparison that the scenario asks its report for; null where it asks for none. */
export function comparisonOf(start: RunStartEvent, matrix: readonly MatrixRow[]): ComparisonReport | null {
  const { compare, cluster, seed } = start;
  if (compare === undefined) {
    return null;
  }
  const run = { id: '', cluster, order: start.matrix?.order ?? null, series: cellSeries(matrix) };
  const metrics = compare.metrics.filter((name): name is ComparedMetric => Object.hasOwn(COMPARED, name));
  const report = compareValues([run], compare.by, compare.values, { metrics, seed });
  const [before, after] = compare.values;
  return { ...report, before: { label: before, runs: [] }, after: { label: after, runs: [] } };
}
