import type { Tone } from '../findings/finding.js';
import type { Locale } from '../locales/en.js';
import type { Speech } from '../locales/locale.js';

/** A table as data: terminal, Markdown, LaTeX and HTML each draw it in their way. */
export interface ReportTable {
  /** File name and anchor, unique within a report. */
  readonly id: string;
  readonly section: Section;
  /** The page it is about, where a section goes page by page. */
  readonly page?: string;
  /** Where a section has several tables. */
  readonly title?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Sentences beneath the table, footnotes last. */
  readonly notes: readonly string[];
}

export type Section = Exclude<keyof Locale['sections'], 'findings' | 'timeline' | 'fidelity' | 'reading'>;

export interface Column {
  readonly title: string;
  /** Where there is little room. */
  readonly short?: string;
  /** Numbers of a column have equally many decimals, so that `right` aligns them at the decimal. */
  readonly align: 'left' | 'right';
  /** Holds sentences or lists: gives way first when the page is narrow. */
  readonly wraps?: boolean;
  /** Left out first where not all columns fit. */
  readonly minor?: boolean;
}

export interface Row {
  readonly cells: readonly Cell[];
  /** Begins a new group of rows. */
  readonly opensGroup?: boolean;
}

export interface Cell {
  /** Empty where nothing was measured. */
  readonly text: string;
  readonly tone?: Tone;
  /** A sign that hangs behind the text and leads to a note, for example `†1`. */
  readonly mark?: string;
}

export function text(value: string, tone?: Tone, mark?: string): Cell {
  return { text: value, ...(tone && { tone }), ...(mark && { mark }) };
}

/** A cell for a value that may not have been measured. */
export function optional<T>(value: T | null | undefined, show: (value: T) => string): Cell {
  return { text: value === null || value === undefined ? '' : show(value) };
}

type ColumnName = keyof Locale['tables']['columns'];

/** Columns by name: `-name` is aligned right, `name…` wraps, `name?` is minor. */
export function columnsOf(
  { words }: Speech,
  names: readonly `${'-' | ''}${ColumnName}${'…' | '?' | ''}`[],
): readonly Column[] {
  return names.map((name) => {
    const key = name.replace(/^-|[…?]$/g, '') as ColumnName;
    const short =
      key in words.tables.short ? words.tables.short[key as keyof Locale['tables']['short']] : undefined;
    return {
      title: words.tables.columns[key],
      ...(short !== undefined && { short }),
      align: name.startsWith('-') ? 'right' : 'left',
      ...(name.endsWith('…') && { wraps: true }),
      ...(name.endsWith('?') && { minor: true }),
    };
  });
}

/** A table, unless it would be empty. */
export function tableUnlessEmpty(table: ReportTable): readonly ReportTable[] {
  return table.rows.length === 0 ? [] : [table];
}
