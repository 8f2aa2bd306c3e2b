import { groupBy } from '../../core/group-by.js';
import type { FaultRow, LoadRow, Measurements, ProbeRow, StateLane } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { printable } from '../text.js';
import type { Paint } from './ansi.js';
import { padded, wrapped } from './wrap.js';

const LABEL = 16;
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const TICK_STEPS_S = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600];
const LEAST_TICK_COLUMNS = 9;

/** The time line for those who stay in the terminal: a line for each fault, load, probe and virtual IP. */
export function stripLines(
  measurements: Measurements,
  width: number,
  paint: Paint,
  speech: Speech,
): string[] {
  const { loads, probes, faults, states, durationMs } = measurements;
  const columns = Math.max(20, width - LABEL - 2);
  const grid = { columns, stepMs: Math.max(1, durationMs) / columns };
  if (loads.every((load) => load.series.length === 0) && probes.every((probe) => probe.series.length === 0)) {
    return [];
  }
  return [
    ...faultRows(faults, grid, paint),
    ...loads.map((load) => row(load.id, rateText(load, grid))),
    ...probes.map((probe) => row(probe.id, probeText(probe, grid, paint))),
    ...states
      .filter((lane) => lane.subject.startsWith('vip:'))
      .map((lane) => row(lane.subject, laneText(lane, grid))),
    row('', paint('dim', scaleText(durationMs, grid, speech))),
  ];
}

interface Grid {
  readonly columns: number;
  readonly stepMs: number;
}

function row(label: string, content: string): string {
  const [first = ''] = wrapped(printable(label), LABEL - 1);
  return `  ${padded(first, LABEL)}${content}`;
}

function drawn(grid: Grid, characterAt: (fromMs: number, toMs: number) => string): string {
  return Array.from({ length: grid.columns }, (_, column) =>
    characterAt(column * grid.stepMs, (column + 1) * grid.stepMs),
  ).join('');
}

/** A line for each fault; all times that a condition was brought about are in one. */
function faultRows(faults: readonly FaultRow[], grid: Grid, paint: Paint): readonly string[] {
  const groups = groupBy(faults, ({ id, condition }) => condition ?? id);
  return [...groups].map(([name, group]) => row(name, paint('doubt', faultText(group, grid))));
}

function faultText(faults: readonly FaultRow[], grid: Grid): string {
  const isOn = ({ injectedMs, recoveredMs }: FaultRow, fromMs: number, toMs: number) =>
    toMs > (injectedMs ?? Number.POSITIVE_INFINITY) && fromMs < (recoveredMs ?? Number.POSITIVE_INFINITY);
  return drawn(grid, (fromMs, toMs) => (faults.some((fault) => isOn(fault, fromMs, toMs)) ? '▒' : ' '));
}

/** Answered requests per second, as a share of the highest step; a step without any answer is a low line. */
function rateText({ series }: LoadRow, { columns, stepMs }: Grid): string {
  const means = Array.from({ length: columns }, (_, column) => {
    const from = column * stepMs;
    const rates = series.filter((one) => one.toMs > from && one.fromMs < from + stepMs);
    return rates.length === 0 ? null : rates.reduce((sum, one) => sum + one.okPerSecond, 0) / rates.length;
  });
  const highest = Math.max(...means.map((mean) => mean ?? 0));
  return means.map((mean) => (mean === null ? ' ' : levelOf(mean, highest))).join('');
}

function levelOf(rate: number, highest: number): string {
  return rate === 0 ? '_' : (LEVELS[Math.min(7, Math.floor((8 * rate) / highest))] ?? ' ');
}

/** A cross where at least one probe of the step failed. */
function probeText({ series }: ProbeRow, grid: Grid, paint: Paint): string {
  return drawn(grid, (fromMs, toMs) => {
    const sent = series.filter((point) => point.t >= fromMs && point.t < toMs);
    const failed = sent.some((point) => !point.ok);
    return failed ? paint('bad', '×') : sent.length > 0 ? '·' : ' ';
  });
}

/** `│cluster1────│standby1───`: a name begins where its state began. */
function laneText({ segments }: StateLane, grid: Grid): string {
  return segments
    .map((segment) => {
      const from = Math.round(segment.fromMs / grid.stepMs);
      const length = Math.min(grid.columns, Math.round(segment.toMs / grid.stepMs)) - from;
      return length < 1 ? '' : `│${printable(segment.state)}`.slice(0, length).padEnd(length, '─');
    })
    .join('');
}

function scaleText(durationMs: number, grid: Grid, { words, format }: Speech): string {
  const leastS = (LEAST_TICK_COLUMNS * grid.stepMs) / 1000;
  const stepS = TICK_STEPS_S.find((step) => step >= leastS) ?? 3600;
  let line = '';
  for (let second = 0; second * 1000 < durationMs; second += stepS) {
    const column = Math.round((second * 1000) / grid.stepMs);
    const tick = `╵${words.charts.axes.tick(format.integer(second))}`;
    if (column + tick.length <= grid.columns) {
      line = line.padEnd(column, ' ') + tick;
    }
  }
  return line;
}
