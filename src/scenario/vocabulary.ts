import type { z } from 'zod';

/** What a scenario may name: gathered from the catalog, so that nothing is listed twice. */
export interface Vocabulary {
  /** Each fault with the schema of its options. */
  readonly faults: Readonly<Record<string, z.ZodType>>;
  readonly engines: readonly string[];
  /** Each metric with the unit that its conditions are written in. */
  readonly metrics: Readonly<Record<string, MetricUnit>>;
  /** What can be compared: by `chaos check`, and of cells by a scenario itself. */
  readonly compared: readonly string[];
}

export type MetricUnit = 'ms' | 'count' | 'share' | 'percent' | 'per-second';
