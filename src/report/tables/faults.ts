import type { Failover, Measurements, Outage } from '../../measurements/types.js';
import { kindsText } from '../findings/finding.js';
import type { Speech } from '../locales/locale.js';
import { type Cell, columnsOf, optional, type ReportTable, tableUnlessEmpty, text } from './table.js';

export function outageTables({ outages, outageRules }: Measurements, speech: Speech): readonly ReportTable[] {
  const names = [
    'probe',
    '-start',
    '-end',
    '-outage',
    '-bounds',
    '-lost?',
    '-failures',
    'kinds…',
    'fault',
  ] as const;
  return tableUnlessEmpty({
    id: 'outages',
    section: 'outages',
    columns: columnsOf(speech, names),
    rows: outages.map((outage) => ({ cells: outageCells(outage, speech) })),
    notes: [speech.words.tables.notes.outages, rulesText(outageRules, speech)],
  });
}

function rulesText(rules: Measurements['outageRules'], { words, format }: Speech): string {
  return words.tables.outageRules(format.integer(rules.minimumFailures), format.integer(rules.mergeOver));
}

/** When the balancer took out what a fault had hit. */
export function detectionTables({ detections }: Measurements, speech: Speech): readonly ReportTable[] {
  const { words, format } = speech;
  return tableUnlessEmpty({
    id: 'detections',
    section: 'detections',
    columns: columnsOf(speech, ['fault', 'server', '-causeAt', '-takenOut', '-expected']),
    rows: detections.map(({ fault, server, causeMs, delayMs, expectedMs }) => ({
      cells: [
        text(fault),
        text(server),
        text(format.seconds(causeMs)),
        delayMs === null ? text(words.tables.never, 'bad') : text(format.seconds(delayMs)),
        optional(expectedMs, ({ low, high }) => format.brackets(low / 1000, high / 1000, 2)),
      ],
    })),
    notes: [words.tables.notes.detections],
  });
}

function outageCells(outage: Outage, speech: Speech): readonly Cell[] {
  const { format } = speech;
  return [
    text(outage.probe),
    text(format.seconds(outage.startMs, 3)),
    text(format.seconds(outage.endMs, 3)),
    ...lengthCells(outage, speech),
    text(format.seconds(outage.lostTimesIntervalMs, 3)),
    text(format.integer(outage.failures)),
    text(kindsText(outage.kinds, speech)),
    text(outage.fault ?? ''),
  ];
}

/** An outage that is open at an end has no length: only its lower bound is known. */
function lengthCells(outage: Outage, { words, format }: Speech): readonly Cell[] {
  const low = format.seconds(outage.lowMs, 3);
  if (outage.openAtStart || outage.openAtEnd) {
    const which = outage.openAtEnd ? words.tables.openEnd : words.tables.openStart;
    return [text(words.tables.atLeast(low), 'doubt'), text(which, 'doubt')];
  }
  const bounds = format.brackets(outage.lowMs / 1000, outage.highMs / 1000, 3);
  return [text(format.seconds(outage.durationMs, 3)), text(bounds)];
}

export function failoverTables({ failovers }: Measurements, speech: Speech): readonly ReportTable[] {
  const names = [
    'vip',
    'from',
    'to',
    'cause…',
    '-causeAt',
    '-addressLost',
    '-takenOver',
    '-announced',
    '-firstAnswer',
    '-fullCapacity',
    '-gap',
    '-expected',
  ] as const;
  return tableUnlessEmpty({
    id: 'failovers',
    section: 'failovers',
    columns: columnsOf(speech, names),
    rows: failovers.map((failover) => ({ cells: failoverCells(failover, speech) })),
    notes: [speech.words.tables.notes.failovers],
  });
}

function failoverCells(failover: Failover, { words, format }: Speech): readonly Cell[] {
  const origin = failover.causeMs ?? 0;
  const since = (ms: number | null) => optional(ms, (value) => format.seconds(value - origin));
  const { expectedMs } = failover;
  return [
    text(failover.vip),
    text(failover.from),
    text(failover.to),
    text(causeText(failover, words)),
    optional(failover.causeMs, (ms) => format.seconds(ms)),
    since(failover.detectedMs),
    since(failover.takeoverMs),
    since(failover.announcedMs ?? null),
    since(failover.firstSuccessMs),
    since(failover.fullCapacityMs),
    text(format.seconds(failover.gapMs), failover.gapMs < 0 ? 'bad' : undefined),
    optional(expectedMs, ({ low, high }) => format.brackets(low / 1000, high / 1000, 2)),
  ];
}

function causeText({ fault, cause }: Failover, words: Speech['words']): string {
  const kind = words.tables.cause[cause];
  return fault === null ? kind : `${fault}: ${kind}`;
}

/** Those of the time line; those of conditions have a table of their own. */
export function faultTables(measurements: Measurements, speech: Speech): readonly ReportTable[] {
  const faults = measurements.faults.filter(({ condition }) => condition === undefined);
  const { words, format } = speech;
  const names = [
    'id',
    'injects',
    'target…',
    '-scheduled',
    '-injected',
    '-effective',
    '-undone',
    '-healed',
    'recovered',
  ] as const;
  const at = (ms: number | null) => optional(ms, (value) => format.seconds(value));
  return tableUnlessEmpty({
    id: 'faults',
    section: 'faults',
    columns: columnsOf(speech, names),
    rows: faults.map((fault) => ({
      cells: [
        text(fault.id),
        text(fault.fault),
        text(targetText(fault.target, fault.targets)),
        at(fault.scheduledMs),
        at(fault.injectedMs),
        at(fault.effectiveMs),
        at(fault.recoveredMs),
        at(fault.healedMs),
        fault.recovered ? text(words.tables.yes, 'good') : text(words.tables.no, 'bad'),
      ],
    })),
    notes: [
      speech.words.tables.notes.faults,
      ...faults.flatMap((fault) => (fault.failure === undefined ? [] : [`${fault.id}: ${fault.failure}`])),
    ],
  });
}

function targetText(target: string, hosts: readonly string[]): string {
  const hit = hosts.join(', ');
  return hit === '' || hit === target ? target : `${target} → ${hit}`;
}
