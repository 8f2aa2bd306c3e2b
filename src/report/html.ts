import type { Measurements } from '../measurements/types.js';
import { type RenderedChart, renderCharts } from './charts/render.js';
import { type Finding, type Summary, summarise } from './findings.js';
import { markup } from './html/markup.js';
import { STYLE } from './html/style.js';
import { tableMarkup } from './html/table.js';
import { type Speech, speechFor } from './locales/locale.js';
import type { ReportTable, Section } from './tables/table.js';
import { reportTables } from './tables.js';
import type { ReportFormat } from './types.js';

/** One file that needs nothing else: style and charts are within it, and it asks no one for anything. */
export const htmlReport: ReportFormat = {
  name: 'html',
  summary: 'report.html, one self-contained file',
  async render(measurements, { language }) {
    const charts = await renderCharts(measurements, language);
    return [{ path: 'report.html', content: pageMarkup(measurements, charts, speechFor(language)) }];
  },
};

interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly content: string;
}

function pageMarkup(measurements: Measurements, charts: readonly RenderedChart[], speech: Speech): string {
  const summary = summarise(measurements, speech);
  const sections = sectionsOf(measurements, summary, charts, speech);
  return `<!DOCTYPE html>
<html lang="${speech.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="chaos">
<title>${summary.verdictWord}: ${markup(summary.title)}</title>
<style>${STYLE}</style>
</head>
<body>
${headerMarkup(summary, sections)}
<main>
${sections.map(sectionMarkup).join('\n')}
</main>
</body>
</html>
`;
}

function headerMarkup(summary: Summary, sections: readonly PageSection[]): string {
  const facts = summary.facts.map(
    ({ label, text }) => `<div><dt>${markup(label)}</dt><dd>${markup(text)}</dd></div>`,
  );
  const links = sections.map(({ id, title }) => `<li><a href="#${id}">${markup(title)}</a></li>`);
  return `<header>
<h1>${markup(summary.title)}</h1>
<p class="verdict ${summary.verdict}"><strong>${summary.verdictWord}</strong> <span>${markup(summary.verdictSentence)}</span></p>
${summary.notices.map((notice) => `<p class="notice">${markup(notice)}</p>`).join('\n')}
<dl class="facts">${facts.join('')}</dl>
<nav><ul>${links.join('')}</ul></nav>
</header>`;
}

function notesMarkup(notes: readonly string[]): string {
  const items = notes.map((note) => `<li>${markup(note)}</li>`);
  return notes.length === 0 ? '' : `<ul class="fidelity">${items.join('')}</ul>`;
}

function sectionsOf(
  measurements: Measurements,
  summary: Summary,
  charts: readonly RenderedChart[],
  speech: Speech,
): readonly PageSection[] {
  const { sections, reading } = speech.words;
  const tables = reportTables(measurements, speech);
  const named = (name: keyof typeof sections, content: string): readonly PageSection[] =>
    content === '' ? [] : [{ id: name, title: sections[name], content }];
  const tabled = [...new Set(tables.map((table) => table.section))];
  return [
    ...named('findings', findingsMarkup(summary.findings)),
    ...named('timeline', figuresOf(charts, 'timeline')),
    ...tabled.flatMap((name) => named(name, sectionContent(name, tables, charts, speech))),
    ...named('fidelity', notesMarkup(summary.notes)),
    ...named('reading', definitions(Object.values(reading))),
  ];
}

function sectionMarkup({ id, title, content }: PageSection): string {
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${markup(title)}</h2>\n${content}\n</section>`;
}

function findingsMarkup(findings: readonly Finding[]): string {
  if (findings.length === 0) {
    return '';
  }
  const entries = findings.map(({ label, tone, text, details }) => {
    const lines = [`<p class="lead">${markup(text)}</p>`, ...details.map((line) => `<p>${markup(line)}</p>`)];
    return `<dt class="${tone}">${markup(label)}</dt><dd>${lines.join('')}</dd>`;
  });
  return `<dl class="findings">\n${entries.join('\n')}\n</dl>`;
}

function definitions(entries: readonly { readonly term: string; readonly text: string }[]): string {
  const items = entries.map(({ term, text }) => `<dt>${markup(term)}</dt><dd>${markup(text)}</dd>`);
  return `<dl class="reading">${items.join('')}</dl>`;
}

/** Charts before their tables, page by page where there are pages. */
function sectionContent(
  section: Section,
  tables: readonly ReportTable[],
  charts: readonly RenderedChart[],
  speech: Speech,
): string {
  const ofSection = tables.filter((table) => table.section === section);
  const pages = [...new Set(ofSection.map((table) => table.page))];
  return pages
    .flatMap((page) => [
      figuresOf(
        charts.filter((chart) => chart.page === page),
        section,
      ),
      ...ofSection.filter((table) => table.page === page).map((table) => tableMarkup(table, speech)),
    ])
    .join('\n');
}

function figuresOf(charts: readonly RenderedChart[], section: string): string {
  const figures = charts.filter((chart) => chart.section === section).map(figureMarkup);
  return figures.length > 1 ? `<div class="pair">${figures.join('\n')}</div>` : figures.join('');
}

function figureMarkup({ section, svg, notes }: RenderedChart): string {
  const caption = notes.length === 0 ? '' : `<figcaption>${markup(notes.join(' '))}</figcaption>`;
  return `<figure class="${section}"><div class="scroll">${svg}</div>${caption}</figure>`;
}
