import type { Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { changedLanes } from '../state-lanes.js';
import type { Chart, Spec } from './chart.js';
import { framed } from './theme.js';
import { bandsOf } from './timeline-axis.js';
import { eventsPanel } from './timeline-events.js';
import { MOST_LANES, statesPanel } from './timeline-states.js';
import { loadPanel, probesPanel } from './timeline-traffic.js';

/** The run on one axis of time: faults and outages, load, probes, and the states that changed. */
export function timelineCharts(measurements: Measurements, speech: Speech): readonly Chart[] {
  const { titles, descriptions } = speech.words.charts;
  const bands = bandsOf(measurements);
  const panels: readonly ((isLast: boolean) => Spec | null)[] = [
    () => eventsPanel(measurements, speech),
    (isLast) => loadPanel(measurements, bands, isLast, speech),
    (isLast) => probesPanel(measurements, bands, isLast, speech),
    (isLast) => statesPanel(measurements, bands, isLast, speech),
  ];
  const last = panels.findLastIndex((panel) => panel(true) !== null);
  // Faults alone, with nothing that they happened to, make no picture.
  if (last < 1) {
    return [];
  }
  const vconcat = panels.flatMap((panel, index) => panel(index === last) ?? []);
  return [
    {
      id: 'timeline',
      section: 'timeline',
      title: titles.timeline,
      description: descriptions.timeline,
      notes: notesOf(measurements, speech),
      spec: framed(titles.timeline, { vconcat, spacing: 30, bounds: 'flush' }),
    },
  ];
}

function notesOf(measurements: Measurements, { words }: Speech): readonly string[] {
  const hidden = changedLanes(measurements.states).length - MOST_LANES;
  return [
    ...(measurements.probes.some((probe) => probe.series.length > 0) ? [words.charts.thinned] : []),
    ...(hidden > 0 ? [words.charts.legend.hidden(hidden)] : []),
  ];
}
