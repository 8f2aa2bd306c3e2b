import type { MatrixRow } from '../measurements/types.js';

/** The cells of one page, frontend and engine, repeats summarised: one table and one line or panel of a chart. */
export interface MatrixGroup {
  readonly page: string;
  readonly frontend: string;
  readonly engine: string;
  readonly keepAlive: boolean;
  /** By requests, then concurrency. */
  readonly cells: readonly MatrixCell[];
  /** The valid cell with the most requests per second. */
  readonly peak: MatrixCell | null;
}

export interface MatrixCell {
  readonly requests: number;
  readonly concurrency: number;
  readonly repeats: number;
  readonly invalidRepeats: number;
  /** Of the valid repeats; of the invalid ones where no repeat is valid, and then `doubtful`. */
  readonly requestsPerSecond: Spread | null;
  readonly timePerRequestMs: Spread | null;
  /** Median over the same repeats of each percentile, keyed as in the rows. */
  readonly percentilesMs: Readonly<Record<string, number>>;
  /** Failed and non-2xx, over all repeats. */
  readonly failed: number;
  readonly doubtful: boolean;
  /** Why repeats are invalid, each sentence once. */
  readonly reasons: readonly string[];
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function summariseMatrix(rows: readonly MatrixRow[]): readonly MatrixGroup[] {
  const groups = groupBy(rows, (row) => JSON.stringify([row.page, row.frontend, row.engine, row.keepAlive]));
  return groups.map(summariseGroup);
}

function summariseGroup(rows: readonly [MatrixRow, ...MatrixRow[]]): MatrixGroup {
  const { page, frontend, engine, keepAlive } = rows[0];
  const cells = groupBy(rows, (row) => `${row.requests}/${row.concurrency}`)
    .map(summariseCell)
    .sort((a, b) => a.requests - b.requests || a.concurrency - b.concurrency);
  return { page, frontend, engine, keepAlive, cells, peak: peakOf(cells) };
}

function summariseCell(rows: readonly [MatrixRow, ...MatrixRow[]]): MatrixCell {
  const valid = rows.filter((row) => row.valid);
  const used = valid.length > 0 ? valid : rows;
  return {
    requests: rows[0].requests,
    concurrency: rows[0].concurrency,
    repeats: rows.length,
    invalidRepeats: rows.length - valid.length,
    requestsPerSecond: spreadOf(used.map((row) => row.requestsPerSecond)),
    timePerRequestMs: spreadOf(used.map((row) => row.timePerRequestMs)),
    percentilesMs: medianPercentiles(used),
    failed: rows.reduce((sum, row) => sum + Math.max(row.failed, row.nonTwoXx), 0),
    doubtful: valid.length === 0,
    reasons: [...new Set(rows.flatMap((row) => row.invalidBecause.map((doubt) => doubt.message)))],
  };
}

function peakOf(cells: readonly MatrixCell[]): MatrixCell | null {
  const valid = cells.filter((cell) => !cell.doubtful && cell.requestsPerSecond !== null);
  return valid.reduce<MatrixCell | null>((best, cell) => (rateOf(cell) > rateOf(best) ? cell : best), null);
}

function rateOf(cell: MatrixCell | null): number {
  return cell?.requestsPerSecond?.median ?? Number.NEGATIVE_INFINITY;
}

function medianPercentiles(rows: readonly MatrixRow[]): Readonly<Record<string, number>> {
  const keys = new Set(rows.flatMap((row) => Object.keys(row.percentilesMs)));
  const medians: Record<string, number> = {};
  for (const key of keys) {
    const spread = spreadOf(rows.map((row) => row.percentilesMs[key] ?? null));
    if (spread !== null) {
      medians[key] = spread.median;
    }
  }
  return medians;
}

function spreadOf(values: readonly (number | null)[]): Spread | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const min = sorted[0];
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) {
    return null;
  }
  const middle = (sorted.length - 1) / 2;
  const below = sorted[Math.floor(middle)] ?? min;
  const above = sorted[Math.ceil(middle)] ?? max;
  return { median: (below + above) / 2, min, max };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) {
      groups.set(keyOf(item), [item]);
    } else {
      group.push(item);
    }
  }
  return [...groups.values()];
}
