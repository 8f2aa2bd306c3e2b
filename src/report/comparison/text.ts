import {
  COMPARED,
  type Comparison,
  type ComparisonReport,
  type Subject,
} from '../../measurements/comparison/types.js';
import type { Speech } from '../locales/locale.js';
import { printable } from '../text.js';
import { type ComparisonWords, comparisonWords } from './words.js';

/** What comparisons are written with. */
export interface ComparisonSpeech extends Speech {
  readonly said: ComparisonWords;
}

export function comparisonSpeech(speech: Speech): ComparisonSpeech {
  return { ...speech, said: comparisonWords(speech.language) };
}

/** `static through tcp, n = 1,000, c = 10`. */
export function subjectText(subject: Subject, { said, format }: ComparisonSpeech): string {
  const { condition, page, frontend, engine, requests, cellDurationMs, concurrency, keepAlive } = subject;
  const place =
    page === undefined || frontend === undefined ? (page ?? frontend) : said.through(page, frontend);
  const parts = [
    place,
    condition,
    requests === undefined ? undefined : `n = ${format.integer(requests)}`,
    cellDurationMs === undefined ? undefined : format.duration(cellDurationMs),
    concurrency === undefined ? undefined : `c = ${format.integer(concurrency)}`,
    engine === 'native' ? undefined : engine,
    keepAlive ? 'keep-alive' : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? said.wholeRun : printable(parts.join(', '));
}

export function nameOf(
  { metric, subject }: Pick<Comparison, 'metric' | 'subject'>,
  speech: ComparisonSpeech,
): string {
  return `${speech.said.metrics[metric]}, ${subjectText(subject, speech)}`;
}

export function valueText(
  { metric }: Pick<Comparison, 'metric'>,
  value: number | null,
  { format }: ComparisonSpeech,
): string {
  if (value === null) {
    return '';
  }
  return COMPARED[metric].unit === 'ms' ? format.duration(value) : format.rate(value);
}

export function ratioText(ratio: number | null, { format }: ComparisonSpeech): string {
  return ratio === null ? '' : format.fixed(ratio, 3);
}

export function intervalText(
  interval: { readonly low: number; readonly high: number } | null,
  { format }: ComparisonSpeech,
): string {
  return interval === null ? '' : format.brackets(interval.low, interval.high, 3);
}

/** `+4.2%`, of a ratio. */
export function changeText(ratio: number, { format }: ComparisonSpeech): string {
  const percent = 100 * (ratio - 1);
  return `${percent < 0 ? '' : '+'}${format.percent(percent, 1)}`;
}

export function pText(p: number | null, { format }: ComparisonSpeech): string {
  if (p === null) {
    return '';
  }
  return p < 0.001 ? `< ${format.fixed(0.001, 3)}` : format.fixed(p, 3);
}

/** One for each page in each condition, to decide by: the verdict, and the figures that it stands on. */
export function decisionSentences(report: ComparisonReport, speech: ComparisonSpeech): readonly string[] {
  const { said, format } = speech;
  const { before, after, noise } = report;
  return report.summaries.map((one) => {
    const floor = noise.find(({ metric }) => metric === one.metric);
    return said.decision({
      where: subjectText(one.subject, speech),
      before: before.label,
      after: after.label,
      metric: said.metrics[one.metric],
      verdict: one.verdict,
      change: one.ratio === null ? null : changeText(one.ratio, speech),
      ratio: `${ratioText(one.ratio, speech)} ${intervalText(one.interval, speech)}`.trim(),
      pairs: one.size.before,
      noise: floor === undefined ? null : format.percent(100 * Math.expm1(floor.perPair), 1),
    });
  });
}

/** How far two measurements of the same lay apart, for each metric. */
export function noiseSentences(
  { noise }: ComparisonReport,
  { said, format }: ComparisonSpeech,
): readonly string[] {
  return noise.map(({ metric, from, perPair, ratios }) =>
    said.noise(said.metrics[metric], from, format.percent(100 * Math.expm1(perPair), 1), ratios),
  );
}

/** The sentences over and beneath the table, in the order in which they matter. */
export function comparisonSentences(report: ComparisonReport, speech: ComparisonSpeech): readonly string[] {
  const { said } = speech;
  const counts = (['worse', 'better', 'none', 'too-few'] as const).flatMap((verdict) => {
    const count = report.comparisons.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [said.counted(verdict, count)];
  });
  const [first] = report.comparisons;
  return [
    counts.join(', '),
    ...report.overall.map(({ metric, subjects, ratio, interval }) =>
      said.overall(
        said.metrics[metric],
        subjects,
        ratioText(ratio, speech),
        interval && intervalText(interval, speech),
      ),
    ),
    ...decisionSentences(report, speech),
    ...noiseSentences(report, speech),
    ...(first === undefined ? [] : [said.methods[first.method]]),
  ].filter((sentence) => sentence !== '');
}

export function cautionSentences(report: ComparisonReport, { said }: ComparisonSpeech): readonly string[] {
  return report.cautions.map(({ code, detail = '' }) => said.cautions[code](detail));
}

/** `version of chaos: 0.1.0 → 0.2.0`. */
export function changeSentences(
  { changes }: ComparisonReport,
  { said }: ComparisonSpeech,
): readonly string[] {
  return changes.length === 0
    ? [said.noChanges]
    : changes.map(({ what, before, after }) =>
        printable(`${what}: ${before || said.none} → ${after || said.none}`),
      );
}

export function sideSentences(
  { before, after }: ComparisonReport,
  { said }: ComparisonSpeech,
): readonly string[] {
  return [
    said.ofRuns(said.before, before.label, before.runs.length),
    said.ofRuns(said.after, after.label, after.runs.length),
  ];
}
