import type { Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type MatrixCell, type MatrixGroup, type Spread, summariseMatrix } from '../matrix-summary.js';
import { uniqueSlugs } from '../text.js';
import { type Cell, columnsOf, optional, type ReportTable, type Row, text } from './table.js';

/** The thesis's form: a table for each page and frontend, a row for each n × c. */
export function matrixTables({ matrix }: Measurements, speech: Speech): readonly ReportTable[] {
  const idOf = uniqueSlugs();
  return summariseMatrix(matrix).map((group) =>
    matrixTable(group, `matrix-${idOf(`${group.page}-${group.frontend}`)}`, speech),
  );
}

function matrixTable(group: MatrixGroup, id: string, speech: Speech): ReportTable {
  const repeats = Math.max(...group.cells.map((cell) => cell.repeats));
  const marks = new Footnotes(speech);
  const rows = group.cells.map((cell, index) => ({
    cells: cellsOf(cell, repeats > 1, marks, speech),
    opensGroup: index > 0 && group.cells[index - 1]?.requests !== cell.requests,
  }));
  return {
    id,
    section: 'matrix',
    page: group.page,
    title: speech.words.tables.matrixTitle(group.page, group.frontend, group.engine),
    columns: columnsOf(speech, columnNames(repeats > 1)),
    rows: rows satisfies Row[],
    notes: [
      ...peakNote(group, speech),
      ...(repeats > 1 ? [speech.words.tables.spreadNote(repeats)] : []),
      ...(group.keepAlive ? [speech.words.tables.keepAliveNote] : []),
      ...marks.notes,
    ],
  };
}

function columnNames(repeated: boolean): Parameters<typeof columnsOf>[1] {
  return repeated
    ? [
        '-requests',
        '-concurrency',
        '-requestsPerSecond',
        '-minMax',
        '-timePerRequest',
        '-minMax',
        '-p99?',
        '-failed',
      ]
    : ['-requests', '-concurrency', '-requestsPerSecond', '-timePerRequest', '-p99?', '-failed'];
}

function cellsOf(cell: MatrixCell, repeated: boolean, marks: Footnotes, speech: Speech): readonly Cell[] {
  const { format } = speech;
  const mark = marks.markFor(cell);
  const shown = (value: number | undefined) =>
    value === undefined
      ? text('', undefined, mark)
      : text(doubted(format.fixed(value, 2), cell), cell.doubtful ? 'doubt' : undefined, mark);
  const range = (spread: Spread | null) =>
    repeated ? [optional(spread, ({ min, max }) => format.brackets(min, max, 2))] : [];
  return [
    text(format.integer(cell.requests)),
    text(format.integer(cell.concurrency)),
    shown(cell.requestsPerSecond?.median),
    ...range(cell.requestsPerSecond),
    shown(cell.timePerRequestMs?.median),
    ...range(cell.timePerRequestMs),
    optional(cell.percentilesMs['99'], (ms) => doubted(format.fixed(ms, 1), cell)),
    text(format.integer(cell.failed), cell.failed > 0 ? 'bad' : undefined),
  ];
}

/** A number that no valid repeat bears out stands in parentheses, also where no colour or sign is seen. */
function doubted(shown: string, cell: MatrixCell): string {
  return cell.doubtful ? `(${shown})` : shown;
}

function peakNote({ peak }: MatrixGroup, { words, format }: Speech): readonly string[] {
  const rate = peak?.requestsPerSecond;
  if (!peak || !rate) {
    return [];
  }
  const n = format.integer(peak.requests);
  return [words.tables.peakNote(`${format.fixed(rate.median, 2)}/s`, n, format.integer(peak.concurrency))];
}

/** Signs for doubtful cells; cells with the same reasons share one. */
class Footnotes {
  private readonly marks = new Map<string, string>();

  constructor(private readonly speech: Speech) {}

  markFor(cell: MatrixCell): string | undefined {
    if (cell.invalidRepeats === 0) {
      return undefined;
    }
    const reasons = cell.reasons.join('; ');
    const { cellInvalid, cellPartly } = this.speech.words.tables;
    const note = cell.doubtful
      ? cellInvalid(reasons)
      : cellPartly(cell.invalidRepeats, cell.repeats, reasons);
    const mark = this.marks.get(note) ?? `†${this.marks.size + 1}`;
    this.marks.set(note, mark);
    return mark;
  }

  get notes(): readonly string[] {
    return [...this.marks].map(([note, mark]) => `${mark} ${note}`);
  }
}
