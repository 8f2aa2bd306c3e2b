import { groupBy } from '../core/group-by.js';
import type { Doubt } from '../history/types.js';
import { medianWithInterval } from './statistics/median-interval.js';
import type { CellFigures, CellSummary, MatrixRow } from './types.js';

/** The matrix's repetitions summarised per cell, in order of first run. */
export function summariseCells(rows: readonly MatrixRow[]): readonly CellSummary[] {
  const cells = groupBy(rows, (row) =>
    JSON.stringify([
      row.condition,
      row.page,
      row.frontend,
      row.engine,
      ...sizeOf(row),
      row.concurrency,
      row.keepAlive,
    ]),
  );
  return [...cells.values()].map(summarise);
}

/** Cells that run for a time are one cell however many requests each repetition made. */
function sizeOf({ requests, cellDurationMs }: MatrixRow): readonly (number | null)[] {
  return cellDurationMs === undefined ? [requests] : [null, cellDurationMs];
}

function summarise(rows: readonly [MatrixRow, ...MatrixRow[]]): CellSummary {
  const { condition, page, frontend, engine, requests, cellDurationMs, concurrency, keepAlive } = rows[0];
  const valid = rows.filter((row) => row.valid);
  return {
    ...(condition === undefined ? {} : { condition }),
    page,
    frontend,
    engine,
    requests: cellDurationMs === undefined ? requests : null,
    ...(cellDurationMs === undefined ? {} : { cellDurationMs }),
    concurrency,
    keepAlive,
    repeats: rows.length,
    invalid: rows.length - valid.length,
    ...figuresOf(valid),
    failed: rows.reduce((sum, row) => sum + Math.max(row.failed, row.nonTwoXx), 0),
    invalidBecause: distinct(rows.flatMap((row) => row.invalidBecause)),
    warnings: distinct(valid.flatMap((row) => row.warnings)),
    ...(valid.length > 0 ? {} : { invalidFigures: figuresOf(rows) }),
  };
}

function figuresOf(rows: readonly MatrixRow[]): CellFigures {
  const medianOf = (figure: (row: MatrixRow) => number | null | undefined) =>
    medianWithInterval(rows.map(figure).filter((value) => typeof value === 'number'));
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row.percentilesMs)))];
  return {
    requestsPerSecond: medianOf((row) => row.requestsPerSecond),
    timePerRequestMs: medianOf((row) => row.timePerRequestMs),
    percentilesMs: Object.fromEntries(
      keys.map((key) => [key, medianOf((row) => row.percentilesMs[key])?.median ?? 0]),
    ),
  };
}

function distinct(doubts: readonly Doubt[]): readonly Doubt[] {
  return [...groupBy(doubts, ({ message }) => message).values()].map(([first]) => first);
}
