import { statusKind } from '../core/http/failure.js';
import { cellOf, LatencyHistogram, wholeMicroseconds } from '../core/latency-histogram.js';
import {
  BUCKET_BITS,
  BUCKET_MS,
  type LatencySummary,
  type LoadBucket,
  type LoadWindow,
  OUTCOME_KINDS,
  type OutcomeCounts,
  type OutcomeKind,
} from '../history/types.js';
import { WINDOW_MS, windowOf } from './windows.js';

const PERCENTILES = [50, 75, 90, 95, 99, 99.9] as const;
const BUCKETS_PER_WINDOW = WINDOW_MS / BUCKET_MS;
const KIND_INDEX = Object.fromEntries(OUTCOME_KINDS.map((kind, index) => [kind, index])) as Readonly<
  Record<OutcomeKind, number>
>;
const OK = KIND_INDEX.ok;

/**
 * Counts how requests ended: in all, by windows of 100 ms from its start, and within these by buckets of 10 ms.
 * Latencies are of successful answers alone: a failure has none, and a fast refusal would make a broken server
 * look quick. Memory does not grow with the number of requests.
 */
export class Tally {
  bytes = 0;
  nonTwoXx = 0;
  readonly latency = new LatencyHistogram();
  readonly #counts = new Float64Array(OUTCOME_KINDS.length);
  readonly #inBucket = new Uint32Array(OUTCOME_KINDS.length);
  readonly #cells = new Uint32Array(cellOf(2 ** 32 - 1, BUCKET_BITS) + 1);
  /** Buckets since the start, the open one left out. */
  #bucket = 0;
  #bucketEndMs: number;
  #bucketHas = false;
  #windowUs = 0;
  #windowMaxMs = 0;
  #buckets: LoadBucket[] = [];
  #windows: LoadWindow[] = [];

  /** @param startMs on the clock that windows are to be on */
  constructor(readonly startMs: number) {
    this.#bucketEndMs = startMs + BUCKET_MS;
  }

  /** A whole answer, at `nowMs`, no earlier than the one before. */
  answer(status: number, bytes: number, latencyMs: number, nowMs: number): void {
    this.bytes += bytes;
    if (status >= 200 && status < 300) this.#succeed(latencyMs, nowMs);
    else {
      this.nonTwoXx++;
      this.fail(statusKind(status), nowMs);
    }
  }

  /** A request that ended in any other way. */
  fail(kind: OutcomeKind, nowMs: number): void {
    this.#count(KIND_INDEX[kind], nowMs);
  }

  #succeed(latencyMs: number, nowMs: number): void {
    this.#count(OK, nowMs);
    this.latency.record(latencyMs);
    const us = wholeMicroseconds(latencyMs);
    const cell = cellOf(us, BUCKET_BITS);
    this.#cells[cell] = (this.#cells[cell] as number) + 1;
    this.#windowUs += us;
    if (latencyMs > this.#windowMaxMs) this.#windowMaxMs = latencyMs;
  }

  #count(kind: number, nowMs: number): void {
    if (nowMs >= this.#bucketEndMs) this.#advance(nowMs);
    this.#counts[kind] = (this.#counts[kind] as number) + 1;
    this.#inBucket[kind] = (this.#inBucket[kind] as number) + 1;
    this.#bucketHas = true;
  }

  /** The windows that are over at `nowMs` and were not taken before. */
  takeWindows(nowMs: number): readonly LoadWindow[] {
    if (nowMs >= this.#bucketEndMs) this.#advance(nowMs);
    const windows = this.#windows;
    this.#windows = [];
    return windows;
  }

  /** Likewise, and the one that `nowMs` cuts off. Nothing may be counted afterwards. */
  takeLastWindows(nowMs: number): readonly LoadWindow[] {
    const windows = this.takeWindows(nowMs);
    this.#closeBucket();
    const last = this.#windowUntil(nowMs);
    return last.toMs > last.fromMs || last.buckets !== undefined ? [...windows, last] : windows;
  }

  /** Counts so far, the open window included. */
  outcomes(): OutcomeCounts {
    return countsOf(this.#counts);
  }

  #advance(nowMs: number): void {
    const target = Math.floor((nowMs - this.startMs) / BUCKET_MS);
    this.#closeBucket();
    const windowsLeft = Math.floor(target / BUCKETS_PER_WINDOW) - this.#windowIndex();
    for (let window = 0; window < windowsLeft; window++) {
      const endMs = this.startMs + WINDOW_MS * (this.#windowIndex() + 1);
      this.#windows.push(this.#windowUntil(endMs));
      this.#bucket = BUCKETS_PER_WINDOW * (this.#windowIndex() + 1);
    }
    this.#bucket = target;
    this.#bucketEndMs = this.startMs + BUCKET_MS * (target + 1);
  }

  #windowIndex(): number {
    return Math.floor(this.#bucket / BUCKETS_PER_WINDOW);
  }

  #closeBucket(): void {
    if (!this.#bucketHas) return;
    const cells = takeCells(this.#cells);
    this.#buckets.push({
      at: this.#bucket % BUCKETS_PER_WINDOW,
      outcomes: countsOf(this.#inBucket),
      ...(cells.length === 0 ? {} : { cells }),
    });
    this.#inBucket.fill(0);
    this.#bucketHas = false;
  }

  #windowUntil(toMs: number): LoadWindow {
    const fromMs = this.startMs + WINDOW_MS * this.#windowIndex();
    const window = windowOf(fromMs, toMs, this.#buckets, {
      sumMs: this.#windowUs / 1000,
      maxMs: this.#windowMaxMs,
    });
    this.#buckets = [];
    this.#windowUs = 0;
    this.#windowMaxMs = 0;
    return window;
  }
}

/** Absent when nothing succeeded. */
export function latencySummary(latency: LatencyHistogram): LatencySummary | undefined {
  if (latency.count === 0) return undefined;
  const percentilesMs = Object.fromEntries(
    PERCENTILES.map((percentile) => [String(percentile), latency.percentileMs(percentile)]),
  );
  return {
    minMs: latency.minMs,
    meanMs: latency.meanMs(),
    maxMs: latency.maxMs,
    percentilesMs: { ...percentilesMs, '100': latency.maxMs },
    resolutionMs: 0.001,
  };
}

/** How many requests came to an end. */
export function totalOf(outcomes: OutcomeCounts): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

function countsOf(counts: Float64Array | Uint32Array): OutcomeCounts {
  const outcomes: Partial<Record<OutcomeKind, number>> = {};
  for (const [index, kind] of OUTCOME_KINDS.entries()) {
    const count = counts[index] ?? 0;
    if (count > 0) outcomes[kind] = count;
  }
  return outcomes;
}

/** Cell and count in turn; leaves none behind. */
function takeCells(counts: Uint32Array): number[] {
  const cells: number[] = [];
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell] as number;
    if (count === 0) continue;
    cells.push(cell, count);
    counts[cell] = 0;
  }
  return cells;
}
