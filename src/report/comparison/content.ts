import type { GateReport } from '../../measurements/comparison/gate.js';
import type { TrendChange } from '../../measurements/comparison/trend.js';
import type { ComparisonReport } from '../../measurements/comparison/types.js';
import type { Verdict } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import type { ReportTable } from '../tables/table.js';
import { comparisonTable, gateTable } from './table.js';
import {
  type ComparisonSpeech,
  cautionSentences,
  changeSentences,
  changeText,
  comparisonSentences,
  comparisonSpeech,
  intervalText,
  nameOf,
  pText,
  sideSentences,
  valueText,
} from './text.js';

/** A comparison or a check in words; terminal and Markdown set it in their ways. */
export interface ComparisonContent {
  readonly title: string;
  readonly verdict: Verdict | null;
  readonly headline: string;
  readonly facts: readonly string[];
  /** One for each regression, unmet expectation and figure that could not be judged. */
  readonly failures: readonly Failure[];
  readonly cautions: readonly string[];
  readonly table: ReportTable;
  readonly sentences: readonly string[];
  readonly changesTitle: string;
  readonly changes: readonly string[];
}

export interface Failure {
  readonly name: string;
  readonly verdict: 'fail' | 'unknown';
  readonly text: string;
}

export function comparisonContent(report: ComparisonReport, plain: Speech): ComparisonContent {
  const speech = comparisonSpeech(plain);
  const [headline = '', ...sentences] = comparisonSentences(report, speech);
  return {
    title: `${speech.said.title}: ${report.before.label} → ${report.after.label}`,
    verdict: null,
    headline,
    facts: sideSentences(report, speech),
    failures: [],
    cautions: cautionSentences(report, speech),
    table: comparisonTable(report.comparisons, speech),
    sentences,
    changesTitle: speech.said.changes,
    changes: changeSentences(report, speech),
  };
}

export function checkContent(
  report: GateReport,
  trend: readonly TrendChange[],
  plain: Speech,
): ComparisonContent {
  const speech = comparisonSpeech(plain);
  const { said } = speech;
  const { comparison } = report;
  return {
    title: `${said.checkTitle}: ${report.scenario}, ${report.cluster}`,
    verdict: report.verdict,
    headline: said.checkVerdicts[report.verdict],
    facts: sideSentences(comparison, speech),
    failures: failuresOf(report, speech),
    cautions: [...cautionSentences(comparison, speech), ...trend.map((one) => trendText(one, plain))],
    table: gateTable(report.findings, speech),
    sentences: comparisonSentences(comparison, speech),
    changesTitle: said.changes,
    changes: changeSentences(comparison, speech),
  };
}

export function failuresOf(report: GateReport, speech: ComparisonSpeech): readonly Failure[] {
  const { said, format } = speech;
  const findings = report.findings.flatMap((one): readonly Failure[] => {
    const name = nameOf(one, speech);
    if (one.gate === 'pass') {
      return [];
    }
    if (one.gate === 'unknown' || one.ratio === null) {
      return [{ name, verdict: 'unknown', text: said.tooFew(name) }];
    }
    const change = `${valueText(one, one.before, speech)} → ${valueText(one, one.after, speech)}, ${changeText(one.ratio, speech)}`;
    const text = said.failure(
      change,
      intervalText(one.interval, speech),
      pText(one.adjustedP, speech),
      format.percent(100 * one.margin),
    );
    return [{ name, verdict: 'fail', text }];
  });
  const unmet = report.unmet.map(
    ({ condition, verdict }): Failure => ({
      name: condition,
      verdict: verdict === 'fail' ? 'fail' : 'unknown',
      text: said.unmet(condition, verdict),
    }),
  );
  return [...findings, ...unmet];
}

export function trendText(change: TrendChange, plain: Speech): string {
  const speech = comparisonSpeech(plain);
  const { said } = speech;
  return said.trend({
    what: nameOf(change, speech),
    change: `${valueText(change, change.before, speech)} → ${valueText(change, change.after, speech)}, ${changeText(change.ratio, speech)}`,
    at:
      change.commit === undefined ? change.startedAt : `${change.startedAt} (${change.commit.slice(0, 12)})`,
    confirmed: change.confirmed,
  });
}
