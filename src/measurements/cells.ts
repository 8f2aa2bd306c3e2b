import { groupBy } from './group-by.js';
import { medianWithInterval } from './statistics/median-interval.js';
import type { CellSummary, MatrixRow } from './types.js';

/** The matrix's repetitions summarised per cell, in order of first run. */
export function summariseCells(rows: readonly MatrixRow[]): readonly CellSummary[] {
  const cells = groupBy(rows, (row) =>
    JSON.stringify([row.page, row.frontend, row.engine, ...sizeOf(row), row.concurrency, row.keepAlive]),
  );
  return [...cells.values()].map(summarise);
}

function sizeOf({ requests, cellDurationMs }: MatrixRow): readonly (number | null)[] {
  return cellDurationMs === undefined ? [requests] : [null, cellDurationMs];
}

function summarise(rows: readonly [MatrixRow, ...MatrixRow[]]): CellSummary {
  const { page, frontend, engine, requests, cellDurationMs, concurrency, keepAlive } = rows[0];
  const valid = rows.filter((row) => row.valid);
  const medianOf = (figure: (row: MatrixRow) => number | null) =>
    medianWithInterval(valid.map(figure).filter((value) => value !== null));
  return {
    page,
    frontend,
    engine,
    requests: cellDurationMs === undefined ? requests : null,
    ...(cellDurationMs === undefined ? {} : { cellDurationMs }),
    concurrency,
    keepAlive,
    repeats: rows.length,
    invalid: rows.length - valid.length,
    requestsPerSecond: medianOf((row) => row.requestsPerSecond),
    timePerRequestMs: medianOf((row) => row.timePerRequestMs),
  };
}
