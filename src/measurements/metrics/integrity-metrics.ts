import type { BoundedSpan, IntegrityRow } from '../types.js';
import { exactly, largest, type Metric, type MetricSource, type MetricValue, sum } from './metric.js';

const needs = 'integrity, and a record that was acknowledged';
const selects = 'integrity';

export const integrityMetrics = {
  'integrity.acknowledged': count(
    'records that were acknowledged',
    'more',
    'integrity',
    ({ acknowledged }) => acknowledged,
  ),
  'integrity.refused': count(
    'records that were refused, or could not be sent',
    'less',
    'integrity',
    ({ refused }) => refused,
  ),
  'integrity.unknown': count(
    'records whose outcome was never learnt: neither lost nor kept',
    'less',
    'integrity',
    ({ unknown }) => unknown,
  ),
  'integrity.lost': {
    unit: 'count',
    description: 'records that were acknowledged, and are gone at the end',
    better: 'less',
    needs,
    selects,
    evaluate: (source) =>
      overAll(
        source,
        ({ fates }) => fates.lost,
        ({ fates }) => fates.unread + fates.undecided,
      ),
  },
  'integrity.torn': {
    unit: 'count',
    description: 'acknowledged records that were found with other content, at the end or in between',
    better: 'less',
    needs,
    selects,
    evaluate: (source) =>
      overAll(
        source,
        ({ fates, tornForATime }) => fates.torn + tornForATime,
        ({ fates }) => fates.unread + fates.undecided,
      ),
  },
  'integrity.missing': acknowledgedCount(
    'acknowledged records that a read did not find, and that were there again at the end',
    ({ missingForATime }) => missingForATime,
  ),
  'integrity.stale': acknowledgedCount(
    'reads that gave an older version than one acknowledged before',
    ({ reads }) => reads.stale,
  ),
  'integrity.unread': acknowledgedCount(
    'acknowledged records that could not be read back: neither lost nor kept',
    ({ fates }) => fates.unread,
  ),
  'integrity.duplicated': {
    unit: 'count',
    description: 'records that are stored more than once at the end',
    better: 'less',
    needs: 'integrity with a `list` page that could be read',
    selects,
    evaluate: ({ integrity }) =>
      integrity.length === 0 || integrity.some(({ duplicated }) => duplicated === null)
        ? null
        : exactly(sum(integrity.map(({ duplicated }) => duplicated ?? 0))),
  },
  'integrity.rpo': {
    unit: 'ms',
    description: 'achieved RPO: the span of time whose acknowledged work was lost',
    better: 'less',
    needs,
    selects,
    evaluate: (source) => longestOf(measured(source), ({ recoveryPoint }) => recoveryPoint),
  },
  'integrity.rto': {
    unit: 'ms',
    description: 'achieved RTO: the longest time in which no write was acknowledged',
    better: 'less',
    needs: 'integrity',
    selects,
    evaluate: ({ integrity }) => longestOf(integrity, ({ restoration }) => restoration),
  },
} as const satisfies Record<string, Metric>;

function count(
  description: string,
  better: Metric['better'],
  what: string,
  figure: (row: IntegrityRow) => number,
): Metric {
  return {
    unit: 'count',
    description,
    better,
    needs: what,
    selects,
    evaluate: ({ integrity }) => (integrity.length === 0 ? null : exactly(sum(integrity.map(figure)))),
  };
}

function acknowledgedCount(description: string, figure: (row: IntegrityRow) => number): Metric {
  return {
    unit: 'count',
    description,
    better: 'less',
    needs,
    selects,
    evaluate: (source) => overAll(source, figure, () => 0),
  };
}

/** Rows in which something was acknowledged; none where one of them has nothing: a series that wrote nothing lost nothing. */
function measured({ integrity }: MetricSource): readonly IntegrityRow[] {
  return integrity.every(({ acknowledged }) => acknowledged > 0) ? integrity : [];
}

/** @param perhaps how many more it may be */
function overAll(
  source: MetricSource,
  figure: (row: IntegrityRow) => number,
  perhaps: (row: IntegrityRow) => number,
): MetricValue | null {
  const rows = measured(source);
  if (rows.length === 0) {
    return null;
  }
  const value = sum(rows.map(figure));
  const acknowledged = sum(rows.map((row) => row.acknowledged));
  const more = sum(rows.map(perhaps));
  return {
    value,
    ...(more === 0 ? {} : { low: value, high: value + more }),
    because:
      more === 0
        ? `of ${acknowledged} acknowledged`
        : `of ${acknowledged} acknowledged, ${more} unread or undecided`,
  };
}

function longestOf(
  rows: readonly IntegrityRow[],
  spanOf: (row: IntegrityRow) => BoundedSpan | null,
): MetricValue | null {
  const spans = rows.flatMap((row) => {
    const span = spanOf(row);
    return span === null ? [] : [{ id: row.id, ...span, highMs: span.highMs ?? Number.POSITIVE_INFINITY }];
  });
  const longest = largest(spans, ({ middleMs }) => middleMs);
  if (longest === undefined || spans.length < rows.length) {
    return null;
  }
  return {
    value: longest.middleMs,
    low: Math.max(...spans.map(({ lowMs }) => lowMs)),
    high: Math.max(...spans.map(({ highMs }) => highMs)),
    because: longest.id,
  };
}
