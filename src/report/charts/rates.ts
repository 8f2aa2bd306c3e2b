import type { Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type MatrixCell, type MatrixGroup, type Spread, summariseMatrix } from '../matrix-summary.js';
import { printable, uniqueSlugs } from '../text.js';
import { type Chart, type Datum, dataOf, rounded, type Spec } from './chart.js';
import { COLORS, framed, SERIES_COLORS } from './theme.js';

const WIDTH = 430;
const HEIGHT = 250;

/** For each page: requests per second and time per request over concurrency, and latency percentiles. */
export function rateCharts({ matrix }: Measurements, speech: Speech): readonly Chart[] {
  const groups = summariseMatrix(matrix);
  const pages = [...new Set(groups.map((group) => group.page))];
  const idOf = uniqueSlugs();
  return pages.flatMap((page) => {
    const ofPage = groups.filter((group) => group.page === page);
    return pageCharts(page, idOf(page), ofPage, speech);
  });
}

function pageCharts(
  page: string,
  id: string,
  groups: readonly MatrixGroup[],
  speech: Speech,
): readonly Chart[] {
  const { titles, descriptions, axes } = speech.words.charts;
  const name = printable(page);
  const rates = pointsOf(groups, (cell) => cell.requestsPerSecond, speech);
  const times = pointsOf(groups, (cell) => cell.timePerRequestMs, speech);
  const latencies = latencyPoints(groups, speech);
  const chart = (
    kind: 'requestsPerSecond' | 'timePerRequest' | 'latency',
    prefix: string,
    points: Point[],
  ) => ({
    id: `${prefix}-${id}`,
    section: 'matrix' as const,
    page,
    title: titles[kind](name),
    description: descriptions[kind](name),
    notes: notesOf(points, speech),
    spec: framed(titles[kind](name), panels(points, axes[kind], axes.concurrency)),
  });
  return [
    ...(rates.length > 0 ? [chart('requestsPerSecond', 'requests-per-second', rates)] : []),
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

/** Lines by n, in a panel for each frontend; lines by frontend where there is only one n. */
function pointsOf(
  groups: readonly MatrixGroup[],
  spreadOf: (cell: MatrixCell) => Spread | null,
  { words, format }: Speech,
): Point[] {
  const requests = new Set(groups.flatMap((group) => group.cells.map((cell) => cell.requests)));
  const many = groups.length > 1;
  return groups.flatMap((group) =>
    group.cells.flatMap((cell) => {
      const spread = spreadOf(cell);
      const n = words.charts.legend.requests(format.integer(cell.requests));
      const series = requests.size > 1 || !many ? n : nameOf(group, groups);
      const panel = requests.size > 1 && many ? nameOf(group, groups) : '';
      return spread === null ? [] : [pointOf(panel, series, cell, spread)];
    }),
  );
}

/** Median percentiles of each panel's largest n. */
function latencyPoints(groups: readonly MatrixGroup[], { words }: Speech): Point[] {
  return groups.flatMap((group) => {
    const most = Math.max(...group.cells.map((cell) => cell.requests));
    const cells = group.cells.filter((cell) => cell.requests === most);
    return ['50', '90', '99'].flatMap((percentile) =>
      cells.flatMap((cell) => {
        const ms = cell.percentilesMs[percentile];
        const series = words.charts.legend.percentile(percentile);
        const spread = ms === undefined ? null : { median: ms, min: ms, max: ms };
        return spread === null
          ? []
          : [pointOf(groups.length > 1 ? nameOf(group, groups) : '', series, cell, spread)];
      }),
    );
  });
}

function pointOf(panel: string, series: string, cell: MatrixCell, spread: Spread): Point {
  return {
    panel,
    series,
    concurrency: cell.concurrency,
    value: rounded(spread.median),
    low: rounded(spread.min),
    high: rounded(spread.max),
    valid: !cell.doubtful,
  };
}

/** Frontend, and engine or keep-alive where these tell the groups apart. */
function nameOf(group: MatrixGroup, groups: readonly MatrixGroup[]): string {
  const engines = new Set(groups.map((one) => one.engine));
  const lives = new Set(groups.map((one) => one.keepAlive));
  const parts = [
    group.frontend,
    ...(engines.size > 1 ? [group.engine] : []),
    ...(lives.size > 1 && group.keepAlive ? ['keep-alive'] : []),
  ];
  return printable(parts.join(', '));
}

function notesOf(points: readonly Point[], { words }: Speech): readonly string[] {
  return [
    ...(points.some((point) => point.low < point.high) ? [words.charts.legend.range] : []),
    ...(points.some((point) => !point.valid) ? [words.charts.legend.invalid] : []),
  ];
}

function panels(points: readonly Point[], yTitle: string, xTitle: string): Spec {
  const names = [...new Set(points.map((point) => point.panel))];
  const series = [...new Set(points.map((point) => point.series))];
  const spec = (name: string) => ({
    ...dataOf(points.filter((point) => point.panel === name)),
    width: Math.max(200, Math.floor(WIDTH / names.length)),
    height: HEIGHT,
    ...layers(points, series, yTitle, xTitle),
  });
  const [only] = names;
  return names.length === 1 && only !== undefined
    ? spec(only)
    : { hconcat: names.map((name) => ({ title: name, ...spec(name) })), spacing: 24 };
}

/** Lines join the valid points alone; an invalid one stands by itself, hollow. */
function layers(all: readonly Point[], series: readonly string[], yTitle: string, xTitle: string): Spec {
  const most = Math.max(...all.map((point) => point.concurrency));
  const highest = Math.max(...all.map((point) => point.high)) || 1;
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
  return {
    layer: [
      { transform: only(true), mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color } },
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
