import type { Failover, Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { printable } from '../text.js';
import { type Chart, type Datum, dataOf, rounded, type Spec, WRITTEN_COLOUR } from './chart.js';
import { COLORS, framed } from './theme.js';
import { panelHeading, TIMELINE_WIDTH } from './timeline-axis.js';

const ROW = 34;
const BAR = 12;
/** The expected interval lies right below the phases. */
const EXPECTED_OFFSET = 11;

/** The phases of a failover, in the order in which they usually come, each with its colour. */
const PHASES = [
  ['lost', COLORS.vermillion],
  ['taken', COLORS.amber],
  ['announced', COLORS.purple],
  ['firstAnswer', COLORS.blue],
  ['fullCapacity', COLORS.green],
] as const;

type Phase = (typeof PHASES)[number][0];

/** A lane for each failover that has a cause: what passed until each phase was reached, and what was expected. */
export function failoverCharts(measurements: Measurements, speech: Speech): readonly Chart[] {
  const caused = measurements.failovers.flatMap((failover) =>
    failover.causeMs === null ? [] : [{ failover, causeMs: failover.causeMs }],
  );
  if (caused.length === 0) {
    return [];
  }
  const { charts } = speech.words;
  const names = caused.map(({ failover }, index) => laneName(failover, index));
  const segments = caused.flatMap(({ failover, causeMs }, index) =>
    segmentsOf(failover, causeMs).map((segment) => ({ ...segment, lane: names[index] ?? '' })),
  );
  const expected = caused.flatMap(({ failover }, index) =>
    failover.expectedMs === null ? [] : [expectedDatum(failover.expectedMs, names[index] ?? '')],
  );
  return [
    {
      id: 'failovers',
      section: 'timeline',
      title: charts.titles.failovers,
      description: charts.descriptions.failovers,
      notes: [],
      spec: framed(charts.titles.failovers, lanes(names, segments, expected, speech)),
    },
  ];
}

function lanes(
  names: readonly string[],
  segments: readonly Datum[],
  expected: readonly Datum[],
  speech: Speech,
): Spec {
  const { axes, phases } = speech.words.charts;
  const x = {
    field: 'from',
    type: 'quantitative',
    title: axes.sinceCause,
    axis: { grid: true, tickCount: 8 },
  };
  const y = {
    field: 'lane',
    type: 'nominal',
    title: null,
    scale: { domain: names },
    axis: { labelLimit: 220, grid: false },
  };
  const seen = PHASES.filter(([phase]) => segments.some((segment) => segment.phase === phase));
  const key = [
    ...seen.map(([phase, color]) => ({ text: phases[phase], color })),
    ...(expected.length === 0 ? [] : [{ text: phases.expected, color: COLORS.slate }]),
  ];
  return {
    width: TIMELINE_WIDTH,
    height: { step: ROW },
    layer: [
      {
        ...dataOf(segments),
        // A phase that took no time would not be seen at all.
        mark: { type: 'bar', height: BAR, minBandSize: 2 },
        encoding: { x, x2: { field: 'to' }, y, color: WRITTEN_COLOUR },
      },
      {
        ...dataOf(expected),
        mark: { type: 'bar', height: 4, color: COLORS.slate, yOffset: EXPECTED_OFFSET, minBandSize: 2 },
        encoding: { x, x2: { field: 'to' }, y },
      },
      ...panelHeading('', key),
    ],
  };
}

/** `external: cluster1 → standby1 (unplug-master)`; numbered, since the same may happen twice. */
function laneName({ vip, from, to }: Failover, index: number): string {
  return printable(`${index + 1}. ${vip}: ${from} → ${to}`);
}

/** From one phase that was reached to the next; what was not seen is left out. */
function segmentsOf(failover: Failover, causeMs: number): readonly (Datum & { readonly phase: Phase })[] {
  const times: Readonly<Record<Phase, number | null | undefined>> = {
    lost: failover.detectedMs,
    taken: failover.takeoverMs,
    announced: failover.announcedMs,
    firstAnswer: failover.firstSuccessMs,
    fullCapacity: failover.fullCapacityMs,
  };
  const reached = PHASES.flatMap(([phase, fill]) => {
    const ms = times[phase];
    return typeof ms === 'number' && ms >= causeMs ? [{ phase, fill, ms }] : [];
  }).sort((one, other) => one.ms - other.ms);
  return reached.map(({ phase, fill, ms }, index) => ({
    phase,
    fill,
    from: seconds((reached[index - 1]?.ms ?? causeMs) - causeMs),
    to: seconds(ms - causeMs),
  }));
}

function expectedDatum({ low, high }: { readonly low: number; readonly high: number }, lane: string): Datum {
  return { lane, from: seconds(low), to: seconds(high) };
}

function seconds(ms: number): number {
  return rounded(ms / 1000);
}
