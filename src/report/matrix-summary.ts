import type { CellFigures, CellSummary, MedianInterval } from '../measurements/types.js';
import type { Speech } from './locales/locale.js';

/** The cells of one page, frontend and engine in one condition: one table and one line or panel of a chart. */
export interface MatrixGroup {
  /** Where that is a factor. */
  readonly condition?: string;
  readonly page: string;
  readonly frontend: string;
  readonly engine: string;
  readonly keepAlive: boolean;
  /** By size (requests, or time), then concurrency. */
  readonly cells: readonly MatrixCell[];
  /** The cell with the most requests per second, of those with a valid repetition. */
  readonly peak: MatrixCell | null;
}

export interface MatrixCell extends CellSummary {
  /** The figures to print: those of invalid repetitions where there are no others, and then `doubtful`. */
  readonly shown: CellFigures;
  readonly doubtful: boolean;
}

export function groupCells(cells: readonly CellSummary[]): readonly MatrixGroup[] {
  const groups = new Map<string, CellSummary[]>();
  for (const cell of cells) {
    const key = JSON.stringify([cell.condition, cell.page, cell.frontend, cell.engine, cell.keepAlive]);
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()].flatMap((group) => groupOf(group) ?? []);
}

function groupOf(summaries: readonly CellSummary[]): MatrixGroup | undefined {
  const [first] = summaries;
  if (first === undefined) {
    return undefined;
  }
  const { condition, page, frontend, engine, keepAlive } = first;
  const cells = summaries
    .map((cell) => ({ ...cell, shown: cell.invalidFigures ?? cell, doubtful: cell.invalid === cell.repeats }))
    .sort((a, b) => sizeOf(a) - sizeOf(b) || a.concurrency - b.concurrency);
  const place = condition === undefined ? {} : { condition };
  return { ...place, page, frontend, engine, keepAlive, cells, peak: peakOf(cells) };
}

/** `static · tcp`, with the condition where there is one. */
export function placeText({
  page,
  frontend,
  condition,
}: Pick<MatrixGroup, 'page' | 'frontend' | 'condition'>): string {
  return [page, frontend, condition].filter((part) => part !== undefined).join(' · ');
}

/** Requests of a cell, or milliseconds. */
export function sizeOf({ requests, cellDurationMs }: SizedCell): number {
  return requests ?? cellDurationMs ?? 0;
}

/** `n = 1,000` or `2.00 s per cell`. */
export function sizeText({ requests, cellDurationMs }: SizedCell, { words, format }: Speech): string {
  return requests === null
    ? words.charts.legend.perCell(format.duration(cellDurationMs ?? 0))
    : words.charts.legend.requests(format.integer(requests));
}

type SizedCell = Pick<CellSummary, 'requests' | 'cellDurationMs'>;

/** What a reader is shown of the scatter between repetitions. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** The 95% interval where every one of the medians has one, the smallest and the largest repetition otherwise. */
export function rangesOf(all: readonly (MedianInterval | null)[]): {
  readonly areIntervals: boolean;
  rangeOf(one: MedianInterval): Range;
} {
  const present = all.filter((one) => one !== null);
  const areIntervals = present.length > 0 && present.every(({ interval }) => interval !== null);
  return {
    areIntervals,
    rangeOf: ({ min, max, interval }) =>
      areIntervals && interval !== null ? interval : { low: min, high: max },
  };
}

function peakOf(cells: readonly MatrixCell[]): MatrixCell | null {
  const valid = cells.filter((cell) => cell.requestsPerSecond !== null);
  return valid.reduce<MatrixCell | null>((best, cell) => (rateOf(cell) > rateOf(best) ? cell : best), null);
}

function rateOf(cell: MatrixCell | null): number {
  return cell?.requestsPerSecond?.median ?? Number.NEGATIVE_INFINITY;
}
