import assert from 'node:assert/strict';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Spec } from '../../src/report/charts/chart.js';
import { chartsOf } from '../../src/report/charts/render.js';
import { textWidth } from '../../src/report/charts/text-width.js';
import { COLORS } from '../../src/report/charts/theme.js';
import { samples } from './samples.js';

describe('The charts', function () {
  this.timeout(30_000);

  const idsOf = (sample: keyof typeof samples) => chartsOf(samples[sample], 'en').map((chart) => chart.id);

  it('are those that the measurements have something to show in', () => {
    assert.deepEqual(idsOf('failoverRun'), ['timeline', 'failovers']);
    assert.deepEqual(idsOf('balanceRun'), ['balance']);
    assert.deepEqual(idsOf('smallMatrix').slice(0, 3), [
      'requests-per-second-static',
      'time-per-request-static',
      'latency-percentiles-static',
    ]);
    assert.deepEqual(idsOf('empty'), []);
  });

  it('are specifications of which Vega-Lite has nothing to complain', () => {
    const complaints: string[] = [];
    const note = (...parts: readonly unknown[]) => {
      complaints.push(parts.join(' '));
      return logger;
    };
    const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
    for (const measurements of Object.values(samples)) {
      for (const chart of chartsOf(measurements, 'es')) {
        compile(chart.spec as unknown as TopLevelSpec, { logger: logger as never });
      }
    }
    assert.deepEqual(complaints, []);
  });

  it('draw a failover from its cause, phase after phase, beside what was expected', () => {
    const chart = chartsOf(samples.failoverRun, 'en').find((one) => one.id === 'failovers');
    const text = JSON.stringify(chart?.spec);
    const phases = [...text.matchAll(/"phase":"(\w+)"/g)].map(([, phase]) => phase);
    assert.deepEqual(phases.slice(0, 3), ['lost', 'taken', 'firstAnswer']);
    assert.match(text, /until taken over/);
    assert.match(text, /expected/);
  });

  it('hold at most two thousand points each', () => {
    for (const measurements of Object.values(samples)) {
      for (const chart of chartsOf(measurements, 'en')) {
        assert.ok(countValues(chart.spec) <= 2000, `${chart.id}: ${countValues(chart.spec)}`);
      }
    }
  });

  it('draw an invalid cell hollow, and leave it out of the line', () => {
    const chart = chartsOf(samples.matrixRun, 'en').find((one) => one.id === 'requests-per-second-dynamic');
    const values = JSON.stringify(chart?.spec);
    assert.match(values, /"valid":false/);
    assert.ok(chart?.notes.includes('Hollow points are invalid measurements.'));
  });

  it('draw the fitted law over its points, and nothing where there is no fit', () => {
    const rates = (page: string) =>
      chartsOf(samples.matrixRun, 'en').find((one) => one.id === `requests-per-second-${page}`);
    const dashed = (page: string) => JSON.stringify(rates(page)?.spec).includes('strokeDash');
    assert.equal(dashed('static'), true);
    assert.ok(
      rates('static')?.notes.some((note) => note.startsWith('Dashed: the Universal Scalability Law')),
    );
    const timed = chartsOf(samples.matrixRun, 'en').find((one) => one.id === 'time-per-request-static');
    assert.equal(JSON.stringify(timed?.spec).includes('strokeDash'), false);
    const unfitted = { ...samples.matrixRun, scalability: [] };
    assert.equal(JSON.stringify(chartsOf(unfitted, 'en')).includes('strokeDash'), false);
  });

  it('keep every failed probe of a short outage in the time line', () => {
    const [chart] = chartsOf(samples.failoverRun, 'en');
    const panels = chart?.spec.vconcat as readonly { layer: readonly Spec[] }[];
    const counts = panels.flatMap((panel) => panel.layer.map((layer) => countValues(layer)));
    const failed = samples.failoverRun.probes[0]?.series.filter((point) => !point.ok).length;
    assert.ok(counts.includes(failed ?? 0));
  });

  it('give each colour one meaning, so that dark mode can replace it', () => {
    const colors = Object.values(COLORS);
    assert.equal(new Set(colors).size, colors.length);
  });

  it('measure text as Helvetica does, within a tenth', () => {
    // Widths from Helvetica's font metrics, in thousandths of an em.
    assert.ok(Math.abs(textWidth('vip:external', 1000) - 5110) < 511);
    assert.ok(Math.abs(textWidth('Requests per second', 1000) - 9062) < 906);
  });
});

function countValues(spec: unknown): number {
  if (Array.isArray(spec)) {
    return spec.reduce((sum: number, item) => sum + countValues(item), 0);
  }
  if (typeof spec !== 'object' || spec === null) {
    return 0;
  }
  return Object.entries(spec).reduce((sum, [key, value]) => {
    return (
      sum +
      (key === 'values' && Array.isArray(value) && typeof value[0] === 'object'
        ? value.length
        : countValues(value))
    );
  }, 0);
}
