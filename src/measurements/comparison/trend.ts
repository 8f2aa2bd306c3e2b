import { groupBy } from '../../core/group-by.js';
import { seededRandom } from '../../core/random.js';
import { changePoints } from '../statistics/e-divisive.js';
import { medianWithInterval } from '../statistics/median-interval.js';
import { lineageKey } from './baseline.js';
import { figureOf, keyOf, seriesByKey } from './series.js';
import { COMPARED, type ComparedMetric, type RunResult, type Subject } from './types.js';

/** A lasting change of a figure over many runs. */
export interface TrendChange {
  readonly scenario: string;
  readonly cluster: string;
  readonly metric: ComparedMetric;
  readonly subject: Subject;
  /** The first run after it. */
  readonly run: string;
  readonly startedAt: string;
  readonly commit?: string;
  /** Medians of the runs up to the next change on either side. */
  readonly before: number;
  readonly after: number;
  readonly ratio: number;
  readonly p: number;
  readonly direction: 'better' | 'worse';
  /** The history without the last run shows it too; until then it only warns. */
  readonly confirmed: boolean;
}

const SIGNIFICANCE = 0.01;
const PERMUTATIONS = 999;
const LEAST_SEGMENT = 3;
/** With one value more or less the place may move by one. */
const SAME_PLACE = 1;

/** Change points of every judged figure over runs of the same lineage, oldest first. */
export function trendOf(
  runs: readonly RunResult[],
  metrics: readonly ComparedMetric[],
): readonly TrendChange[] {
  return [...groupBy(runs, lineageKey).values()].flatMap((lineage) => {
    const keys = new Map(
      lineage
        .flatMap(({ series }) => series)
        .filter(({ metric }) => metrics.includes(metric))
        .map((series) => [keyOf(series), series]),
    );
    return [...keys].flatMap(([key, { metric, subject }]) => {
      const points = lineage.flatMap((run) => {
        const figure = figureOf(seriesByKey(run).get(key));
        return figure === null ? [] : [{ run, figure }];
      });
      return changesIn(points).map((change) => ({
        ...change,
        metric,
        subject,
        ...directionOf(metric, change),
      }));
    });
  });
}

function directionOf(metric: ComparedMetric, { ratio }: { ratio: number }) {
  const isMore = ratio > 1;
  return { direction: isMore === (COMPARED[metric].better === 'more') ? 'better' : 'worse' } as const;
}

interface Point {
  readonly run: RunResult;
  readonly figure: number;
}

function changesIn(points: readonly Point[]) {
  const logs = points.map(({ figure }) => Math.log(figure));
  const found = find(logs);
  const dayBefore = find(logs.slice(0, -1)).map(({ index }) => index);
  const bounds = [0, ...found.map(({ index }) => index), logs.length];
  return found.flatMap(({ index, p }, place) => {
    const first = points[index];
    const before = medianOf(points.slice(bounds[place], index));
    const after = medianOf(points.slice(index, bounds[place + 2]));
    if (first === undefined || before === undefined || after === undefined) {
      return [];
    }
    const { id, scenario, cluster, startedAt, commit } = first.run;
    return [
      {
        scenario,
        cluster,
        run: id,
        startedAt,
        ...(commit === undefined ? {} : { commit }),
        before,
        after,
        ratio: after / before,
        p,
        confirmed: dayBefore.some((other) => Math.abs(other - index) <= SAME_PLACE),
      },
    ];
  });
}

function find(logs: readonly number[]) {
  return changePoints(logs, {
    random: seededRandom(1, 'change points'),
    leastSegment: LEAST_SEGMENT,
    significance: SIGNIFICANCE,
    permutations: PERMUTATIONS,
  });
}

function medianOf(points: readonly Point[]): number | undefined {
  return medianWithInterval(points.map(({ figure }) => figure))?.median;
}
