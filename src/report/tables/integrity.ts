import type { IntegrityRow, LossRow, Measurements } from '../../measurements/types.js';
import type { Tone } from '../findings/finding.js';
import { spanText } from '../findings/integrity.js';
import type { Speech } from '../locales/locale.js';
import { type Cell, columnsOf, optional, type ReportTable, tableUnlessEmpty, text } from './table.js';

/** What became of the records of each series, and when those were acknowledged that are gone. */
export function integrityTables(measurements: Measurements, speech: Speech): readonly ReportTable[] {
  return [...recordsTable(measurements, speech), ...lossesTable(measurements, speech)];
}

function recordsTable({ integrity }: Measurements, speech: Speech): readonly ReportTable[] {
  const { words } = speech;
  const names = [
    'records',
    'place',
    '-acknowledged',
    '-lostRecords',
    '-torn',
    '-unread',
    '-undecided?',
    '-stale',
    '-missing?',
    '-duplicated',
    '-unknown',
    '-refused?',
    '-rpo',
    '-rto',
  ] as const;
  return tableUnlessEmpty({
    id: 'integrity',
    section: 'integrity',
    columns: columnsOf(speech, names),
    rows: integrity.map((row) => ({ cells: recordCells(row, speech) })),
    notes: [words.tables.notes.integrity],
  });
}

function recordCells(row: IntegrityRow, speech: Speech): readonly Cell[] {
  const count = (value: number, tone?: Tone) =>
    text(speech.format.integer(value), value > 0 ? tone : undefined);
  const { fates, reads } = row;
  return [
    text(row.id),
    text(row.place),
    count(row.acknowledged),
    count(fates.lost, 'bad'),
    count(fates.torn + row.tornForATime, 'bad'),
    count(fates.unread, 'doubt'),
    count(fates.undecided, 'doubt'),
    count(reads.stale, 'bad'),
    count(row.missingForATime, 'bad'),
    row.duplicated === null ? text('') : count(row.duplicated, 'bad'),
    count(row.unknown),
    count(row.refused),
    optional(row.recoveryPoint, (span) => spanText(span, speech)),
    optional(row.restoration, (span) => spanText(span, speech)),
  ];
}

function lossesTable({ integrity }: Measurements, speech: Speech): readonly ReportTable[] {
  const { words, format } = speech;
  const names = ['records', '-lostRecords', '-start', '-end', '-lostSpan', 'fault'] as const;
  const untold = integrity.reduce((sum, { lossCount, losses }) => sum + lossCount - losses.length, 0);
  return tableUnlessEmpty({
    id: 'losses',
    section: 'integrity',
    title: words.tables.losses.title,
    columns: columnsOf(speech, names),
    rows: integrity.flatMap(({ id, losses }) =>
      losses.map((loss) => ({ cells: [text(id), ...lossCells(loss, speech)] })),
    ),
    notes: [
      words.tables.losses.note,
      ...(untold === 0 ? [] : [words.tables.losses.untold(format.integer(untold))]),
    ],
  });
}

function lossCells(
  { records, fromMs, toMs, lowMs, highMs, fault }: LossRow,
  speech: Speech,
): readonly Cell[] {
  const { format } = speech;
  const middleMs = highMs === null ? lowMs : (lowMs + highMs) / 2;
  return [
    text(format.integer(records), 'bad'),
    text(format.seconds(fromMs, 3)),
    text(format.seconds(toMs, 3)),
    text(spanText({ middleMs, lowMs, highMs }, speech)),
    text(fault ?? ''),
  ];
}
