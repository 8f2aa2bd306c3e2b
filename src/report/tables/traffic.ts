import type { Band, LoadRow, Measurements, ProbeRow } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import {
  type Cell,
  columnsOf,
  optional,
  type ReportTable,
  type Row,
  tableUnlessEmpty,
  text,
} from './table.js';

export function loadTables({ loads }: Measurements, speech: Speech): readonly ReportTable[] {
  const { format } = speech;
  const names = [
    'load',
    'page',
    'frontend',
    'engine',
    '-concurrency',
    '-amount',
    '-failed',
    '-before',
    '-during',
    '-after',
    '-whole',
  ] as const;
  return tableUnlessEmpty({
    id: 'loads',
    section: 'loads',
    columns: columnsOf(speech, names),
    rows: loads.map((load) => {
      const mark = load.doubts.length > 0 ? '†' : undefined;
      const rate = (value: number | null) =>
        value === null ? text('') : text(format.fixed(value, 1), mark && 'doubt', mark);
      const { before, during, after, whole } = load.requestsPerSecond;
      return {
        cells: [
          text(load.id),
          text(load.page),
          text(load.frontend),
          text(load.engine),
          text(format.integer(load.concurrency)),
          text(format.integer(load.requests)),
          text(format.integer(load.failed), load.failed > 0 ? 'bad' : undefined),
          ...[before, during, after, whole].map(rate),
        ],
      };
    }),
    notes: loads.flatMap((load) => load.doubts.map((doubt) => `† ${load.id}: ${doubt.message}`)),
  });
}

/** Loads that something disturbed: served less, or slower, and since when as before. */
export function degradationTables({ loads }: Measurements, speech: Speech): readonly ReportTable[] {
  const { words } = speech;
  return tableUnlessEmpty({
    id: 'degradation',
    section: 'loads',
    title: words.tables.degradation.title,
    columns: columnsOf(speech, [
      'load',
      'figure',
      '-phaseBefore',
      '-bandLow',
      '-bandHigh',
      '-phaseDuring',
      '-phaseAfter',
      '-fullCapacity',
    ]),
    rows: loads
      .filter((load) => load.requestsPerSecond.during !== null)
      .flatMap((load, index) => degradationRows(load, index > 0, speech)),
    notes: [words.tables.degradation.note],
  });
}

function degradationRows(load: LoadRow, opensGroup: boolean, speech: Speech): readonly Row[] {
  const { words, format } = speech;
  const { requestsPerSecond, responseMs, band, fullCapacityMs } = load;
  const since = fullCapacityMs === null ? null : fullCapacityMs - (load.restoredMs ?? 0);
  const phases = (
    { before, during, after }: LoadRow['responseMs'],
    within: LoadRow['band']['perSecond'],
    isWorse: (value: number, within: Band) => boolean,
  ) => {
    const judged = (value: number | null) =>
      value === null
        ? text('')
        : text(format.fixed(value, 1), within !== null && isWorse(value, within) ? 'bad' : undefined);
    const edge = (value: number | undefined) => optional(value, (one) => format.fixed(one, 1));
    return [
      optional(before, (one) => format.fixed(one, 1)),
      edge(within?.low),
      edge(within?.high),
      judged(during),
      judged(after),
    ];
  };
  return [
    {
      opensGroup,
      cells: [
        text(load.id),
        text(words.tables.columns.requestsPerSecond),
        ...phases(requestsPerSecond, band.perSecond, (value, { low }) => value < low),
        optional(since, (ms) => format.offset(ms)),
      ],
    },
    {
      cells: [
        text(''),
        text(words.tables.degradation.response),
        ...phases(responseMs, band.responseMs, (value, { high }) => value > high),
        text(''),
      ],
    },
  ];
}

export function probeTables({ probes }: Measurements, speech: Speech): readonly ReportTable[] {
  const names = [
    'probe',
    'page',
    'frontend',
    'connection',
    '-resolution',
    '-sent',
    '-failed',
    '-late',
    '-byTime',
    '-byRequests',
    '-p50',
    '-p99',
    '-max',
  ] as const;
  return tableUnlessEmpty({
    id: 'probes',
    section: 'probes',
    columns: columnsOf(speech, names),
    rows: probes.map((probe) => ({ cells: probeCells(probe, speech) })),
    notes: [speech.words.tables.notes.probes],
  });
}

function probeCells(probe: ProbeRow, { words, format }: Speech): readonly Cell[] {
  const failed = probe.sent - probe.ok - probe.late;
  const latency = (ms: number | undefined) => optional(ms, (value) => format.fixed(value, 1));
  return [
    text(probe.id),
    text(probe.page),
    text(probe.frontend),
    text(words.tables.connection[probe.lane]),
    text(format.fixed(probe.resolutionMs, Number.isInteger(probe.resolutionMs) ? 0 : 1)),
    text(format.integer(probe.sent)),
    text(format.integer(failed), failed > 0 ? 'bad' : undefined),
    text(format.integer(probe.late), probe.late > 0 ? 'doubt' : undefined),
    optional(probe.availabilityByTime, format.share),
    optional(probe.availabilityByRequests, format.share),
    latency(probe.latencyMs?.p50),
    latency(probe.latencyMs?.p99),
    latency(probe.latencyMs?.max),
  ];
}
