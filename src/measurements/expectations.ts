import type { ExpectationFacts } from '../history/types.js';
import type { Metric, MetricSource, MetricValue } from './metrics/metric.js';
import { SELECTORS } from './metrics/select.js';
import { METRICS } from './metrics.js';
import type { ExpectationResult, MetricUnit, Verdict } from './types.js';

export function judgeExpectations(
  expectations: readonly ExpectationFacts[],
  source: MetricSource,
): readonly ExpectationResult[] {
  return expectations.map((expectation) => judge(expectation, source));
}

/** `fail` if any failed, else `unknown` if any is or the run did not come to its end, else `pass`. */
export function verdictOf(results: readonly ExpectationResult[], completed: boolean): Verdict {
  if (results.some(({ verdict }) => verdict === 'fail')) {
    return 'fail';
  }
  return completed && results.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'unknown';
}

/** `outage.max`, or `outage.max[probe-1]`. */
const METRIC_NAME = /^([^[\]]+)(?:\[([^[\]]+)\])?$/;

function judge(expectation: ExpectationFacts, source: MetricSource): ExpectationResult {
  const [, name = expectation.metric, subject] = METRIC_NAME.exec(expectation.metric) ?? [];
  const metric = Object.hasOwn(METRICS, name) ? METRICS[name] : undefined;
  if (metric === undefined) {
    return unknown(expectation, 'count', `there is no metric ${name}`);
  }
  const narrowed = subject === undefined ? source : select(metric, subject, source);
  if (typeof narrowed === 'string') {
    return unknown(expectation, metric.unit, narrowed);
  }
  const found = metric.evaluate(narrowed);
  return found === null
    ? unknown(expectation, metric.unit, `not measured: it takes ${metric.needs}`)
    : resultOf(expectation, metric.unit, found);
}

/** @returns what the metric may see, or why it cannot be asked of that subject */
function select(metric: Metric, subject: string, source: MetricSource): MetricSource | string {
  if (metric.selects === undefined) {
    return 'this metric is of the whole run and takes no name in brackets';
  }
  const selector = SELECTORS[metric.selects];
  const names = selector.names(source);
  return names.includes(subject)
    ? selector.only(source, subject)
    : `there is no ${metric.selects} ${subject}; there is: ${names.join(', ') || 'none'}`;
}

function unknown(expectation: ExpectationFacts, unit: MetricUnit, because: string): ExpectationResult {
  return { ...expectation, actual: null, unit, verdict: 'unknown', because };
}

function resultOf(expectation: ExpectationFacts, unit: MetricUnit, found: MetricValue): ExpectationResult {
  const { value, low = value, high = value, because } = found;
  const bounded = found.low !== undefined || found.high !== undefined;
  return {
    ...expectation,
    actual: value,
    ...(bounded ? { low } : {}),
    // JSON has no infinity: no upper bound is a bound that is not there.
    ...(bounded && Number.isFinite(high) ? { high } : {}),
    unit,
    verdict: compare(expectation, low, high),
    ...(because === undefined ? {} : { because }),
  };
}

/** Passes where every value from `low` to `high` meets the condition, fails where none does. */
function compare({ comparison, threshold }: ExpectationFacts, low: number, high: number): Verdict {
  switch (comparison) {
    case '<':
      return between(high < threshold, low >= threshold);
    case '<=':
      return between(high <= threshold, low > threshold);
    case '>':
      return between(low > threshold, high <= threshold);
    case '>=':
      return between(low >= threshold, high < threshold);
    case '==':
      return between(low === threshold && high === threshold, threshold < low || threshold > high);
    case '!=':
      return between(threshold < low || threshold > high, low === threshold && high === threshold);
  }
}

function between(always: boolean, never: boolean): Verdict {
  if (always) {
    return 'pass';
  }
  return never ? 'fail' : 'unknown';
}
