import type { ExpectationResult, Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';

/** Why the verdict is what it is, in one sentence. */
export function verdictSentence(measurements: Measurements, speech: Speech): string {
  const { verdict, expectations } = measurements;
  const words = speech.words.verdictSentence;
  const count = expectations.length;
  if (verdict === 'pass') {
    return count === 0 ? words.nothingExpected : words.allHeld(count);
  }
  const deciding = expectations.filter((expectation) => expectation.verdict === verdict);
  if (deciding.length === 0) {
    return words.notJudged;
  }
  if (verdict === 'fail') {
    const list = deciding.map((one) => words.was(conditionText(one), actualText(one, speech)));
    return words.failed(deciding.length, count, list.join('; '));
  }
  const list = deciding.map((one) =>
    words.because(conditionText(one), one.because ?? actualText(one, speech)),
  );
  return words.unknown(deciding.length, count, list.join('; '));
}

/** `outage.max < 5s` */
export function conditionText(expectation: ExpectationResult): string {
  return `${expectation.metric} ${expectation.condition}`;
}

/** The measured value in its unit, with its bounds where it has them. */
export function actualText(expectation: ExpectationResult, speech: Speech): string {
  const { actual, low, high, unit } = expectation;
  if (actual === null) {
    return speech.words.findings.notMeasured;
  }
  if (low === undefined || high === undefined || low === high) {
    return valueText(actual, unit, speech);
  }
  return unit === 'ms'
    ? speech.format.bounded(actual, low, high)
    : `${valueText(actual, unit, speech)} ${speech.format.between(valueText(low, unit, speech), valueText(high, unit, speech))}`;
}

/** A value in its unit. */
export function valueText(value: number, unit: ExpectationResult['unit'], { format }: Speech): string {
  const show = {
    ms: format.duration,
    count: (count: number) => (Number.isInteger(count) ? format.integer(count) : format.fixed(count, 2)),
    share: format.share,
    'per-second': format.rate,
    percent: format.percent,
  } as const;
  return show[unit](value);
}
