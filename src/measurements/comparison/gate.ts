import type { Verdict } from '../types.js';
import { COMPARED_BY_DEFAULT, comparePairedRuns, compareTurns } from './compare.js';
import { changesBetween } from './differences.js';
import { estimatePredicted } from './estimate.js';
import { judgeTogether } from './judge.js';
import { noiseOfRuns } from './noise.js';
import { figureOf, keyOf, seriesByKey } from './series.js';
import {
  COMPARED,
  type ComparedMetric,
  type Comparison,
  type ComparisonReport,
  type RunResult,
} from './types.js';

/** `regression:` of a scenario. Margins are shares: 0.05 lets 5% pass. */
export interface GateSettings {
  readonly margin: number;
  /** Of single metrics; a metric named here is judged even where it is not by default. */
  readonly margins: Readonly<Partial<Record<ComparedMetric, number>>>;
}

/**
 * Two-sided, of all figures judged together. A loss is one of the two sides, so that at most one of 200 quiet nights
 * fails whatever the noise; the margin makes it fewer where the noise is small.
 */
const SIGNIFICANCE = 0.01;

/** Percentiles of response times scatter much more than rates: they are judged where a margin is set for them. */
const JUDGED_BY_DEFAULT: readonly ComparedMetric[] = COMPARED_BY_DEFAULT.filter(
  (metric) => metric !== 'matrix.p99',
);

export function judgedMetrics({ margins }: GateSettings): readonly ComparedMetric[] {
  return [...new Set([...JUDGED_BY_DEFAULT, ...(Object.keys(margins) as ComparedMetric[])])];
}

export interface GateReport {
  readonly schema: 'chaos/check@1';
  /** `fail` where a regression was found or an expectation failed; `unknown` where something could not be judged. */
  readonly verdict: Verdict;
  readonly scenario: string;
  readonly cluster: string;
  /** The runs judged, and those they are judged by. */
  readonly findings: readonly GateFinding[];
  readonly unmet: readonly { readonly condition: string; readonly verdict: Verdict }[];
  readonly comparison: ComparisonReport;
}

export interface GateFinding extends Comparison {
  /** As a share. */
  readonly margin: number;
  readonly gate: Verdict;
  /** The least loss, as a share, that figures with this scatter would have shown; null where nothing could be told. */
  readonly wouldCatch: number | null;
}

/**
 * Candidate and reference run in turns, the k-th with the k-th; their expectations are not looked at, for they were
 * meant for the whole run.
 */
export function judgePairs(
  run: RunResult,
  reference: readonly RunResult[],
  candidate: readonly RunResult[],
  settings: GateSettings,
): GateReport {
  const metrics = judgedMetrics(settings);
  return gate(
    comparePairedRuns(reference, candidate, { metrics, seed: run.seed, significance: SIGNIFICANCE }),
    run,
    settings,
  );
}

/** The same for one run of each that took turns, cell by cell. */
export function judgeTurns(
  run: RunResult,
  reference: RunResult,
  candidate: RunResult,
  slices: number,
  settings: GateSettings,
): GateReport {
  const metrics = judgedMetrics(settings);
  return gate(
    compareTurns(reference, candidate, slices, { metrics, seed: run.seed, significance: SIGNIFICANCE }),
    run,
    settings,
  );
}

/** One run against those of a baseline, each run one figure. */
export function judgeAgainst(
  baseline: readonly RunResult[],
  candidate: RunResult,
  settings: GateSettings,
): GateReport {
  const metrics = judgedMetrics(settings);
  const last = baseline.at(-1);
  const ours = seriesByKey(candidate);
  const wanted = new Map(
    [...baseline, candidate]
      .flatMap(({ series }) => series)
      .filter(({ metric }) => metrics.includes(metric))
      .map((series) => [keyOf(series), series]),
  );
  const compared = [...wanted].map(([key, { metric, subject }]) => {
    const before = baseline
      .map((run) => figureOf(seriesByKey(run).get(key)))
      .filter((value) => value !== null);
    return { metric, subject, ...estimatePredicted(before, figureOf(ours.get(key))) };
  });
  const report: ComparisonReport = {
    schema: 'chaos/comparison@1',
    before: { label: last?.id ?? '', runs: baseline.map(({ id }) => id) },
    after: { label: candidate.id, runs: [candidate.id] },
    comparisons: judgeTogether(compared, SIGNIFICANCE),
    overall: [],
    summaries: [],
    noise: noiseOfRuns(baseline, metrics),
    changes: last === undefined ? [] : changesBetween(last, candidate),
    cautions: [],
  };
  return gate(report, candidate, settings);
}

function gate(comparison: ComparisonReport, run: RunResult, settings: GateSettings): GateReport {
  const findings = comparison.comparisons.map((one) => findingOf(one, settings));
  const verdicts = [...findings.map((one) => one.gate), ...run.unmet.map((one) => one.verdict)];
  const isWhole = run.outcome === 'completed' && findings.length > 0;
  return {
    schema: 'chaos/check@1',
    verdict: worst(isWhole ? verdicts : [...verdicts, 'unknown']),
    scenario: run.scenario,
    cluster: run.cluster,
    findings,
    unmet: run.unmet,
    comparison,
  };
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return (['fail', 'unknown'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'pass';
}

function findingOf(comparison: Comparison, { margin, margins }: GateSettings): GateFinding {
  const allowed = margins[comparison.metric] ?? margin;
  return {
    ...comparison,
    margin: allowed,
    gate: gateOf(comparison, allowed),
    wouldCatch: wouldCatch(comparison, allowed),
  };
}

/** Fails only where the whole interval lies beyond the margin, and significance survives the correction. */
function gateOf({ verdict, interval, metric }: Comparison, margin: number): Verdict {
  if (verdict === 'too-few' || interval === null) {
    return 'unknown';
  }
  const isBeyond =
    COMPARED[metric].better === 'more' ? interval.high < 1 - margin : interval.low > 1 + margin;
  return verdict === 'worse' && isBeyond ? 'fail' : 'pass';
}

function wouldCatch({ metric, interval, ratio }: Comparison, margin: number): number | null {
  if (interval === null || ratio === null) {
    return null;
  }
  return COMPARED[metric].better === 'more'
    ? 1 - ((1 - margin) * ratio) / interval.high
    : ((1 + margin) * ratio) / interval.low - 1;
}
