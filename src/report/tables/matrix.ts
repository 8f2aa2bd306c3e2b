import type { Measurements, MedianInterval } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import {
  groupCells,
  type MatrixCell,
  type MatrixGroup,
  rangesOf,
  sizeOf,
  sizeText,
} from '../matrix-summary.js';
import { uniqueSlugs } from '../text.js';
import { type Cell, columnsOf, optional, type ReportTable, type Row, text } from './table.js';

/** The thesis's form: a table for each page, frontend and condition, a row for each n × c. */
export function matrixTables({ cells, benchmark }: Measurements, speech: Speech): readonly ReportTable[] {
  const idOf = uniqueSlugs();
  const settings = benchmark === null ? [] : [settingsText(benchmark, speech)];
  return groupCells(cells).map((group) =>
    matrixTable(group, `matrix-${idOf(slugOf(group))}`, settings, speech),
  );
}

function slugOf({ page, frontend, condition }: MatrixGroup): string {
  return [page, frontend, condition].filter((part) => part !== undefined).join('-');
}

function titleOf({ page, frontend, engine, condition }: MatrixGroup, { words }: Speech): string {
  const title = words.tables.matrixTitle(page, frontend, engine);
  return condition === undefined ? title : words.tables.conditionTitle(title, condition);
}

function matrixTable(
  group: MatrixGroup,
  id: string,
  settings: readonly string[],
  speech: Speech,
): ReportTable {
  const repeats = Math.max(...group.cells.map((cell) => cell.repeats));
  const ranges = rangesOf(group.cells.map(({ shown }) => shown.requestsPerSecond));
  const look: Look = { repeated: repeats > 1, ranges, marks: new Footnotes(speech), speech };
  const rows = group.cells.map((cell, index) => ({
    cells: cellsOf(cell, look),
    opensGroup: index > 0 && sizeOf(group.cells[index - 1] ?? cell) !== sizeOf(cell),
  }));
  const { spreadNote, intervalNote, keepAliveNote } = speech.words.tables;
  const rangeNote = ranges.areIntervals ? intervalNote : spreadNote;
  return {
    id,
    section: 'matrix',
    page: group.page,
    title: titleOf(group, speech),
    columns: columnsOf(speech, columnNames(group, look)),
    rows: rows satisfies Row[],
    notes: [
      ...peakNote(group, speech),
      ...(repeats > 1 ? [rangeNote(repeats)] : []),
      ...settings,
      ...(group.keepAlive ? [keepAliveNote] : []),
      ...look.marks.notes,
    ],
  };
}

function settingsText(
  {
    warmupRequests,
    cooldownMs,
    order,
    repeat,
    conditions,
    blocksPerCondition = 1,
  }: NonNullable<Measurements['benchmark']>,
  { words, format }: Speech,
): string {
  const { warmedUp, noWarmup, paused, noPause, interleaved, abba, sequential, inConditions } =
    words.tables.benchmark;
  const orders = { interleaved, abba, sequential };
  return [
    warmupRequests === 0 ? noWarmup : warmedUp(format.integer(warmupRequests)),
    cooldownMs === 0 ? noPause : paused(format.duration(cooldownMs)),
    ...(repeat > 1 ? [orders[order]] : []),
    ...(conditions === undefined || order === 'sequential' ? [] : [inConditions(blocksPerCondition)]),
  ].join(' ');
}

interface Look {
  readonly repeated: boolean;
  readonly ranges: ReturnType<typeof rangesOf>;
  readonly marks: Footnotes;
  readonly speech: Speech;
}

function columnNames({ cells }: MatrixGroup, { repeated, ranges }: Look): Parameters<typeof columnsOf>[1] {
  const range = ranges.areIntervals ? '-interval' : '-minMax';
  const ranged = repeated ? [range] : ([] as const);
  return [
    cells.every(({ requests }) => requests === null) ? '-cellTime' : '-requests',
    '-concurrency',
    '-requestsPerSecond',
    ...ranged,
    '-timePerRequest',
    ...ranged,
    '-p99?',
    '-failed',
  ] as Parameters<typeof columnsOf>[1];
}

function cellsOf(cell: MatrixCell, { repeated, ranges, marks, speech }: Look): readonly Cell[] {
  const { format } = speech;
  const mark = marks.markFor(cell);
  const { requestsPerSecond, timePerRequestMs, percentilesMs } = cell.shown;
  const shown = (value: number | undefined) =>
    value === undefined
      ? text('', undefined, mark)
      : text(doubted(format.fixed(value, 2), cell), cell.doubtful ? 'doubt' : undefined, mark);
  const range = (spread: MedianInterval | null) =>
    repeated
      ? [
          optional(spread && ranges.rangeOf(spread), ({ low, high }) =>
            doubted(format.brackets(low, high, 2), cell),
          ),
        ]
      : [];
  return [
    text(cell.requests === null ? format.seconds(cell.cellDurationMs ?? 0) : format.integer(cell.requests)),
    text(format.integer(cell.concurrency)),
    shown(requestsPerSecond?.median),
    ...range(requestsPerSecond),
    shown(timePerRequestMs?.median),
    ...range(timePerRequestMs),
    optional(percentilesMs['99'], (ms) => doubted(format.fixed(ms, 1), cell)),
    text(format.integer(cell.failed), cell.failed > 0 ? 'bad' : undefined),
  ];
}

/** A number that no valid repeat bears out stands in parentheses, also where no colour or sign is seen. */
function doubted(shown: string, cell: MatrixCell): string {
  return cell.doubtful ? `(${shown})` : shown;
}

function peakNote({ peak }: MatrixGroup, speech: Speech): readonly string[] {
  const { words, format } = speech;
  const rate = peak?.requestsPerSecond;
  if (!peak || !rate) {
    return [];
  }
  const size = sizeText(peak, speech);
  return [words.tables.peakNote(`${format.fixed(rate.median, 2)}/s`, size, format.integer(peak.concurrency))];
}

/** Signs for cells that are in doubt; cells with the same reasons share one. */
class Footnotes {
  private readonly marks = new Map<string, string>();

  constructor(private readonly speech: Speech) {}

  markFor(cell: MatrixCell): string | undefined {
    const note = this.noteFor(cell);
    if (note === '') {
      return undefined;
    }
    const mark = this.marks.get(note) ?? `†${this.marks.size + 1}`;
    this.marks.set(note, mark);
    return mark;
  }

  private noteFor(cell: MatrixCell): string {
    const reasons = cell.invalidBecause.map(({ message }) => message).join('; ');
    const { cellInvalid, cellPartly, cellWarned } = this.speech.words.tables;
    const warned =
      cell.warnings.length === 0 ? [] : [cellWarned(cell.warnings.map(({ message }) => message).join('; '))];
    const invalid = cell.doubtful
      ? [cellInvalid(reasons)]
      : cell.invalid > 0
        ? [cellPartly(cell.invalid, cell.repeats, reasons)]
        : [];
    return [...invalid, ...warned].join(' ');
  }

  get notes(): readonly string[] {
    return [...this.marks].map(([note, mark]) => `${mark} ${note}`);
  }
}
