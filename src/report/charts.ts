import { renderCharts } from './charts/render.js';
import { prettyJson } from './json.js';
import type { ReportFormat } from './types.js';

/** charts/*.svg, and beside each its Vega-Lite specification with the data, to change and draw again. */
export const chartsReport: ReportFormat = {
  name: 'charts',
  summary: 'charts/*.svg and their Vega-Lite specifications',
  async render(measurements, { language }) {
    const charts = await renderCharts(measurements, language);
    return charts.flatMap(({ id, svg, spec }) => [
      { path: `charts/${id}.svg`, content: svg },
      { path: `charts/${id}.vl.json`, content: `${prettyJson(spec)}\n` },
    ]);
  },
};
