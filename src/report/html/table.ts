import type { Speech } from '../locales/locale.js';
import type { Cell, Column, ReportTable, Row } from '../tables/table.js';
import { markup } from './markup.js';

/** A table that scrolls by itself where the page is narrow, and its notes. */
export function tableMarkup(table: ReportTable, { words }: Speech): string {
  const name = markup(table.title ?? words.sections[table.section]);
  const caption = table.title === undefined ? '' : `<caption>${name}</caption>\n`;
  const head = table.columns.map((column) => headCell(column)).join('');
  const rows = table.rows.map((row) => bodyRow(row, table.columns)).join('\n');
  return `<div class="table" id="table-${table.id}" role="region" aria-label="${name}" tabindex="0">
<table>
${caption}<thead><tr>${head}</tr></thead>
<tbody>
${rows}
</tbody>
</table>
</div>
${notes(table.notes)}`;
}

function headCell(column: Column): string {
  return `<th scope="col"${classOf(column)}>${markup(column.title)}</th>`;
}

function bodyRow({ cells, opensGroup }: Row, columns: readonly Column[]): string {
  const [first, ...rest] = cells.map((cell, index) => bodyCell(cell, columns[index], index === 0));
  return `<tr${opensGroup ? ' class="group"' : ''}>${first ?? ''}${rest.join('')}</tr>`;
}

function bodyCell({ text, tone, mark }: Cell, column: Column | undefined, isFirst: boolean): string {
  const shown = markup(text);
  const content = mark === undefined ? shown : `<span class="mark">${shown}<sup>${markup(mark)}</sup></span>`;
  return isFirst
    ? `<th scope="row"${classOf(column)}>${content}</th>`
    : `<td${classOf(column, tone)}>${content}</td>`;
}

function classOf(column: Column | undefined, tone?: string): string {
  const names = [
    ...(column?.align === 'right' ? ['right'] : []),
    ...(column?.wraps ? ['wraps'] : []),
    ...(tone === undefined || tone === 'plain' ? [] : [tone]),
  ];
  return names.length === 0 ? '' : ` class="${names.join(' ')}"`;
}

function notes(sentences: readonly string[]): string {
  return sentences.length === 0
    ? ''
    : `<div class="notes">${sentences.map((sentence) => `<p>${markup(sentence)}</p>`).join('')}</div>`;
}
