import { type Speech, speechFor } from './locales/locale.js';
import type { Cell, ReportTable, Row } from './tables/table.js';
import { reportTables } from './tables.js';
import { printable, unbroken } from './text.js';
import type { ReportFormat } from './types.js';

/** A booktabs table a file, to `\input` into a thesis; needs `\usepackage{booktabs}` and UTF-8. */
export const latexReport: ReportFormat = {
  name: 'latex',
  summary: 'tables/*.tex, tables for a thesis (booktabs)',
  async render(measurements, { language }) {
    const speech = speechFor(language);
    return reportTables(measurements, speech).map((table) => ({
      path: `tables/${table.id}.tex`,
      content: tableText(table, speech),
    }));
  },
};

function tableText(table: ReportTable, { words }: Speech): string {
  const columns = table.columns.map((column) => columnType(column.align, column.wraps === true)).join('');
  const head = table.columns.map((column) => escaped(column.title)).join(' & ');
  return [
    '% \\usepackage{booktabs}',
    '\\begin{table}[htbp]',
    '  \\centering',
    `  \\caption{${escaped(table.title ?? words.sections[table.section])}}`,
    `  \\label{tab:${table.id}}`,
    `  \\begin{tabular}{${columns}}`,
    '    \\toprule',
    `    ${head} \\\\`,
    '    \\midrule',
    ...table.rows.flatMap(rowLines),
    '    \\bottomrule',
    '  \\end{tabular}',
    ...table.notes.map((note) => `\n  \\smallskip{\\footnotesize ${escaped(note)}}`),
    '\\end{table}',
    '',
  ].join('\n');
}

function columnType(align: 'left' | 'right', wraps: boolean): string {
  return wraps ? 'p{0.3\\textwidth}' : align === 'right' ? 'r' : 'l';
}

function rowLines({ cells, opensGroup }: Row): readonly string[] {
  const line = `    ${cells.map(cellText).join(' & ')} \\\\`;
  return opensGroup ? ['    \\addlinespace', line] : [line];
}

/** The sign hangs out of the column, so that the digits stay in line. */
function cellText({ text, mark }: Cell): string {
  // A row that begins with [ would be taken for the option of the \\ before it.
  const shown = escaped(text).replace(/^\[/, '{[}');
  return mark === undefined ? shown : `${shown}\\rlap{\\textsuperscript{${escaped(mark)}}}`;
}

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  '−': '$-$',
  '×': '$\\times$',
  '≥': '$\\geq$',
  '→': '$\\rightarrow$',
  '†': '\\dag{}',
  '·': '$\\cdot$',
  λ: '$\\lambda$',
  σ: '$\\sigma$',
  κ: '$\\kappa$',
  '²': '$^2$',
  '\u00a0': '~',
};

function escaped(text: string): string {
  return unbroken(printable(text)).replace(
    /[\\{}&%$#_~^<>|"−×≥→†·λσκ²\u00a0]/g,
    (character) => SPECIAL[character] ?? character,
  );
}
