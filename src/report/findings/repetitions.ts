import type { Measurements, MedianInterval, RepetitionRow } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type Finding, finding } from './finding.js';
import { valueText } from './verdict.js';

/** The times of outages and failovers over all repeats of the time line; the table has every value. */
export function repetitionFindings({ repetitions }: Measurements, speech: Speech): readonly Finding[] {
  const sentences = repetitions
    .filter(({ unit }) => unit === 'ms')
    .flatMap((row) => (row.summary === null ? [] : [sentenceOf(row, row.summary, speech)]));
  return finding('repeats', speech, sentences);
}

function sentenceOf(row: RepetitionRow, summary: MedianInterval, speech: Speech): string {
  const { words } = speech;
  const measured = row.values.filter((value) => value !== null).length;
  const median = valueText(summary.median, row.unit, speech);
  const range = rangeText(row, summary, speech);
  return summary.interval === null
    ? words.findings.repeatsRange(row.metric, median, range, measured)
    : words.findings.repeatsInterval(row.metric, median, range, measured);
}

/** The interval of the median where there is one, the smallest and the largest value otherwise. */
export function rangeText(
  { unit }: RepetitionRow,
  { min, max, interval }: MedianInterval,
  speech: Speech,
): string {
  const { low, high } = interval ?? { low: min, high: max };
  return speech.format.between(valueText(low, unit, speech), valueText(high, unit, speech));
}
