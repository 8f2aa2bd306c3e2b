import type { Scenario } from '../scenario/types.js';

/** Long enough to see a site answer, for a scenario that only probes. */
const PROBES_ONLY_MS = 10_000;

/** Whether loads or faults are placed on a time line, beside or without a matrix. */
export function hasTimeline(scenario: Pick<Scenario, 'load' | 'faults' | 'matrix' | 'durationMs'>): boolean {
  const parts = scenario.load.length + scenario.faults.length;
  return parts > 0 || scenario.matrix === undefined || scenario.durationMs !== undefined;
}

/** Length of the time line in milliseconds; a load that ends after so many requests may lengthen it. */
export function timelineMs(scenario: Scenario): number {
  if (scenario.durationMs !== undefined) {
    return scenario.durationMs;
  }
  if (!hasTimeline(scenario)) {
    return 0;
  }
  const ends = [
    ...scenario.load.map((load) => load.atMs + (load.durationMs ?? 0)),
    ...scenario.faults.map((fault) => fault.atMs + fault.jitterMs + (fault.forMs ?? 0)),
  ];
  return ends.length === 0 ? PROBES_ONLY_MS : Math.max(...ends) + scenario.settleMs;
}
