import type { VipFacts } from '../../history/types.js';
import type { Measurements, MetricUnit } from '../types.js';

/** What metrics are computed from: all measurements but the verdicts themselves. */
export interface MetricSource extends Omit<Measurements, 'verdict' | 'expectations'> {
  readonly vips: readonly VipFacts[];
}

/** What a name in brackets may pick: `outage.max[probe-1]`. */
export type Selects = 'probe' | 'load' | 'page' | 'vip' | 'frontend' | 'volume' | 'integrity';

export interface Metric {
  readonly unit: MetricUnit;
  /** One line for `chaos list metrics`; docs/measurements.md has the definition in full. */
  readonly description: string;
  readonly better: 'less' | 'more';
  /** What a run must have had for it to be measured. */
  readonly needs: string;
  readonly selects?: Selects;
  /** @returns null where it was not measured; the verdict on it is then unknown */
  evaluate(source: MetricSource): MetricValue | null;
}

/** A value, or one known only to lie within bounds (which may be infinite). */
export interface MetricValue {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  /** Which outage, cell or lane decided. */
  readonly because?: string;
}

export function exactly(value: number | null | undefined, because?: string): MetricValue | null {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return null;
  }
  return { value, ...(because === undefined ? {} : { because }) };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The item with the largest figure; the first of equals. */
export function largest<Item>(items: readonly Item[], figure: (item: Item) => number): Item | undefined {
  return items.reduce<Item | undefined>(
    (best, item) => (best !== undefined && figure(best) >= figure(item) ? best : item),
    undefined,
  );
}

/** The largest of the figures that were measured, with the item that has it; null for none. */
export function largestOf<Item>(
  items: readonly Item[],
  figure: (item: Item) => number | null | undefined,
  nameOf: (item: Item) => string,
): MetricValue | null {
  const measured = items.filter((item) => typeof figure(item) === 'number');
  const most = largest(measured, (item) => figure(item) ?? 0);
  return most === undefined ? null : exactly(figure(most), nameOf(most));
}

/** The smallest, likewise. */
export function smallestOf<Item>(
  items: readonly Item[],
  figure: (item: Item) => number | null | undefined,
  nameOf: (item: Item) => string,
): MetricValue | null {
  const measured = items.filter((item) => typeof figure(item) === 'number');
  const least = largest(measured, (item) => -(figure(item) ?? 0));
  return least === undefined ? null : exactly(figure(least), nameOf(least));
}
