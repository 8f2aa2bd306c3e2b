/**
 * Values are sorted into cells that grow with them: whole numbers up to 2^bits have a cell each, and from there every
 * doubling is divided into 2^(bits − 1) equal cells, so that a cell is at most 2^(1 − bits) of its values wide. (The
 * layout is that of G. Tene's HdrHistogram.)
 */

/** The cell of a value, a whole number from 0 to 2^32 − 1. */
export function cellOf(value: number, bits: number): number {
  const doubling = 31 - Math.clz32(value) - (bits - 1);
  return doubling <= 0 ? value : doubling * 2 ** (bits - 1) + (value >>> doubling);
}

/** The largest whole number in a cell. */
export function cellTop(cell: number, bits: number): number {
  const half = 2 ** (bits - 1);
  if (cell < 2 * half) return cell;
  const doubling = Math.floor(cell / half) - 1;
  return (cell - doubling * half + 1) * 2 ** doubling - 1;
}

/** Microseconds, an hour at most. */
const MOST_US = 3_600_000_000;
const BITS = 11;

/** Milliseconds as what a histogram counts: whole microseconds from 0 to an hour. */
export function wholeMicroseconds(durationMs: number): number {
  return Math.min(MOST_US, Math.max(0, Math.round(durationMs * 1000)));
}

/** A histogram as it crosses from thread to thread. */
export interface HistogramData {
  readonly counts: Uint32Array;
  readonly count: number;
  readonly sumUs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Durations in microseconds, each cell within a thousandth of its values, in 94 KB however many there are (up to
 * 4 × 10^9 in one cell). Several added together are the same as one that recorded everything.
 */
export class LatencyHistogram implements HistogramData {
  readonly counts = new Uint32Array(cellOf(MOST_US, BITS) + 1);
  count = 0;
  sumUs = 0;
  minMs = Number.POSITIVE_INFINITY;
  maxMs = 0;

  record(durationMs: number): void {
    const us = wholeMicroseconds(durationMs);
    const cell = cellOf(us, BITS);
    this.counts[cell] = (this.counts[cell] as number) + 1;
    this.count++;
    this.sumUs += us;
    if (durationMs < this.minMs) this.minMs = durationMs;
    if (durationMs > this.maxMs) this.maxMs = durationMs;
  }

  add(other: HistogramData): void {
    for (let cell = 0; cell < this.counts.length; cell++) {
      this.counts[cell] = (this.counts[cell] as number) + (other.counts[cell] as number);
    }
    this.count += other.count;
    this.sumUs += other.sumUs;
    this.minMs = Math.min(this.minMs, other.minMs);
    this.maxMs = Math.max(this.maxMs, other.maxMs);
  }

  /** Mean in milliseconds; NaN when nothing was recorded. */
  meanMs(): number {
    return this.sumUs / this.count / 1000;
  }

  /** @param percentile 0 to 100 @returns milliseconds, the top of its cell; 0 when nothing was recorded */
  percentileMs(percentile: number): number {
    return Math.min(this.maxMs, percentileOfCells(this.counts.entries(), this.count, percentile, BITS));
  }
}

/**
 * @param cells numbers of cells, ascending, each with its count
 * @returns milliseconds, the top of the cell in which the percentile lies; 0 when there is none
 */
export function percentileOfCells(
  cells: Iterable<readonly [cell: number, count: number]>,
  count: number,
  percentile: number,
  bits: number,
): number {
  let left = Math.max(1, Math.ceil((percentile / 100) * count));
  for (const [cell, inCell] of cells) {
    left -= inCell;
    if (left <= 0) return cellTop(cell, bits) / 1000;
  }
  return 0;
}
