import { groupBy } from '../core/group-by.js';
import {
  fitScalabilityLaw,
  goodnessOf,
  type LoadPoint,
  peakOf,
  rateBy,
} from './statistics/scalability-law.js';
import type { CellSummary, ScalabilityRow } from './types.js';

/** Three parameters, and two points more than a curve through all of them could have. */
const LEAST_LEVELS = 5;
/** More connections must gain at least this share to be worth it. */
const WORTH_SHARE = 0.05;

/** How each page scales over concurrency, per condition, frontend and size of cell: from the medians of valid repetitions. */
export function scalabilityRows(cells: readonly CellSummary[]): readonly ScalabilityRow[] {
  const groups = groupBy(cells, (cell) =>
    JSON.stringify([
      cell.condition,
      cell.page,
      cell.frontend,
      cell.engine,
      cell.keepAlive,
      cell.requests,
      cell.cellDurationMs,
    ]),
  );
  return [...groups.values()].flatMap((group) => rowOf(group) ?? []);
}

function rowOf(cells: readonly [CellSummary, ...CellSummary[]]): ScalabilityRow | undefined {
  const { condition, page, frontend, engine, keepAlive, requests, cellDurationMs } = cells[0];
  const points = pointsOf(cells);
  const knee = kneeOf(points);
  // A single concurrency says nothing about scaling.
  if (new Set(cells.map(({ concurrency }) => concurrency)).size < 2 || knee === undefined) {
    return undefined;
  }
  return {
    ...(condition === undefined ? {} : { condition }),
    page,
    frontend,
    engine,
    keepAlive,
    requests,
    ...(cellDurationMs === undefined ? {} : { cellDurationMs }),
    levels: points.map(({ concurrency }) => concurrency),
    ...knee,
    ...fitOf(points),
  };
}

function pointsOf(cells: readonly CellSummary[]): readonly Level[] {
  return cells
    .flatMap(({ concurrency, requestsPerSecond, timePerRequestMs }) => {
      const perSecond = requestsPerSecond?.median ?? 0;
      return perSecond > 0
        ? [{ concurrency, perSecond, timePerRequestMs: timePerRequestMs?.median ?? null }]
        : [];
    })
    .sort((one, other) => one.concurrency - other.concurrency);
}

interface Level extends LoadPoint {
  readonly timePerRequestMs: number | null;
}

/** The least level that no higher one exceeds by more than 5%, and the best of the higher ones. */
function kneeOf(levels: readonly Level[]): Pick<ScalabilityRow, 'knee' | 'beyond'> | undefined {
  const index = levels.findIndex(({ perSecond }, at) =>
    levels.slice(at + 1).every((higher) => higher.perSecond <= perSecond * (1 + WORTH_SHARE)),
  );
  const knee = levels[index];
  if (knee === undefined) {
    return undefined;
  }
  const beyond = levels
    .slice(index + 1)
    .reduce<Level | null>((best, level) => (level.perSecond > (best?.perSecond ?? 0) ? level : best), null);
  return { knee, beyond };
}

function fitOf(points: readonly LoadPoint[]): Pick<ScalabilityRow, 'fit' | 'noFitBecause'> {
  if (points.length < LEAST_LEVELS) {
    const levels = points.length === 1 ? '1 valid level' : `${points.length} valid levels`;
    return { fit: null, noFitBecause: `${levels} of concurrency; ${LEAST_LEVELS} are the least for a fit` };
  }
  const law = fitScalabilityLaw(points);
  const peak = peakOf(law);
  const highest = points.at(-1)?.concurrency ?? 0;
  return {
    fit: {
      ...law,
      ...goodnessOf(points, law),
      peakConcurrency: peak,
      peakPerSecond: peak === null ? null : rateBy(law, peak),
      extrapolated: peak !== null && peak > highest,
      limitPerSecond: law.kappa === 0 && law.sigma > 0 ? law.lambda / law.sigma : null,
    },
  };
}
