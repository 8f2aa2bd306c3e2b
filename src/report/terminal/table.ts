import CliTable from 'cli-table3';
import stringWidth from 'string-width';
import type { Speech } from '../locales/locale.js';
import type { Cell, Column, ReportTable } from '../tables/table.js';
import { printable } from '../text.js';
import type { Paint, Style } from './ansi.js';
import { longestWord, wrapped } from './wrap.js';

const GAP = '  ';
const INDENT = '  ';
const NO_BREAK = '\u00a0';
/** Words are kept whole up to this length before a column is given up. */
const MOST_WORD = 24;
/** A column of words is not squeezed to a tower of them: a minor column goes first. */
const COMFORTABLE = 20;

/** A table with a rule under its head and no other lines, within the width of the terminal. */
export function terminalTable(table: ReportTable, width: number, paint: Paint, { words }: Speech): string[] {
  const columns = fitting(sketch(table), width - INDENT.length);
  const widths = squeezed(columns, width - INDENT.length);
  const drawn = new CliTable({
    head: columns.map((column, index) => inColumn(column.title, widths[index])),
    colAligns: columns.map((column) => column.align),
    chars: BOOKTABS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  for (const { cells, opensGroup } of table.rows) {
    if (opensGroup) {
      drawn.push(columns.map(() => ''));
    }
    drawn.push(columns.map((column, index) => painted(cells[column.index], column, widths[index], paint)));
  }
  const hidden = table.columns.length - columns.length;
  const notes = [...(hidden > 0 ? [words.tables.columnsHidden(hidden)] : []), ...table.notes];
  return [
    ...(table.title === undefined ? [] : paragraph(table.title, width, 'bold', paint)),
    ...drawn
      .toString()
      .split('\n')
      .map((line) => `${INDENT}${line}`.trimEnd()),
    ...notes.flatMap((note) => paragraph(note, width, 'dim', paint)),
  ];
}

/** A text of its own lines, with the indent that everything in the summary has. */
export function paragraph(text: string, width: number, style: Style, paint: Paint): string[] {
  return wrapped(printable(text), width - INDENT.length).map((line) => INDENT + paint(style, line));
}

const BOOKTABS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '─',
  'mid-mid': '─'.repeat(GAP.length),
  right: '',
  'right-mid': '',
  middle: GAP,
};

/** A column with what it needs: its natural width, and the least to which it can be squeezed. */
interface Sketch {
  readonly index: number;
  readonly title: string;
  readonly align: Column['align'];
  readonly minor: boolean;
  readonly most: number;
  readonly least: number;
  /** Room for the signs behind its numbers, so that these stay aligned. */
  readonly markWidth: number;
}

function sketch({ columns, rows }: ReportTable): readonly Sketch[] {
  return columns.map((column, index) => {
    const title = column.short ?? column.title;
    const cells = rows.map((row) => row.cells[index]);
    const markWidth = Math.max(0, ...cells.map((cell) => stringWidth(cell?.mark ?? '')));
    const content = Math.max(0, ...cells.map((cell) => stringWidth(printable(cell?.text ?? '')))) + markWidth;
    const head = longestWord(title);
    const most = Math.max(stringWidth(title), content);
    const twoLines = Math.min(COMFORTABLE, Math.ceil(most / 2));
    const least =
      column.align === 'right'
        ? Math.max(head, content)
        : Math.min(most, Math.max(head, leastWords(cells), twoLines));
    return { index, title, align: column.align, minor: column.minor ?? false, most, least, markWidth };
  });
}

function leastWords(cells: readonly (Cell | undefined)[]): number {
  const words = cells.map((cell) => longestWord(printable(cell?.text ?? '')));
  return Math.min(MOST_WORD, Math.max(0, ...words));
}

/** As many columns as fit when squeezed: minor ones go first, then those at the right. */
function fitting(columns: readonly Sketch[], width: number): readonly Sketch[] {
  if (columns.length < 2 || total(columns.map((column) => column.least)) <= width) {
    return columns;
  }
  const minor = columns.findLastIndex((column) => column.minor);
  return fitting(columns.toSpliced(minor === -1 ? columns.length - 1 : minor, 1), width);
}

/** Heads wrap first, then words: always the column that has most to spare. */
function squeezed(columns: readonly Sketch[], width: number): readonly number[] {
  const widths = columns.map((column) => column.most);
  while (total(widths) > width) {
    const spare = columns.map((column, index) => (widths[index] ?? 0) - column.least);
    const loosest = spare.indexOf(Math.max(...spare));
    if ((spare[loosest] ?? 0) <= 0) {
      return widths;
    }
    widths[loosest] = (widths[loosest] ?? 0) - 1;
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one, 0) + GAP.length * (widths.length - 1);
}

function inColumn(text: string, width: number | undefined): string {
  return wrapped(printable(text), width ?? 80).join('\n');
}

/** Each line is painted by itself, so that no colour runs on into the next column. */
function painted(cell: Cell | undefined, column: Sketch, width: number | undefined, paint: Paint): string {
  const mark = (cell?.mark ?? '').padEnd(column.markWidth, NO_BREAK);
  return inColumn(`${cell?.text ?? ''}${mark}`, width)
    .split('\n')
    .map((line) => paint(cell?.tone ?? 'plain', line))
    .join('\n');
}
