import type { FaultRow, Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { printable } from '../text.js';
import { type Datum, dataOf, rounded, type Spec, WRITTEN_COLOUR } from './chart.js';
import { textWidth } from './text-width.js';
import { COLORS } from './theme.js';
import {
  faultSpan,
  outageSpan,
  type Span,
  TIMELINE_WIDTH,
  timeDomain,
  timeEncoding,
} from './timeline-axis.js';

const ROW = 18;
const BAR = 12;
const FONT_SIZE = 11;
/** More outages than this are drawn without a label each. */
const MOST_LABELS = 6;

interface Event extends Span {
  readonly fill: string;
  readonly label: string;
}

/** A bar with its name for each fault and outage, packed in as few rows as fit without overlap. */
export function eventsPanel(measurements: Measurements, speech: Speech): Spec | null {
  const faults = faultEvents(measurements);
  const outages = outageEvents(measurements, speech);
  if (faults.length + outages.length === 0) {
    return null;
  }
  const [, endSeconds] = timeDomain(measurements);
  const pixelsPerMs = TIMELINE_WIDTH / (endSeconds * 1000);
  const faultRows = packed(faults, pixelsPerMs, 0);
  const outageRows = packed(outages, pixelsPerMs, rowsIn(faultRows));
  const placed = [...faultRows, ...outageRows];
  const { panels } = speech.words.charts;
  const names = [
    ...(faultRows.length > 0 ? [{ name: panels.faults, row: 0 }] : []),
    ...(outageRows.length > 0 ? [{ name: panels.outages, row: rowsIn(faultRows) }] : []),
  ];
  return {
    width: TIMELINE_WIDTH,
    height: rowsIn(placed) * ROW,
    layer: [bars(placed, measurements, speech), labels(placed), rowNames(names)],
  };
}

function faultEvents(measurements: Measurements): readonly Event[] {
  return measurements.faults.flatMap((fault) => {
    const span = faultSpan(fault, measurements);
    return span === null ? [] : [{ ...span, fill: COLORS.amber, label: labelOf(fault, measurements) }];
  });
}

/** A condition is named the first time that it is brought about. */
function labelOf(fault: FaultRow, { faults }: Measurements): string {
  const { condition } = fault;
  const isSame = (other: FaultRow) =>
    other.condition === condition && other.fault === fault.fault && other.target === fault.target;
  const isNamed = condition === undefined || faults.find(isSame) === fault;
  return isNamed ? printable(`${condition ?? fault.id} (${fault.fault})`) : '';
}

function outageEvents({ outages }: Measurements, { words, format }: Speech): readonly Event[] {
  return outages.map((outage) => {
    const open = outage.openAtStart || outage.openAtEnd;
    const length = open
      ? words.tables.atLeast(format.duration(outage.lowMs))
      : format.bounded(outage.durationMs, outage.lowMs, outage.highMs);
    return {
      ...outageSpan(outage),
      fill: COLORS.vermillion,
      label: outages.length > MOST_LABELS ? '' : words.charts.panels.outage(length),
    };
  });
}

interface Placed extends Event {
  readonly row: number;
  /** Where the label stands: after the bar, or before it where the right margin is near. */
  readonly side: 'after' | 'before';
}

function packed(events: readonly Event[], pixelsPerMs: number, firstRow: number): readonly Placed[] {
  const rowEnds: number[] = [];
  return [...events]
    .sort((a, b) => a.fromMs - b.fromMs)
    .map((event) => {
      const width = event.label === '' ? 0 : textWidth(event.label, FONT_SIZE) + 12;
      const fitsAfter = event.toMs * pixelsPerMs + width <= TIMELINE_WIDTH;
      const from = event.fromMs * pixelsPerMs - (fitsAfter ? 0 : width);
      const to = event.toMs * pixelsPerMs + (fitsAfter ? width : 0);
      const free = rowEnds.findIndex((end) => end < from);
      const row = free === -1 ? rowEnds.length : free;
      rowEnds[row] = to;
      return { ...event, row: firstRow + row, side: fitsAfter ? 'after' : 'before' };
    });
}

function rowsIn(placed: readonly Placed[]): number {
  return placed.reduce((most, one) => Math.max(most, one.row + 1), 0);
}

function bars(placed: readonly Placed[], measurements: Measurements, speech: Speech): Spec {
  const time = timeEncoding(measurements, false, speech);
  return {
    ...dataOf(placed.map(datumOf)),
    // A bar thinner than a pixel would not be seen at all.
    mark: { type: 'bar', height: BAR, minBandSize: 2, strokeWidth: 1, cornerRadius: 1 },
    encoding: {
      x: { ...time, axis: null },
      x2: { field: 'to' },
      y: { field: 'y', type: 'quantitative', scale: null, axis: null },
      color: WRITTEN_COLOUR,
      stroke: WRITTEN_COLOUR,
    },
  };
}

function labels(placed: readonly Placed[]): Spec {
  const side = (which: Placed['side'], align: string, dx: number, field: string) => ({
    ...dataOf(placed.filter((one) => one.side === which && one.label !== '').map(datumOf)),
    mark: { type: 'text', align, dx, baseline: 'middle', fontSize: FONT_SIZE },
    encoding: {
      x: { field, type: 'quantitative' },
      y: { field: 'y', type: 'quantitative', scale: null },
      text: { field: 'label' },
    },
  });
  return { layer: [side('after', 'left', 5, 'to'), side('before', 'right', -5, 'from')] };
}

function rowNames(names: readonly { readonly name: string; readonly row: number }[]): Spec {
  return {
    ...dataOf(names.map(({ name, row }) => ({ name, y: middleOf(row) }))),
    mark: { type: 'text', align: 'right', baseline: 'middle', color: COLORS.muted, fontSize: FONT_SIZE },
    encoding: {
      x: { value: -6 },
      y: { field: 'y', type: 'quantitative', scale: null },
      text: { field: 'name' },
    },
  };
}

function datumOf({ fromMs, toMs, row, label, fill }: Placed): Datum {
  return { from: rounded(fromMs / 1000), to: rounded(toMs / 1000), y: middleOf(row), label, fill };
}

function middleOf(row: number): number {
  return row * ROW + ROW / 2;
}
