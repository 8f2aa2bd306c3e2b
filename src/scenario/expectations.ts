import { type Issue, issue } from '../core/document/issue.js';
import { durationForm } from '../core/duration.js';
import { type Reading, readQuantity } from '../core/quantity.js';
import { rateForm } from '../core/rate.js';
import { named, shown } from '../core/shown.js';
import { suggestionHint } from '../core/suggest.js';
import type { Expectation } from './types.js';
import type { MetricUnit, Vocabulary } from './vocabulary.js';

const COMPARISON_AND_REST = /^(<=|>=|==|!=|<|>)[ \t]*(.*)$/su;
/** A metric, and what it is about: `outage.max[probe-1]`. */
const METRIC_AND_SUBJECT = /^([^[\]]+)(?:\[[^[\]]+\])?$/u;

type ExpectationsReading =
  | { readonly ok: true; readonly value: readonly Expectation[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Reads the mapping under `expect:` from metrics to conditions, one or a list of them. */
export function readExpectations(value: unknown, metrics: Vocabulary['metrics']): ExpectationsReading {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `expected a mapping of metrics to conditions, found ${shown(value)}`;
    return { ok: false, issues: [issue([], 'WRONG_VALUE', message, 'for example `outage.max: "< 5s"`')] };
  }
  const readings = Object.entries(value).flatMap(([metric, conditions]) =>
    readMetric(metric, conditions, metrics),
  );
  const issues = readings.filter((reading) => 'code' in reading);
  return issues.length > 0
    ? { ok: false, issues }
    : { ok: true, value: readings.filter((reading) => 'comparison' in reading) };
}

/** What a condition looks like, for JSON Schema. */
export const CONDITION_PATTERN = '^(<=|>=|==|!=|<|>)[ \\t]*-?[0-9].*$';

function readMetric(
  metric: string,
  conditions: unknown,
  metrics: Vocabulary['metrics'],
): (Expectation | Issue)[] {
  const base = METRIC_AND_SUBJECT.exec(metric)?.[1] ?? metric;
  const unit = Object.hasOwn(metrics, base) ? metrics[base] : undefined;
  if (unit === undefined) {
    const hint = suggestionHint(base, Object.keys(metrics), 'metrics');
    return [{ ...issue([metric], 'UNKNOWN_METRIC', `unknown metric ${named(base)}`, hint), at: 'key' }];
  }
  if (!Array.isArray(conditions)) {
    return [readCondition(metric, [metric], conditions, unit)];
  }
  return conditions.map((condition, index) => readCondition(metric, [metric, index], condition, unit));
}

function readCondition(
  metric: string,
  path: readonly PropertyKey[],
  condition: unknown,
  unit: MetricUnit,
): Expectation | Issue {
  const [, comparison, amount] =
    typeof condition === 'string' ? (COMPARISON_AND_REST.exec(condition) ?? []) : [];
  if (typeof condition !== 'string' || comparison === undefined || amount === undefined) {
    const [sign] = examples[unit].split(' ');
    const hint =
      typeof condition === 'object' ? undefined : `put a comparison before it: "${sign} ${condition}"`;
    return issue(
      path,
      'WRONG_VALUE',
      `expected a condition such as "${examples[unit]}", found ${shown(condition)}`,
      hint,
    );
  }
  const reading = readThreshold(amount, unit);
  if (!reading.ok) {
    return issue(path, 'WRONG_VALUE', reading.message, reading.hint);
  }
  return { metric, comparison: comparison as Expectation['comparison'], threshold: reading.value, condition };
}

const examples: Readonly<Record<MetricUnit, string>> = {
  ms: '< 5s',
  count: '>= 1',
  share: '>= 80%',
  percent: '< 10%',
  'per-second': '>= 50/s',
};

function readThreshold(text: string, unit: MetricUnit): Reading<number> {
  switch (unit) {
    case 'ms':
      return readQuantity(durationForm, text);
    case 'count':
      return readNumber(text, 'a number such as 2');
    case 'share':
      return readShare(text);
    case 'percent':
      return readNumber(text.endsWith('%') ? text.slice(0, -1) : text, 'a percentage such as 10%', text);
    case 'per-second':
      return text.includes('/') ? readQuantity(rateForm, text) : readNumber(text, 'a rate such as 50/s');
  }
}

export function readShare(text: string): Reading<number> {
  const what = 'a percentage such as 80%, or a number from 0 to 1';
  const percent = text.endsWith('%');
  const reading = readNumber(percent ? text.slice(0, -1) : text, what, text);
  const share = reading.ok ? reading.value / (percent ? 100 : 1) : 0;
  if (!reading.ok || (share >= 0 && share <= 1)) {
    // 99.9 / 100 is 0.9990000000000001; what was written has fewer digits.
    return reading.ok ? { ok: true, value: Number(share.toPrecision(12)) } : reading;
  }
  const message = `expected ${what}, found ${shown(text)}`;
  return percent ? { ok: false, message } : { ok: false, message, hint: `did you mean ${text}%?` };
}

function readNumber(text: string, what: string, whole = text): Reading<number> {
  return /^-?\d{1,15}(\.\d{1,9})?$/u.test(text)
    ? { ok: true, value: Number(text) }
    : { ok: false, message: `expected ${what}, found ${shown(whole)}` };
}
