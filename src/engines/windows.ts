import { percentileOfCells } from '../core/latency-histogram.js';
import {
  BUCKET_BITS,
  type LoadBucket,
  type LoadWindow,
  type OutcomeCounts,
  type OutcomeKind,
} from '../history/types.js';

/** Windows are counted from the start of a load, the same for all its threads. */
export const WINDOW_MS = 100;

/** @param latency sum and maximum of the response times of successes, in milliseconds */
export function windowOf(
  fromMs: number,
  toMs: number,
  buckets: readonly LoadBucket[],
  latency: { readonly sumMs: number; readonly maxMs: number },
): LoadWindow {
  const outcomes = sumCounts(buckets.map((bucket) => bucket.outcomes));
  const ok = outcomes.ok ?? 0;
  return {
    fromMs,
    toMs,
    outcomes,
    ...(ok > 0 ? { latency: latencyOf(buckets, ok, latency) } : {}),
    ...(buckets.length > 0 ? { buckets } : {}),
  };
}

function latencyOf(
  buckets: readonly LoadBucket[],
  ok: number,
  { sumMs, maxMs }: { readonly sumMs: number; readonly maxMs: number },
) {
  const p99Ms = percentileOfCells(cellsOf(buckets), ok, 99, BUCKET_BITS);
  return { meanMs: sumMs / ok, p99Ms: Math.min(p99Ms, maxMs), maxMs };
}

function cellsOf(buckets: readonly LoadBucket[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const { cells = [] } of buckets) {
    for (let at = 0; at < cells.length; at += 2) {
      const cell = cells[at] as number;
      counts.set(cell, (counts.get(cell) ?? 0) + (cells[at + 1] as number));
    }
  }
  return [...counts].sort(([one], [other]) => one - other);
}

export function sumCounts(all: readonly OutcomeCounts[]): OutcomeCounts {
  const sums: Partial<Record<OutcomeKind, number>> = {};
  for (const outcomes of all) {
    for (const [kind, count] of Object.entries(outcomes) as [OutcomeKind, number][]) {
      sums[kind] = (sums[kind] ?? 0) + count;
    }
  }
  return sums;
}

/** Windows of several threads for the same time as one. */
export function joinWindows(windows: readonly LoadWindow[]): LoadWindow {
  const [first] = windows;
  if (first === undefined || windows.length === 1) return first ?? { fromMs: 0, toMs: 0, outcomes: {} };
  const sumMs = windows.reduce(
    (sum, { latency, outcomes }) => sum + (latency?.meanMs ?? 0) * (outcomes.ok ?? 0),
    0,
  );
  const maxMs = Math.max(0, ...windows.map(({ latency }) => latency?.maxMs ?? 0));
  const toMs = Math.max(...windows.map((window) => window.toMs));
  return windowOf(first.fromMs, toMs, joinBuckets(windows), { sumMs, maxMs });
}

function joinBuckets(windows: readonly LoadWindow[]): readonly LoadBucket[] {
  const at = new Map<number, LoadBucket[]>();
  for (const bucket of windows.flatMap(({ buckets = [] }) => buckets)) {
    const there = at.get(bucket.at);
    if (there === undefined) at.set(bucket.at, [bucket]);
    else there.push(bucket);
  }
  return [...at]
    .sort(([one], [other]) => one - other)
    .map(([step, buckets]) => {
      const cells = cellsOf(buckets).flat();
      return {
        at: step,
        outcomes: sumCounts(buckets.map(({ outcomes }) => outcomes)),
        ...(cells.length > 0 ? { cells } : {}),
      };
    });
}

/** Gives out each window once all threads that are still sending have told of it. */
export class WindowJoiner {
  readonly #waiting: LoadWindow[][];
  readonly #ended: boolean[];

  constructor(
    threads: number,
    readonly onWindow: (window: LoadWindow) => void,
  ) {
    this.#waiting = Array.from({ length: threads }, () => []);
    this.#ended = Array.from({ length: threads }, () => false);
  }

  take(thread: number, window: LoadWindow): void {
    this.#waiting[thread]?.push(window);
    this.#give();
  }

  ended(thread: number): void {
    this.#ended[thread] = true;
    this.#give();
  }

  /** Gives out what is there, whoever has not told yet. */
  flush(): void {
    this.#ended.fill(true);
    this.#give();
  }

  #give(): void {
    for (;;) {
      const complete = this.#waiting.every((queue, thread) => queue.length > 0 || this.#ended[thread]);
      const fromMs = Math.min(...this.#waiting.flatMap((queue) => queue[0]?.fromMs ?? []));
      if (!complete || fromMs === Number.POSITIVE_INFINITY) return;
      const same = this.#waiting.filter((queue) => queue[0]?.fromMs === fromMs);
      this.onWindow(joinWindows(same.flatMap((queue) => queue.shift() ?? [])));
    }
  }
}
