import { groupBy } from '../../core/group-by.js';
import { figureOf, keyOf, seriesByKey } from './series.js';
import type { Caution, ComparedMetric, Comparison, NoiseFloor, RunResult } from './types.js';

/** Standard deviations within which a difference between two runs is what two runs of the same may show. */
const NOISE_WIDTH = 2;

interface Blocks {
  readonly metric: ComparedMetric;
  readonly blocks: readonly (number | null)[];
}

/** Neighbouring blocks of the same thing in the same run: what a comparison within a run cannot tell apart. */
export function noiseOfBlocks(series: readonly Blocks[]): readonly NoiseFloor[] {
  return floorsOf(
    series.map(({ metric, blocks }) => ({
      metric,
      logs: blocks.flatMap((value, index) => (index % 2 === 1 ? logRatio(blocks[index - 1], value) : [])),
    })),
    'blocks',
  );
}

/** Neighbouring runs of the same thing: what a comparison of runs cannot tell apart. */
export function noiseOfRuns(
  runs: readonly RunResult[],
  metrics: readonly ComparedMetric[],
): readonly NoiseFloor[] {
  const figures = runs.map(seriesByKey);
  const wanted = (runs[0]?.series ?? []).filter(({ metric }) => metrics.includes(metric));
  return floorsOf(
    wanted.map((series) => ({
      metric: series.metric,
      logs: figures.flatMap((run, index) =>
        index === 0
          ? []
          : logRatio(figureOf(figures[index - 1]?.get(keyOf(series))), figureOf(run.get(keyOf(series)))),
      ),
    })),
    'runs',
  );
}

function logRatio(before: number | null | undefined, after: number | null | undefined): readonly number[] {
  return typeof before === 'number' && typeof after === 'number' ? [Math.log(after / before)] : [];
}

function floorsOf(
  all: readonly { readonly metric: ComparedMetric; readonly logs: readonly number[] }[],
  from: NoiseFloor['from'],
): readonly NoiseFloor[] {
  return [...groupBy(all, ({ metric }) => metric).values()].flatMap((group) => {
    const logs = group.flatMap((one) => one.logs);
    // The same thing twice has a ratio of 1, so that no mean is to be taken off.
    const meanSquare = logs.reduce((sum, log) => sum + log ** 2, 0) / logs.length;
    return logs.length === 0
      ? []
      : [{ metric: group[0].metric, from, perPair: Math.sqrt(meanSquare), ratios: logs.length }];
  });
}

/** One run against another is no more than noise where two runs of the same lie as far apart. */
export function withinNoise(
  comparisons: readonly Comparison[],
  noise: readonly NoiseFloor[],
): { readonly comparisons: readonly Comparison[]; readonly cautions: readonly Caution[] } {
  const isNoise = ({ metric, ratio, verdict }: Comparison) => {
    const floor = noise.find((one) => one.metric === metric);
    const differs = verdict === 'better' || verdict === 'worse';
    return differs && floor !== undefined && Math.abs(Math.log(ratio ?? 1)) <= NOISE_WIDTH * floor.perPair;
  };
  const count = comparisons.filter(isNoise).length;
  return {
    comparisons: comparisons.map((one) => (isNoise(one) ? { ...one, verdict: 'none' } : one)),
    cautions: count === 0 ? [] : [{ code: 'WITHIN_NOISE', detail: String(count) }],
  };
}
