import type { FaultRow, Measurements, Outage } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type Datum, dataOf, rounded, type Spec, WRITTEN_COLOUR } from './chart.js';
import { textWidth } from './text-width.js';
import { COLORS } from './theme.js';

/** Width of the time axis in pixels; with the names of the lanes beside it a chart stays near 720. */
export const TIMELINE_WIDTH = 560;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The run's length, or longer where something was still going on when it ended. */
export function timeDomain({ durationMs, loads, probes }: Measurements): readonly [number, number] {
  const ends = [
    durationMs,
    ...loads.map((load) => load.endMs),
    ...probes.map((probe) => probe.series.at(-1)?.t ?? 0),
  ];
  return [0, rounded(Math.max(1, ...ends) / 1000)];
}

export function timeEncoding(measurements: Measurements, isLast: boolean, { words }: Speech): Spec {
  const axis = isLast
    ? { title: words.charts.axes.time, grid: true, tickCount: 10, labelFlush: false }
    : { title: null, grid: true, tickCount: 10, labels: false, ticks: false, domain: false };
  return {
    field: 'from',
    type: 'quantitative',
    scale: { domain: timeDomain(measurements), nice: false },
    axis,
  };
}

/** The shading that runs through every panel: faults, and outages within them. */
export function bandsOf(measurements: Measurements): Spec {
  const faults = measurements.faults.flatMap((fault) => bandOf(faultSpan(fault, measurements), COLORS.amber));
  const outages = measurements.outages.map((outage) => spanDatum(outageSpan(outage), COLORS.vermillion));
  return {
    ...dataOf([...faults, ...outages]),
    mark: { type: 'rect', opacity: 0.13 },
    encoding: {
      x: { field: 'from', type: 'quantitative' },
      x2: { field: 'to' },
      color: WRITTEN_COLOUR,
    },
  };
}

/** From injection to the end of the undo; to the end of the run where it was never undone. */
export function faultSpan(fault: FaultRow, { durationMs }: Measurements): Span | null {
  return fault.injectedMs === null
    ? null
    : { fromMs: fault.injectedMs, toMs: fault.recoveredMs ?? Math.max(durationMs, fault.injectedMs) };
}

export function outageSpan(outage: Outage): Span {
  return { fromMs: outage.startMs, toMs: Math.max(outage.endMs, outage.startMs + outage.lowMs) };
}

function bandOf(span: Span | null, fill: string): readonly Datum[] {
  return span === null ? [] : [spanDatum(span, fill)];
}

function spanDatum({ fromMs, toMs }: Span, fill: string): Datum {
  return { from: rounded(fromMs / 1000), to: rounded(toMs / 1000), fill };
}

/** What a panel shows, at its left, and the names of its series in their colours, at its right. */
export function panelHeading(
  title: string,
  entries: readonly { readonly text: string; readonly color: string }[],
): readonly Spec[] {
  let right = TIMELINE_WIDTH;
  const key = [...entries].reverse().map(({ text, color }) => {
    const x = right;
    right -= textWidth(`● ${text}`, 11) + 14;
    return headingText(`● ${text}`, x, { align: 'right', color });
  });
  return [headingText(title, 0, { align: 'left', fontWeight: 600 }), ...key];
}

function headingText(text: string, x: number, style: Spec): Spec {
  return {
    ...dataOf([{ text }]),
    mark: { type: 'text', baseline: 'bottom', fontSize: 11, ...style },
    encoding: { x: { value: x }, y: { value: -6 }, text: { field: 'text' } },
  };
}
