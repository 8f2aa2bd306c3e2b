import type { OutcomeCounts } from '../history/types.js';

/** Counts in words, `connect-refused 12, http-503 1`; empty when there are none. */
export function describeOutcomes(outcomes: OutcomeCounts): string {
  return Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
}
