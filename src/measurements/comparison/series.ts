import { medianWithInterval } from '../statistics/median-interval.js';
import type { RunResult, Series } from './types.js';

/** The same metric of the same subject, whichever run it is from. */
export function keyOf({ metric, subject }: Pick<Series, 'metric' | 'subject'>): string {
  const parts = Object.entries(subject).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([metric, parts]);
}

/** Values above zero, as ratios need; what is smaller than can be seen counts as just that. null stays null. */
export function measurable({ values, resolution }: Series): readonly (number | null)[] {
  return values.map((value) => {
    const seen = value === null || resolution === undefined ? value : Math.max(value, resolution);
    return seen === null || seen <= 0 ? null : seen;
  });
}

/** One figure for a whole run: the median of its blocks; null where none is valid. */
export function figureOf(series: Series | undefined): number | null {
  const values = series === undefined ? [] : measurable(series).filter((value) => value !== null);
  return medianWithInterval(values)?.median ?? null;
}

export function seriesByKey({ series }: RunResult): ReadonlyMap<string, Series> {
  return new Map(series.map((one) => [keyOf(one), one]));
}
