import { holm } from '../statistics/holm.js';
import {
  COMPARED,
  type ComparedMetric,
  type Comparison,
  type ComparisonVerdict,
  type Estimate,
  type Subject,
} from './types.js';

/** Of all comparisons made together: one of twenty shows a difference where there is none. */
const SIGNIFICANCE = 0.05;

export interface Compared extends Estimate {
  readonly metric: ComparedMetric;
  readonly subject: Subject;
}

/** Corrects for their number and says what each shows: the interval must leave out 1, and Holm's p hold. */
export function judgeTogether(
  compared: readonly Compared[],
  significance = SIGNIFICANCE,
): readonly Comparison[] {
  const tested = compared.filter(({ p }) => p !== null);
  const adjusted = holm(tested.map(({ p }) => p ?? 1));
  return compared.map((one) => {
    const place = tested.indexOf(one);
    const adjustedP = place === -1 ? null : (adjusted[place] ?? null);
    return { ...one, adjustedP, verdict: verdictOf(one, adjustedP, significance, tested.length) };
  });
}

function verdictOf(
  one: Compared,
  adjustedP: number | null,
  significance: number,
  tests: number,
): ComparisonVerdict {
  const { interval, ratio, leastP } = one;
  if (interval === null || ratio === null || adjustedP === null || leastP * tests > significance) {
    return 'too-few';
  }
  if (adjustedP > significance || (interval.low <= 1 && interval.high >= 1)) {
    return 'none';
  }
  return ratio > 1 === (COMPARED[one.metric].better === 'more') ? 'better' : 'worse';
}
