import type { Random } from '../../../src/core/random.js';
import type { RunResult, Series, Subject } from '../../../src/measurements/comparison/types.js';

/** A run with nothing in it but what the test adds. */
export function aResult(facts: Partial<RunResult> = {}): RunResult {
  return {
    schema: 'chaos/result@1',
    id: 'a-run',
    scenario: 'nightly',
    cluster: 'here',
    fidelity: 'embedded',
    startedAt: '2030-01-01T00:00:00.000Z',
    seed: 1,
    order: 'interleaved',
    outcome: 'completed',
    verdict: 'pass',
    unmet: [],
    work: 'the same',
    site: 'the same',
    versions: { chaos: '0.1.0' },
    environment: { cores: 2 },
    fingerprint: 'this-machine',
    series: [],
    ...facts,
  };
}

export const CELL: Subject = {
  page: 'static',
  frontend: 'tcp',
  engine: 'native',
  requests: 100,
  concurrency: 10,
};

export function rates(values: readonly (number | null)[], subject: Subject = CELL): Series {
  return { metric: 'matrix.requestsPerSecond', subject, values };
}

/** The i-th of many nights. */
export function night(
  index: number,
  values: readonly (number | null)[],
  facts: Partial<RunResult> = {},
): RunResult {
  const day = String(index + 1).padStart(3, '0');
  return aResult({
    id: `night-${day}`,
    startedAt: `2030-01-01T00:00:00.${day}Z`,
    series: [rates(values)],
    ...facts,
  });
}

/** Around `centre`, with a standard deviation of `scatter` of its logarithm (Box and Muller). */
export function scattered(random: Random, centre: number, scatter: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return centre * Math.exp(scatter * radius * Math.cos(2 * Math.PI * random.next()));
}
