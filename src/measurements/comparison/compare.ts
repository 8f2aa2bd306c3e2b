import { groupBy } from '../../core/group-by.js';
import { mean } from '../statistics/moments.js';
import { cautionsBetween, changesBetween } from './differences.js';
import { estimatePaired, estimateSeparate, type Pair, type PairedSeries } from './estimate.js';
import { type Compared, judgeTogether } from './judge.js';
import { noiseOfBlocks, noiseOfRuns, withinNoise } from './noise.js';
import { overallOf } from './overall.js';
import { figureOf, keyOf, measurable, seriesByKey } from './series.js';
import type {
  Caution,
  ComparedMetric,
  Comparison,
  ComparisonReport,
  RunResult,
  Series,
  Subject,
} from './types.js';

/** What is compared unless something else is asked for. Time per request is the rate told another way. */
export const COMPARED_BY_DEFAULT: readonly ComparedMetric[] = [
  'matrix.requestsPerSecond',
  'matrix.p99',
  'outage.max',
  'failover.takeover.max',
  'failover.outage.max',
];

export interface CompareOptions {
  readonly metrics: readonly ComparedMetric[];
  /** Of the bootstrap. */
  readonly seed: number;
  /** Of all comparisons together, two-sided; 0.05 unless given. */
  readonly significance?: number;
  /** Runs of the same thing, which say how far two of them lie apart. */
  readonly noiseRuns?: readonly RunResult[];
}

/** The repetitions of one run against those of another. */
export function compareRuns(before: RunResult, after: RunResult, options: CompareOptions): ComparisonReport {
  const others = seriesByKey(after);
  const wanted = before.series.filter(({ metric }) => options.metrics.includes(metric));
  const compared = wanted.flatMap((series): Compared[] => {
    const other = others.get(keyOf(series));
    return other === undefined ? [] : [separately(series, other)];
  });
  const noise = options.noiseRuns === undefined ? [] : noiseOfRuns(options.noiseRuns, options.metrics);
  const { comparisons, cautions } = withinNoise(judgeTogether(compared, options.significance), noise);
  return {
    schema: 'chaos/comparison@1',
    before: { label: before.id, runs: [before.id] },
    after: { label: after.id, runs: [after.id] },
    comparisons,
    summaries: [],
    overall: [],
    noise,
    changes: changesBetween(before, after),
    cautions: [
      ...cautionsBetween(before, after),
      { code: 'ONE_RUN_EACH' },
      ...unmatched(before, after, options.metrics),
      ...leftOut(comparisons),
      ...cautions,
    ],
  };
}

function separately(before: Series, after: Series): Compared {
  const xs = measurable(before);
  const ys = measurable(after);
  const missing = [...xs, ...ys].filter((value) => value === null).length;
  const { metric, subject } = before;
  return { metric, subject, ...estimateSeparate(xs.filter(isValue), ys.filter(isValue), missing) };
}

/** Pairs of whole runs, the k-th before with the k-th after: each run is one figure. */
export function comparePairedRuns(
  before: readonly RunResult[],
  after: readonly RunResult[],
  options: CompareOptions,
): ComparisonReport {
  const [first] = before;
  const [firstAfter] = after;
  const series = (first?.series ?? []).filter(({ metric }) => options.metrics.includes(metric));
  const pairs = series.map(({ metric, subject }): PairedSeries => {
    const key = keyOf({ metric, subject });
    const figure = (run: RunResult | undefined) =>
      run === undefined ? null : figureOf(seriesByKey(run).get(key));
    return {
      metric,
      subject,
      pairs: before.map((run, index) => pairOf(figure(run), figure(after[index]))),
    };
  });
  return {
    ...comparePairs(pairs, options),
    before: sideOf(before, first?.id ?? ''),
    after: sideOf(after, firstAfter?.id ?? ''),
    noise: noiseOfRuns(options.noiseRuns ?? [], options.metrics),
    changes: first === undefined || firstAfter === undefined ? [] : changesBetween(first, firstAfter),
  };
}

/**
 * Two runs that took turns, cell by cell: a pair is the means over `slices` blocks in which both cells are valid, and
 * needs half of them.
 */
export function compareTurns(
  before: RunResult,
  after: RunResult,
  slices: number,
  options: CompareOptions,
): ComparisonReport {
  const others = seriesByKey(after);
  const series = before.series
    .filter(({ metric, subject }) => options.metrics.includes(metric) && subject.page !== undefined)
    .flatMap((one): PairedSeries[] => {
      const other = others.get(keyOf(one));
      return other === undefined
        ? []
        : [{ ...one, pairs: pairsOfSlices(measurable(one), measurable(other), slices) }];
    });
  return {
    ...comparePairs(series, options),
    before: sideOf([before], before.id),
    after: sideOf([after], after.id),
    noise: [],
    changes: changesBetween(before, after),
  };
}

function pairsOfSlices(
  before: readonly (number | null)[],
  after: readonly (number | null)[],
  slices: number,
): readonly (Pair | null)[] {
  const count = Math.floor(Math.max(before.length, after.length) / slices);
  return Array.from({ length: count }, (_, index) => {
    const both = Array.from({ length: slices }, (_, slice) => index * slices + slice).flatMap((block) => {
      const pair = pairOf(before[block] ?? null, after[block] ?? null);
      return pair === null ? [] : [pair];
    });
    return 2 * both.length < slices
      ? null
      : pairOf(mean(both.map((pair) => pair.before)) ?? null, mean(both.map((pair) => pair.after)) ?? null);
  });
}

function sideOf(runs: readonly RunResult[], label: string) {
  return { label, runs: runs.map(({ id }) => id) };
}

export type Factor = 'page' | 'frontend' | 'condition' | 'engine' | 'cluster';

export const FACTORS = [
  'page',
  'frontend',
  'condition',
  'engine',
  'cluster',
] as const satisfies readonly Factor[];

/**
 * Two values of a factor. Within a run the cells of the same block are pairs; values that are whole runs (clusters)
 * pair the k-th of one with the k-th of the other, block by block.
 */
export function compareFactor(
  runs: readonly RunResult[],
  factor: Factor,
  values: readonly [string, string],
  options: CompareOptions,
): ComparisonReport {
  const [first, last] = [runs[0], runs.at(-1)];
  const changes = first === undefined || last === undefined ? [] : changesBetween(first, last);
  return { ...compareValues(runs, factor, values, options), changes };
}

/** What of a run its values are compared by. */
export type ComparableRun = Pick<RunResult, 'id' | 'cluster' | 'order' | 'series'>;

/** The same, of runs of which nothing else is known; so the report of a run compares what its scenario asks for. */
export function compareValues(
  runs: readonly ComparableRun[],
  factor: Factor,
  values: readonly [string, string],
  options: CompareOptions,
): ComparisonReport {
  const [before, after] = values.map((value) => sideOfFactor(runs, factor, value));
  const pairs = (before ?? []).flatMap((one): PairedSeries[] => {
    if (!options.metrics.includes(one.metric)) {
      return [];
    }
    const partner = after?.find((other) => keyOf(other) === keyOf(one));
    const length = Math.max(one.blocks.length, partner?.blocks.length ?? 0);
    return partner === undefined
      ? []
      : [
          {
            metric: one.metric,
            subject: one.subject,
            pairs: Array.from({ length }, (_, index) =>
              pairOf(one.blocks[index] ?? null, partner.blocks[index] ?? null),
            ),
          },
        ];
  });
  const blocks = [...(before ?? []), ...(after ?? [])].filter(({ metric }) =>
    options.metrics.includes(metric),
  );
  const noise =
    options.noiseRuns === undefined ? noiseOfBlocks(blocks) : noiseOfRuns(options.noiseRuns, options.metrics);
  const report = comparePairs(pairs, options);
  return {
    ...report,
    summaries: summariesOf(pairs, options),
    before: { label: values[0], runs: runs.map(({ id }) => id) },
    after: { label: values[1], runs: runs.map(({ id }) => id) },
    noise,
    changes: [],
    cautions: [
      ...report.cautions,
      ...(runs.some(({ order }) => order === 'sequential') ? [{ code: 'NOT_INTERLEAVED' } as const] : []),
    ],
  };
}

interface Blocks {
  readonly metric: ComparedMetric;
  readonly subject: Subject;
  readonly blocks: readonly (number | null)[];
}

/** The series with this value of the factor, which is taken out of their subjects; several runs one after another. */
function sideOfFactor(runs: readonly ComparableRun[], factor: Factor, value: string): readonly Blocks[] {
  const chosen = runs
    .filter((run) => factor !== 'cluster' || run.cluster === value)
    .flatMap(({ series }) => series)
    .flatMap((series) => {
      if (factor === 'cluster') {
        return [series];
      }
      const { [factor]: found, ...subject } = series.subject;
      return found === value ? [{ ...series, subject }] : [];
    });
  return [...groupBy(chosen, keyOf).values()].map((group) => ({
    metric: group[0].metric,
    subject: group[0].subject,
    blocks: group.flatMap(measurable),
  }));
}

/**
 * One comparison for each page in each condition: a pair is the geometric means over its cells, of blocks in which none
 * of them is missing. They are few, and corrected for their own number.
 */
function summariesOf(series: readonly PairedSeries[], options: CompareOptions): readonly Comparison[] {
  const groups = groupBy(series, ({ metric, subject }) => keyOf({ metric, subject: placeOf(subject) }));
  const pooled = [...groups.values()].map((group): PairedSeries => {
    const [{ metric, subject, pairs }] = group;
    const blocks = pairs.map((_, index) => meanPair(group.map((one) => one.pairs[index] ?? null)));
    return { metric, subject: placeOf(subject), pairs: blocks };
  });
  return comparePairs(pooled, options).comparisons;
}

function placeOf({ condition, page, frontend }: Subject): Subject {
  return {
    ...(condition === undefined ? {} : { condition }),
    ...(page === undefined ? {} : { page }),
    ...(frontend === undefined ? {} : { frontend }),
  };
}

/** null where one of them is missing. */
function meanPair(pairs: readonly (Pair | null)[]): Pair | null {
  const whole = pairs.filter((pair) => pair !== null);
  const geometric = (values: readonly number[]) => Math.exp(mean(values.map(Math.log)) ?? 0);
  return whole.length < pairs.length
    ? null
    : {
        before: geometric(whole.map((pair) => pair.before)),
        after: geometric(whole.map((pair) => pair.after)),
      };
}

/** All comparisons of pairs, corrected together. */
function comparePairs(
  series: readonly PairedSeries[],
  options: CompareOptions,
): Omit<ComparisonReport, 'before' | 'after' | 'noise' | 'changes'> {
  const comparisons = judgeTogether(
    series.map(({ metric, subject, pairs }) => {
      const whole = pairs.filter((pair) => pair !== null);
      return { metric, subject, ...estimatePaired(whole, pairs.length - whole.length) };
    }),
    options.significance,
  );
  return {
    schema: 'chaos/comparison@1',
    comparisons,
    summaries: [],
    overall: overallOf(series, options.seed),
    cautions: leftOut(comparisons),
  };
}

function pairOf(before: number | null, after: number | null): Pair | null {
  return before === null || after === null ? null : { before, after };
}

function isValue(value: number | null): value is number {
  return value !== null;
}

function leftOut(comparisons: readonly Comparison[]): readonly Caution[] {
  const count = comparisons.reduce((sum, one) => sum + one.leftOut, 0);
  return count === 0 ? [] : [{ code: 'LEFT_OUT', detail: String(count) }];
}

function unmatched(
  before: RunResult,
  after: RunResult,
  metrics: readonly ComparedMetric[],
): readonly Caution[] {
  const keys = (run: RunResult) =>
    run.series.filter(({ metric }) => metrics.includes(metric)).map((series) => keyOf(series));
  const [ours, theirs] = [keys(before), keys(after)];
  const count =
    ours.filter((key) => !theirs.includes(key)).length + theirs.filter((key) => !ours.includes(key)).length;
  return count === 0 ? [] : [{ code: 'UNMATCHED', detail: String(count) }];
}
