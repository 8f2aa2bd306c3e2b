import type { LoadWindow, OutcomeCounts } from '../history/types.js';

export function okOf(outcomes: OutcomeCounts): number {
  return outcomes.ok ?? 0;
}

export function failedOf(outcomes: OutcomeCounts): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0) - okOf(outcomes);
}

/** The outcomes without the successes. */
export function failuresOf(outcomes: OutcomeCounts): OutcomeCounts {
  const { ok: _successes, ...failures } = outcomes;
  return failures;
}

export function sumOutcomes(all: readonly OutcomeCounts[]): OutcomeCounts {
  const sums: Record<string, number> = {};
  for (const outcomes of all) {
    for (const [kind, count] of Object.entries(outcomes)) {
      sums[kind] = (sums[kind] ?? 0) + count;
    }
  }
  return sums;
}

/** Mean successes per second over windows, each weighed by its length; null for no time at all. */
export function meanRate(windows: readonly LoadWindow[]): number | null {
  const ok = windows.reduce((sum, window) => sum + okOf(window.outcomes), 0);
  return perSecond(
    ok,
    windows.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0),
  );
}

export function perSecond(count: number, durationMs: number): number | null {
  return durationMs > 0 ? (count * 1000) / durationMs : null;
}
