import type { LoadRow, Measurements, ProbeRow } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { printable } from '../text.js';
import { type Datum, dataOf, rounded, type Spec, WRITTEN_COLOUR } from './chart.js';
import { COLORS, SERIES_COLORS } from './theme.js';
import { panelHeading, TIMELINE_WIDTH, timeDomain, timeEncoding } from './timeline-axis.js';

const HEIGHT = 110;
const MOST_STEPS = 280;
const MOST_DOTS = 900;
/** Names of probes that fit above the panel. */
const MOST_NAMES = 4;
/** The strip at the top of the probes' panel that belongs to the failures. */
const FAILURE_STRIP = 14;
const LEAST_LATENCY_MS = 0.1;

/** All loads together: answered and failed requests per second, one upon the other. */
export function loadPanel(
  measurements: Measurements,
  bands: Spec,
  isLast: boolean,
  speech: Speech,
): Spec | null {
  const loads = measurements.loads.filter((load) => load.series.length > 0);
  if (loads.length === 0) {
    return null;
  }
  const { axes, series } = speech.words.charts;
  const kinds = [
    { text: series.ok, color: COLORS.blue },
    { text: series.failed, color: COLORS.vermillion },
  ];
  return {
    width: TIMELINE_WIDTH,
    height: HEIGHT,
    layer: [
      bands,
      {
        ...dataOf(rateSteps(loads, timeDomain(measurements)[1] * 1000)),
        mark: { type: 'area', interpolate: 'step-after', opacity: 0.75, line: false },
        encoding: {
          x: timeEncoding(measurements, isLast, speech),
          y: { field: 'rate', type: 'quantitative', stack: 'zero', title: null, axis: { tickCount: 4 } },
          color: WRITTEN_COLOUR,
          order: { field: 'order', type: 'quantitative' },
        },
      },
      ...panelHeading(axes.load, kinds),
    ],
  };
}

/** The rates of all loads on one grid of steps; where windows straddle a step, by their share of it. */
function rateSteps(loads: readonly LoadRow[], endMs: number): readonly Datum[] {
  const finest = Math.min(...loads.flatMap((load) => load.series.map((one) => one.toMs - one.fromMs)));
  const stepMs = Math.max(endMs / MOST_STEPS, finest);
  const steps = Math.ceil(endMs / stepMs);
  const ok = new Float64Array(steps + 1);
  const failed = new Float64Array(steps + 1);
  for (const window of loads.flatMap((load) => load.series)) {
    spreadOver(ok, window, window.okPerSecond, stepMs);
    spreadOver(failed, window, window.failedPerSecond, stepMs);
  }
  const series = [
    { fill: COLORS.blue, order: 0, rates: ok },
    { fill: COLORS.vermillion, order: 1, rates: failed },
  ];
  return series.flatMap(({ fill, order, rates }) =>
    Array.from(rates, (rate, index) => ({
      from: rounded(Math.min(endMs, index * stepMs) / 1000),
      rate: rounded(rate),
      fill,
      order,
    })),
  );
}

function spreadOver(
  rates: Float64Array,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  perSecond: number,
  stepMs: number,
): void {
  const last = Math.min(rates.length - 1, Math.floor(toMs / stepMs));
  for (let index = Math.max(0, Math.floor(fromMs / stepMs)); index <= last; index++) {
    const overlapMs = Math.min(toMs, (index + 1) * stepMs) - Math.max(fromMs, index * stepMs);
    rates[index] = (rates[index] ?? 0) + (perSecond * Math.max(0, overlapMs)) / stepMs;
  }
}

/** Latency of answered probes as dots, failures as ticks in a strip of their own above them. */
export function probesPanel(
  measurements: Measurements,
  bands: Spec,
  isLast: boolean,
  speech: Speech,
): Spec | null {
  const probes = measurements.probes.filter((probe) => probe.series.length > 0);
  if (probes.length === 0) {
    return null;
  }
  const names = probes.map((probe) => printable(probe.id));
  const dots = probes.flatMap((probe, index) =>
    dotsOf(probe, probeColor(index), Math.floor(MOST_DOTS / probes.length)),
  );
  const failures = probes.flatMap((probe) => failuresOf(probe, Math.floor(MOST_DOTS / 2 / probes.length)));
  const x = timeEncoding(measurements, isLast, speech);
  const key = probes.length > 1 ? names.map((text, index) => ({ text, color: probeColor(index) })) : [];
  const failedKey = { text: speech.words.charts.series.failed, color: COLORS.vermillion };
  return {
    width: TIMELINE_WIDTH,
    height: HEIGHT,
    layer: [
      bands,
      {
        ...dataOf(dots),
        mark: { type: 'point', filled: true, size: 7, opacity: 0.55 },
        encoding: { x, y: latencyEncoding(dots), color: WRITTEN_COLOUR },
      },
      {
        ...dataOf(failures),
        mark: {
          type: 'tick',
          orient: 'vertical',
          color: COLORS.vermillion,
          thickness: 1,
          height: 9,
          opacity: 0.9,
        },
        encoding: { x, y: { value: FAILURE_STRIP / 2 - 1 } },
      },
      ...panelHeading(speech.words.charts.axes.latencyLog, [
        ...key.slice(0, MOST_NAMES),
        ...(failures.length > 0 ? [failedKey] : []),
      ]),
    ],
  };
}

function latencyEncoding(dots: readonly Datum[]): Spec {
  const values = dots.map((dot) => Number(dot.ms));
  const least = Math.min(...values, 1000);
  const most = Math.max(...values, least * 10);
  const domain = [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most))];
  return {
    field: 'ms',
    type: 'quantitative',
    title: null,
    scale: { type: 'log', domain, range: [HEIGHT, FAILURE_STRIP] },
    axis: { values: powersOfTen(domain) },
  };
}

function powersOfTen([low = 1, high = 1]: readonly number[]): readonly number[] {
  const first = Math.round(Math.log10(low));
  const last = Math.round(Math.log10(high));
  return Array.from({ length: last - first + 1 }, (_, index) => rounded(10 ** (first + index)));
}

/** The slowest of each run of neighbours, so that thinning never hides a bad one. */
function dotsOf({ series }: ProbeRow, fill: string, most: number): readonly Datum[] {
  const answered = series.filter((point) => point.ok);
  const size = Math.max(1, Math.ceil(answered.length / most));
  const dots: Datum[] = [];
  for (let start = 0; start < answered.length; start += size) {
    const slowest = answered.slice(start, start + size).reduce((a, b) => (b.ms > a.ms ? b : a));
    dots.push({
      from: rounded(slowest.t / 1000),
      ms: rounded(Math.max(LEAST_LATENCY_MS, slowest.ms)),
      fill,
    });
  }
  return dots;
}

function failuresOf({ series }: ProbeRow, most: number): readonly Datum[] {
  const failed = series.filter((point) => !point.ok);
  const every = Math.max(1, Math.ceil(failed.length / most));
  return failed.filter((_, index) => index % every === 0).map((point) => ({ from: rounded(point.t / 1000) }));
}

/** The colour of failure belongs to failures. */
const PROBE_COLORS = SERIES_COLORS.filter((color) => color !== COLORS.vermillion);

function probeColor(index: number): string {
  return PROBE_COLORS[index % PROBE_COLORS.length] ?? COLORS.blue;
}
