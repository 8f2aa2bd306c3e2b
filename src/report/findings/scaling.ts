import type { Measurements, ScalabilityFit, ScalabilityRow } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { placeText, sizeOf, sizeText } from '../matrix-summary.js';
import { type Finding, finding } from './finding.js';

/** A law that explains less of the scatter predicts nothing. */
const LEAST_R2 = 0.8;

/** Whether more connections were worth it, for the largest size of each page and frontend; the table has all. */
export function scalingFindings({ scalability }: Measurements, speech: Speech): readonly Finding[] {
  const largest = new Map<string, ScalabilityRow>();
  for (const row of scalability) {
    const key = JSON.stringify([row.condition, row.page, row.frontend, row.engine, row.keepAlive]);
    const known = largest.get(key);
    if (known === undefined || sizeOf(row) > sizeOf(known)) {
      largest.set(key, row);
    }
  }
  return finding(
    'scaling',
    speech,
    [...largest.values()].map((row) => sentenceOf(row, speech)),
  );
}

function sentenceOf(row: ScalabilityRow, speech: Speech): string {
  const { words } = speech;
  const name = `${placeText(row)}, ${sizeText(row, speech)}`;
  const law = row.fit === null ? [] : [lawText(row.fit, speech)];
  return `${[words.findings.scaling(name, kneeText(row, speech)), ...law].join('; ')}.`;
}

function kneeText({ knee, beyond }: ScalabilityRow, { words, format }: Speech): string {
  const level = format.integer(knee.concurrency);
  if (beyond === null) {
    return words.findings.stillGaining(level);
  }
  const gain = beyond.perSecond / knee.perSecond - 1;
  const gained =
    gain > 0 ? words.findings.gainedAtMost(format.percent(100 * gain, 1)) : words.findings.gainedNothing;
  const rates = words.findings.kneeRates(
    format.rate(knee.perSecond),
    level,
    format.rate(beyond.perSecond),
    format.integer(beyond.concurrency),
  );
  const waits =
    knee.timePerRequestMs === null || beyond.timePerRequestMs === null
      ? ''
      : `, ${words.findings.kneeTimes(format.duration(knee.timePerRequestMs), format.duration(beyond.timePerRequestMs))}`;
  return `${words.findings.beyondKnee(level, gained)}: ${rates}${waits}`;
}

function lawText({ peakConcurrency, extrapolated, r2 }: ScalabilityFit, { words, format }: Speech): string {
  const goodness = r2 === null ? '' : ` (R² = ${format.fixed(r2, 3)})`;
  if (r2 !== null && r2 < LEAST_R2) {
    return `${words.findings.lawPoor}${goodness}`;
  }
  if (peakConcurrency === null) {
    return `${words.findings.lawWithoutPeak}${goodness}`;
  }
  const peak = format.fixed(peakConcurrency, 1);
  return `${extrapolated ? words.findings.lawPeakBeyond(peak) : words.findings.lawPeak(peak)}${goodness}`;
}
