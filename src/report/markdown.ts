import type { Measurements } from '../measurements/types.js';
import { type RenderedChart, renderCharts } from './charts/render.js';
import { type Finding, summarise } from './findings.js';
import { type Speech, speechFor } from './locales/locale.js';
import type { Cell, Column, ReportTable, Row } from './tables/table.js';
import { reportTables } from './tables.js';
import { printable } from './text.js';
import type { ReportFile, ReportFormat } from './types.js';

/** report.md with its charts beside it, and each table in a file of its own to paste elsewhere. */
export const markdownReport: ReportFormat = {
  name: 'markdown',
  summary: 'report.md with its charts, and tables/*.md',
  async render(measurements, { language }) {
    const speech = speechFor(language);
    const tables = reportTables(measurements, speech);
    const charts = await renderCharts(measurements, language);
    return [
      { path: 'report.md', content: reportText(measurements, tables, charts, speech) },
      ...tables.map((table) => tableFile(table, speech)),
      ...charts.map((chart) => ({ path: `charts/${chart.id}.svg`, content: chart.svg })),
    ];
  },
};

function tableFile(table: ReportTable, speech: Speech): ReportFile {
  const title = `**${escaped(table.title ?? speech.words.sections[table.section])}**`;
  return { path: `tables/${table.id}.md`, content: `${title}\n\n${tableText(table)}\n` };
}

function reportText(
  measurements: Measurements,
  tables: readonly ReportTable[],
  charts: readonly RenderedChart[],
  speech: Speech,
): string {
  const { words } = speech;
  const summary = summarise(measurements, speech);
  const blocks = [
    `# ${escaped(summary.title)}`,
    `**${summary.verdictWord}.** ${escaped(summary.verdictSentence)}`,
    ...(summary.notices.length > 0
      ? [summary.notices.map((notice) => `> ${escaped(notice)}`).join('\n>\n')]
      : []),
    `## ${words.sections.findings}`,
    ...summary.findings.map(findingText),
    factsText(summary.facts),
    ...chartsIn(charts, 'timeline', words.sections.timeline),
    ...sectionsText(tables, charts, speech),
    ...(summary.notes.length > 0 ? [`## ${words.sections.fidelity}`] : []),
    summary.notes.map((note) => `- ${escaped(note)}`).join('\n'),
    `## ${words.sections.reading}`,
    ...Object.values(words.reading).map(({ term, text }) => `**${term}.** ${text}`),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function findingText({ label, text, details }: Finding): string {
  const lines = [text, ...details];
  return lines.length === 1
    ? `**${label}.** ${escaped(text)}`
    : `**${label}.**\n\n${lines.map((line) => `- ${escaped(line)}`).join('\n')}`;
}

function factsText(facts: readonly { label: string; text: string }[]): string {
  return facts.map(({ label, text }) => `${label}: ${escaped(text)}`).join(' · ');
}

/** Charts before their tables, page by page where there are pages. */
function sectionsText(
  tables: readonly ReportTable[],
  charts: readonly RenderedChart[],
  { words }: Speech,
): string[] {
  const sections = [...new Set(tables.map((table) => table.section))];
  return sections.flatMap((section) => {
    const ofSection = tables.filter((table) => table.section === section);
    const pages = [...new Set(ofSection.map((table) => table.page))];
    const parts = pages.flatMap((page) => [
      ...chartsIn(
        charts.filter((chart) => chart.page === page),
        section,
      ),
      ...ofSection.filter((table) => table.page === page).flatMap(titledTable),
    ]);
    return [`## ${words.sections[section]}`, ...parts];
  });
}

function titledTable(table: ReportTable): string[] {
  return [...(table.title === undefined ? [] : [`### ${escaped(table.title)}`]), tableText(table)];
}

function chartsIn(
  charts: readonly RenderedChart[],
  section: RenderedChart['section'] | ReportTable['section'],
  heading?: string,
): string[] {
  const shown = charts.filter((chart) => chart.section === section);
  const images = shown.map((chart) => `![${escaped(chart.title)}](charts/${chart.id}.svg)`);
  return heading === undefined || images.length === 0 ? images : [`## ${heading}`, ...images];
}

export function tableText({ columns, rows, notes }: ReportTable): string {
  const head = `| ${columns.map((column) => escaped(column.title)).join(' | ')} |`;
  const rule = `| ${columns.map(ruleOf).join(' | ')} |`;
  const table = [head, rule, ...rows.map(rowText)].join('\n');
  return [table, ...notes.map(escaped)].join('\n\n');
}

function ruleOf({ align }: Column): string {
  return align === 'right' ? '---:' : ':---';
}

function rowText({ cells }: Row): string {
  return `| ${cells.map(cellText).join(' | ')} |`;
}

function cellText({ text, tone, mark }: Cell): string {
  const shown = escaped(text);
  const emphasised = tone === 'bad' && shown !== '' ? `**${shown}**` : shown;
  return mark === undefined ? emphasised : `${emphasised} ${mark}`;
}

/** Characters that Markdown, its tables or the HTML within it would take for markup. */
export function escaped(text: string): string {
  return printable(text)
    .replace(/[\\`*_[\]|#~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
