import type { TopLevelSpec } from 'vega-lite';
import type { Measurements } from '../../measurements/types.js';
import { forestChart } from '../comparison/forest.js';
import { type Speech, speechFor } from '../locales/locale.js';
import type { Language } from '../types.js';
import { balanceCharts } from './balance.js';
import type { Chart, Spec } from './chart.js';
import { failoverCharts } from './failovers.js';
import { rateCharts } from './rates.js';
import { textWidth } from './text-width.js';
import { timelineCharts } from './timeline.js';

export interface RenderedChart extends Chart {
  /** A whole SVG file with a title and a description, on paper of its own. */
  readonly svg: string;
}

/** The charts that these measurements have something to show in. */
export function chartsOf(measurements: Measurements, language: Language): readonly Chart[] {
  const speech = speechFor(language);
  return [timelineCharts, comparisonCharts, failoverCharts, rateCharts, balanceCharts].flatMap((charts) =>
    charts(measurements, speech),
  );
}

/** The comparison that the scenario asked for. */
function comparisonCharts({ comparison }: Measurements, speech: Speech): readonly Chart[] {
  const chart = comparison === null ? undefined : forestChart(comparison, speech);
  return chart === undefined ? [] : [chart];
}

const rendered = new WeakMap<Measurements, Map<Language, Promise<readonly RenderedChart[]>>>();

/** Several formats show the same charts; they are drawn once for each language. */
export function renderCharts(
  measurements: Measurements,
  language: Language,
): Promise<readonly RenderedChart[]> {
  const byLanguage = rendered.get(measurements) ?? new Map<Language, Promise<readonly RenderedChart[]>>();
  rendered.set(measurements, byLanguage);
  const charts = byLanguage.get(language) ?? drawAll(chartsOf(measurements, language));
  byLanguage.set(language, charts);
  return charts;
}

async function drawAll(charts: readonly Chart[]): Promise<readonly RenderedChart[]> {
  const all: RenderedChart[] = [];
  for (const chart of charts) {
    all.push({ ...chart, svg: await svgOf(chart) });
  }
  return all;
}

/** What vega's types leave out of what it exports. */
interface WithTextMetrics {
  readonly textMetrics: {
    width: (item: unknown, text: unknown) => number;
    readonly height: (item: unknown) => number;
  };
}

/** A whole SVG file with a title and a description, on paper of its own. */
export async function svgOf(chart: Chart): Promise<string> {
  return titled(await drawn(chart.spec), chart);
}

/** Vega is loaded only here and only now: it takes a quarter of a second. */
async function drawn(spec: Spec): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const { textMetrics } = vega as unknown as WithTextMetrics;
  textMetrics.width = (item, text) => textWidth(String(text), textMetrics.height(item));
  // The numbers in the names of clipping paths go on counting from one chart to the next otherwise.
  vega.resetSVGDefIds();
  const { spec: compiled } = compile(spec as unknown as TopLevelSpec);
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

function titled(svg: string, { id, title, description }: Chart): string {
  const labels = `<title id="${id}-title">${escaped(title)}</title><desc id="${id}-desc">${escaped(description)}</desc>`;
  return svg
    .replace(/^<svg /, `<svg role="img" aria-labelledby="${id}-title ${id}-desc" `)
    .replace('>', () => `>${labels}`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
