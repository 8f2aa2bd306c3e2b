import { rateBy } from '../../measurements/statistics/scalability-law.js';
import type { Measurements, MedianInterval, ScalabilityRow } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import {
  groupCells,
  type MatrixCell,
  type MatrixGroup,
  type Range,
  rangesOf,
  sizeOf,
  sizeText,
} from '../matrix-summary.js';
import { printable, uniqueSlugs } from '../text.js';
import { type Chart, type Datum, dataOf, rounded, type Spec } from './chart.js';
import { COLORS, framed, SERIES_COLORS } from './theme.js';

const WIDTH = 430;
const HEIGHT = 250;

/** For each page: requests per second and time per request over concurrency, and latency percentiles. */
export function rateCharts({ cells, scalability }: Measurements, speech: Speech): readonly Chart[] {
  const groups = groupCells(cells);
  const pages = [...new Set(groups.map((group) => group.page))];
  const idOf = uniqueSlugs();
  return pages.flatMap((page) => {
    const ofPage = groups.filter((group) => group.page === page);
    return pageCharts(page, idOf(page), { groups: ofPage, scalability }, speech);
  });
}

function pageCharts(
  page: string,
  id: string,
  { groups, scalability }: { readonly groups: readonly MatrixGroup[] } & Pick<Measurements, 'scalability'>,
  speech: Speech,
): readonly Chart[] {
  const { titles, descriptions, axes } = speech.words.charts;
  const name = printable(page);
  const { areIntervals } = rangesOf(shownRates(groups));
  const rates = pointsOf(groups, ({ shown }) => shown.requestsPerSecond, speech);
  const curves = curvesOf(groups, scalability, speech);
  const times = pointsOf(groups, ({ shown }) => shown.timePerRequestMs, speech);
  const latencies = latencyPoints(groups, speech);
  const chart = (
    kind: 'requestsPerSecond' | 'timePerRequest' | 'latency',
    prefix: string,
    points: Point[],
    fitted: readonly CurvePoint[] = [],
  ) => ({
    id: `${prefix}-${id}`,
    section: 'matrix' as const,
    page,
    title: titles[kind](name),
    description: descriptions[kind](name),
    notes: [
      ...notesOf(points, areIntervals, speech),
      ...(fitted.length > 0 ? [speech.words.charts.legend.fit] : []),
    ],
    spec: framed(titles[kind](name), panels(points, fitted, axes[kind], axes.concurrency)),
  });
  return [
    ...(rates.length > 0 ? [chart('requestsPerSecond', 'requests-per-second', rates, curves)] : []),
    ...(times.length > 0 ? [chart('timePerRequest', 'time-per-request', times)] : []),
    ...(latencies.length > 0 ? [chart('latency', 'latency-percentiles', latencies)] : []),
  ];
}

interface Point extends Datum {
  readonly panel: string;
  readonly series: string;
  readonly concurrency: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly valid: boolean;
}

function shownRates(groups: readonly MatrixGroup[]): readonly (MedianInterval | null)[] {
  return groups.flatMap((group) => group.cells.map(({ shown }) => shown.requestsPerSecond));
}

/** Lines by n, in a panel for each frontend; lines by frontend where there is only one n. */
function pointsOf(
  groups: readonly MatrixGroup[],
  spreadOf: (cell: MatrixCell) => MedianInterval | null,
  speech: Speech,
): Point[] {
  const { rangeOf } = rangesOf(shownRates(groups));
  return groups.flatMap((group) =>
    group.cells.flatMap((cell) => {
      const spread = spreadOf(cell);
      const place = placeOf(cell, group, groups, speech);
      return spread === null ? [] : [pointOf(place, cell, spread.median, rangeOf(spread))];
    }),
  );
}

interface Place {
  readonly panel: string;
  readonly series: string;
}

function placeOf(
  cell: Pick<MatrixCell, 'requests' | 'cellDurationMs'>,
  group: MatrixGroup,
  groups: readonly MatrixGroup[],
  speech: Speech,
): Place {
  const sizes = new Set(groups.flatMap(({ cells }) => cells.map(sizeOf)));
  const many = groups.length > 1;
  const size = sizeText(cell, speech);
  return {
    panel: sizes.size > 1 && many ? nameOf(group, groups) : '',
    series: sizes.size > 1 || !many ? size : nameOf(group, groups),
  };
}

/** Median percentiles of each panel's largest n. */
function latencyPoints(groups: readonly MatrixGroup[], { words }: Speech): Point[] {
  return groups.flatMap((group) => {
    const most = Math.max(...group.cells.map(sizeOf));
    const cells = group.cells.filter((cell) => sizeOf(cell) === most);
    const panel = groups.length > 1 ? nameOf(group, groups) : '';
    return ['50', '90', '99'].flatMap((percentile) =>
      cells.flatMap((cell) => {
        const ms = cell.shown.percentilesMs[percentile];
        const series = words.charts.legend.percentile(percentile);
        return ms === undefined ? [] : [pointOf({ panel, series }, cell, ms, { low: ms, high: ms })];
      }),
    );
  });
}

interface CurvePoint extends Place, Datum {
  readonly panel: string;
  readonly series: string;
  readonly concurrency: number;
  readonly value: number;
}

const CURVE_STEPS = 40;

/** The law that was fitted to each line, between its lowest and its highest level. */
function curvesOf(
  groups: readonly MatrixGroup[],
  scalability: Measurements['scalability'],
  speech: Speech,
): readonly CurvePoint[] {
  return groups.flatMap((group) =>
    scalability
      .filter((row) => isOf(row, group))
      .flatMap((row) => {
        const place = placeOf(row, group, groups, speech);
        return curveOf(row).map((point) => ({ ...place, ...point }));
      }),
  );
}

function isOf(row: ScalabilityRow, group: MatrixGroup): boolean {
  return (
    row.condition === group.condition &&
    row.page === group.page &&
    row.frontend === group.frontend &&
    row.engine === group.engine &&
    row.keepAlive === group.keepAlive
  );
}

function curveOf({ fit, levels }: ScalabilityRow): readonly { concurrency: number; value: number }[] {
  const from = levels[0];
  const to = levels.at(-1);
  if (fit === null || from === undefined || to === undefined) {
    return [];
  }
  return Array.from({ length: CURVE_STEPS + 1 }, (_, step) => {
    const concurrency = from + ((to - from) * step) / CURVE_STEPS;
    return { concurrency: rounded(concurrency), value: rounded(rateBy(fit, concurrency)) };
  });
}

function pointOf(place: Place, cell: MatrixCell, value: number, { low, high }: Range): Point {
  return {
    ...place,
    concurrency: cell.concurrency,
    value: rounded(value),
    low: rounded(low),
    high: rounded(high),
    valid: !cell.doubtful,
  };
}

/** Frontend and condition, and engine or keep-alive where these tell the groups apart. */
function nameOf(group: MatrixGroup, groups: readonly MatrixGroup[]): string {
  const engines = new Set(groups.map((one) => one.engine));
  const lives = new Set(groups.map((one) => one.keepAlive));
  const parts = [
    group.frontend,
    ...(group.condition === undefined ? [] : [group.condition]),
    ...(engines.size > 1 ? [group.engine] : []),
    ...(lives.size > 1 && group.keepAlive ? ['keep-alive'] : []),
  ];
  return printable(parts.join(', '));
}

function notesOf(points: readonly Point[], areIntervals: boolean, { words }: Speech): readonly string[] {
  const { range, interval } = words.charts.legend;
  return [
    ...(points.some((point) => point.low < point.high) ? [areIntervals ? interval : range] : []),
    ...(points.some((point) => !point.valid) ? [words.charts.legend.invalid] : []),
  ];
}

function panels(
  points: readonly Point[],
  fitted: readonly CurvePoint[],
  yTitle: string,
  xTitle: string,
): Spec {
  const names = [...new Set(points.map((point) => point.panel))];
  const series = [...new Set(points.map((point) => point.series))];
  const highest = Math.max(...points.map(({ high }) => high), ...fitted.map(({ value }) => value)) || 1;
  const spec = (name: string) => ({
    ...dataOf(points.filter((point) => point.panel === name)),
    width: Math.max(200, Math.floor(WIDTH / names.length)),
    height: HEIGHT,
    ...layers(
      points,
      fitted.filter((point) => point.panel === name),
      { series, highest, yTitle, xTitle },
    ),
  });
  const [only] = names;
  return names.length === 1 && only !== undefined
    ? spec(only)
    : { hconcat: names.map((name) => ({ title: name, ...spec(name) })), spacing: 24 };
}

/** Lines join the valid points alone; an invalid one stands by itself, hollow. */
function layers(
  all: readonly Point[],
  fitted: readonly CurvePoint[],
  {
    series,
    highest,
    yTitle,
    xTitle,
  }: {
    readonly series: readonly string[];
    readonly highest: number;
    readonly yTitle: string;
    readonly xTitle: string;
  },
): Spec {
  const most = Math.max(...all.map((point) => point.concurrency));
  const x = {
    field: 'concurrency',
    type: 'quantitative',
    title: xTitle,
    scale: { domain: [0, most * 1.03], nice: false },
    axis: {
      values: [...new Set(all.map((point) => point.concurrency))],
      grid: false,
      labelOverlap: 'greedy',
    },
  };
  const y = {
    field: 'value',
    type: 'quantitative',
    title: yTitle,
    scale: { domain: [0, highest * 1.02], nice: true },
    axis: { tickCount: 6 },
  };
  const legend =
    series.length === 1
      ? null
      : { title: null, orient: 'top', direction: 'horizontal', symbolType: 'stroke', offset: 6 };
  const color = { field: 'series', type: 'nominal', scale: { domain: series, range: SERIES_COLORS }, legend };
  const only = (valid: boolean) => [{ filter: { field: 'valid', equal: valid } }];
  const curve = {
    ...dataOf(fitted),
    mark: { type: 'line', strokeWidth: 1, strokeDash: [4, 3], opacity: 0.9 },
    encoding: { x, y, color },
  };
  return {
    layer: [
      { transform: only(true), mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color } },
      ...(fitted.length > 0 ? [curve] : []),
      {
        mark: { type: 'rule', strokeWidth: 1, opacity: 0.7 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      {
        transform: only(true),
        mark: { type: 'point', filled: true, size: 40, opacity: 1 },
        encoding: { x, y, color },
      },
      {
        transform: only(false),
        mark: { type: 'point', filled: false, fill: COLORS.paper, size: 60, strokeWidth: 1.5, opacity: 1 },
        encoding: { x, y, color },
      },
    ],
  };
}
