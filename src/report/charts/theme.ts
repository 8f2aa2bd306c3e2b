import type { Spec } from './chart.js';

/**
 * Colours that people with colour-blindness can tell apart (after Okabe and Ito, "Color Universal Design",
 * 2008). html.ts gives each another value in dark mode, so every colour of a chart comes from here.
 */
export const COLORS = {
  paper: '#ffffff',
  ink: '#1f2328',
  muted: '#59636e',
  axis: '#8c959f',
  grid: '#e6e8eb',
  blue: '#0072b2',
  vermillion: '#c8500a',
  green: '#00805f',
  purple: '#a5487f',
  amber: '#b98500',
  sky: '#4a9fd1',
  slate: '#6e7781',
  /** A lane in its ordinary state: there, but silent. */
  calm: '#dde5ea',
  onDark: '#fefefe',
} as const;

/** For series, in order. */
export const SERIES_COLORS: readonly string[] = [
  COLORS.blue,
  COLORS.vermillion,
  COLORS.green,
  COLORS.purple,
  COLORS.amber,
  COLORS.sky,
];

export const FONT = 'Helvetica, Arial, sans-serif';

/** A whole chart: the frame, the fonts and the paper around what it shows. */
export function framed(title: string, content: Spec): Spec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: COLORS.paper,
    padding: 8,
    title: { text: title, anchor: 'start', frame: 'bounds', fontSize: 14, offset: 14 },
    ...content,
    config,
  };
}

const config: Spec = {
  // A label for each of two thousand dots helps nobody; the chart as a whole has a title and description.
  aria: false,
  font: FONT,
  view: { stroke: null },
  title: { color: COLORS.ink, fontSize: 12, fontWeight: 600, anchor: 'start', frame: 'group', offset: 8 },
  axis: {
    domainColor: COLORS.axis,
    tickColor: COLORS.axis,
    gridColor: COLORS.grid,
    labelColor: COLORS.muted,
    titleColor: COLORS.ink,
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: 400,
    titlePadding: 8,
    tickSize: 4,
  },
  axisY: { domain: false, ticks: false, labelPadding: 6 },
  legend: {
    labelColor: COLORS.ink,
    titleColor: COLORS.ink,
    labelFontSize: 11,
    labelLimit: 260,
    symbolStrokeWidth: 2,
    columnPadding: 16,
  },
  text: { color: COLORS.ink, fontSize: 11 },
};
