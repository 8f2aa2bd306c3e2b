import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { statusKind } from '../core/http/failure.js';
import type { LatencySummary, LoadWindow, OutcomeCounts, OutcomeKind } from '../history/types.js';

const PERCENTILES = [50, 75, 90, 95, 99, 99.9] as const;

/** Microseconds; three figures up to an hour take about 200 KB, however much is recorded. */
const HISTOGRAM = { lowest: 1, highest: 3_600_000_000, figures: 3 } as const;

/**
 * Counts how requests ended. Latencies are of successful answers alone: a failure has none, and a fast
 * refusal would make a broken server look quick.
 */
export class Tally {
  bytes = 0;
  nonTwoXx = 0;
  #ok = 0;
  #okInWindow = 0;
  readonly #counts: Partial<Record<OutcomeKind, number>> = {};
  #windowCounts: Partial<Record<OutcomeKind, number>> = {};
  #windowFromMs: number;
  #windowSumMs = 0;
  #windowMaxMs = 0;
  #minMs = Number.POSITIVE_INFINITY;
  #maxMs = 0;
  #sumMs = 0;
  readonly #whole: RecordableHistogram = createHistogram(HISTOGRAM);
  readonly #window: RecordableHistogram = createHistogram(HISTOGRAM);

  /** @param startMs on the clock that windows are to be on */
  constructor(startMs: number) {
    this.#windowFromMs = startMs;
  }

  /** A whole answer. */
  answer(status: number, bytes: number, latencyMs: number): void {
    this.bytes += bytes;
    if (status >= 200 && status < 300) this.#succeed(latencyMs);
    else {
      this.nonTwoXx++;
      this.fail(statusKind(status));
    }
  }

  /** A request that ended in any other way. */
  fail(kind: OutcomeKind): void {
    this.#windowCounts[kind] = (this.#windowCounts[kind] ?? 0) + 1;
    this.#counts[kind] = (this.#counts[kind] ?? 0) + 1;
  }

  #succeed(latencyMs: number): void {
    this.#okInWindow++;
    this.#windowSumMs += latencyMs;
    if (latencyMs > this.#windowMaxMs) this.#windowMaxMs = latencyMs;
    if (latencyMs < this.#minMs) this.#minMs = latencyMs;
    this.#window.record(Math.min(HISTOGRAM.highest, Math.max(1, Math.round(latencyMs * 1000))));
  }

  /** What happened since the last call. */
  takeWindow(toMs: number): LoadWindow {
    const ok = this.#okInWindow;
    const outcomes = { ...(ok > 0 ? { ok } : {}), ...this.#windowCounts };
    const window: LoadWindow = {
      fromMs: this.#windowFromMs,
      toMs,
      outcomes,
      ...(ok > 0 ? { latency: this.#windowLatency(ok) } : {}),
    };
    this.#closeWindow(toMs);
    return window;
  }

  #windowLatency(ok: number) {
    return {
      meanMs: this.#windowSumMs / ok,
      p99Ms: Math.min(this.#window.percentile(99) / 1000, this.#windowMaxMs),
      maxMs: this.#windowMaxMs,
    };
  }

  #closeWindow(toMs: number): void {
    this.#ok += this.#okInWindow;
    this.#sumMs += this.#windowSumMs;
    this.#maxMs = Math.max(this.#maxMs, this.#windowMaxMs);
    if (this.#okInWindow > 0) {
      this.#whole.add(this.#window);
      this.#window.reset();
    }
    this.#windowFromMs = toMs;
    this.#okInWindow = 0;
    this.#windowCounts = {};
    this.#windowSumMs = 0;
    this.#windowMaxMs = 0;
  }

  /** Counts so far, the open window included. */
  outcomes(): OutcomeCounts {
    const ok = this.#ok + this.#okInWindow;
    return { ...(ok > 0 ? { ok } : {}), ...this.#counts };
  }

  /** Latencies of all closed windows; absent when nothing succeeded. */
  latency(): LatencySummary | undefined {
    if (this.#ok === 0) return undefined;
    const percentilesMs: Record<string, number> = {};
    for (const percentile of PERCENTILES) {
      percentilesMs[percentile] = Math.min(this.#whole.percentile(percentile) / 1000, this.#maxMs);
    }
    percentilesMs['100'] = this.#maxMs;
    return {
      minMs: this.#minMs,
      meanMs: this.#sumMs / this.#ok,
      maxMs: this.#maxMs,
      percentilesMs,
      resolutionMs: 0.001,
    };
  }
}

/** How many requests came to an end. */
export function totalOf(outcomes: OutcomeCounts): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}
