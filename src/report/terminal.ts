import type { BalanceRow, Measurements } from '../measurements/types.js';
import { sourceText } from './findings/capacity.js';
import { type Finding, type Summary, summarise } from './findings.js';
import { type Speech, speechFor } from './locales/locale.js';
import type { ReportTable } from './tables/table.js';
import { reportTables } from './tables.js';
import { type Paint, paintWith, type Style, VERDICT_STYLES } from './terminal/ansi.js';
import { stripLines } from './terminal/strip.js';
import { paragraph, terminalTable } from './terminal/table.js';
import { padded, wrapped } from './terminal/wrap.js';
import { printable } from './text.js';
import type { Language } from './types.js';

export interface TerminalOptions {
  readonly language: Language;
  /** Columns of the terminal; at least 40 are used, at most 120. */
  readonly width: number;
  readonly color: boolean;
}

/** The summary that ends a run: the verdict, what happened, and the tables that sentences cannot carry. */
export function renderTerminal(measurements: Measurements, options: TerminalOptions): string {
  const speech = speechFor(options.language);
  const page: Page = {
    width: Math.min(120, Math.max(40, options.width)),
    paint: paintWith(options.color),
    speech,
  };
  const summary = summarise(measurements, speech);
  const blocks = [
    headLines(summary, page),
    ...summary.notices.map((notice) => indented(notice, page, 'doubt')),
    summary.findings.flatMap((finding) => findingLines(finding, page)),
    stripLines(measurements, page.width, page.paint, speech),
    ...tableBlocks(measurements, page),
    ...balanceBlock(measurements.balance, page),
    ...warningBlock(measurements, page),
    ...fidelityBlock(summary.notes, page),
  ];
  return `\n${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

interface Page {
  readonly width: number;
  readonly paint: Paint;
  readonly speech: Speech;
}

function headLines(summary: Summary, page: Page): readonly string[] {
  const style = VERDICT_STYLES[summary.verdict];
  const word = page.paint(style, page.paint('inverse', page.paint('bold', ` ${summary.verdictWord} `)));
  const room = page.width - summary.verdictWord.length - 6;
  const [first = '', ...more] = wrapped(printable(summary.title), room);
  const facts = summary.facts.map(({ label, text }) => `${label}: ${text}`).join(' · ');
  return [
    `  ${word}  ${page.paint('bold', first)}`,
    ...more.map((line) => `  ${page.paint('bold', line)}`),
    ...indented(summary.verdictSentence, page, style),
    ...indented(facts, page, 'dim'),
  ];
}

const LABEL = 16;

function findingLines({ label, tone, text, details }: Finding, { width, paint }: Page): readonly string[] {
  return [text, ...details].flatMap((sentence, sentenceIndex) =>
    wrapped(printable(sentence), width - LABEL - 2).map((line, lineIndex) => {
      const isFirst = sentenceIndex === 0 && lineIndex === 0;
      const head = isFirst ? padded(label, LABEL) : ' '.repeat(LABEL);
      return `  ${isFirst ? paint(tone === 'plain' ? 'bold' : tone, head) : head}${line}`;
    }),
  );
}

/** Expectations, the benchmark, and outages that are too many for sentences; report.html has the rest. */
function tableBlocks(measurements: Measurements, { width, paint, speech }: Page): readonly string[][] {
  const { outages } = measurements;
  const worthIt = (table: ReportTable) =>
    table.section === 'expectations' ||
    table.section === 'comparison' ||
    table.section === 'conditions' ||
    table.section === 'matrix' ||
    table.section === 'scalability' ||
    table.section === 'repetitions' ||
    table.section === 'integrity' ||
    (table.section === 'outages' && outages.length > 3);
  return reportTables(measurements, speech)
    .filter(worthIt)
    .map((table) => {
      const heading = table.title === undefined ? [sectionHeading(table, paint, speech)] : [];
      return [...heading, ...terminalTable(table, width, paint, speech)];
    });
}

function sectionHeading({ section }: ReportTable, paint: Paint, { words }: Speech): string {
  return `  ${paint('bold', words.sections[section])}`;
}

const NAME = 20;
const COUNT = 9;

/** A bar for each server. */
function balanceBlock(balance: readonly BalanceRow[], page: Page): readonly string[][] {
  const { width, speech } = page;
  return balance.map((row) => {
    const servers = Object.entries(row.byServer);
    const most = Math.max(1, ...servers.map(([, count]) => count));
    const room = Math.min(50, width - NAME - COUNT - 4);
    const bars = servers.map(([server, count]) => {
      const [name = ''] = wrapped(printable(server), NAME - 1);
      const number = speech.format.integer(count).padStart(COUNT - 2);
      return `  ${padded(name, NAME)}${number}  ${'█'.repeat(Math.round((room * count) / most))}`;
    });
    const title = `${row.frontend} (${row.mode}), ${sourceText(row.source, speech)}`;
    return [...indented(title, page, 'bold'), ...bars];
  });
}

function warningBlock({ warnings }: Measurements, page: Page): readonly string[][] {
  if (warnings.length === 0) {
    return [];
  }
  const title = `  ${page.paint('bold', page.speech.words.sections.warnings)}`;
  return [
    [title, ...warnings.flatMap(({ code, message }) => indented(`${code}: ${message}`, page, 'doubt'))],
  ];
}

function fidelityBlock(notes: readonly string[], page: Page): readonly string[][] {
  if (notes.length === 0) {
    return [];
  }
  const title = `  ${page.paint('bold', page.speech.words.sections.fidelity)}`;
  return [[title, ...notes.flatMap((note) => indented(`· ${note}`, page, 'dim'))]];
}

function indented(text: string, { width, paint }: Page, style: Style): string[] {
  return paragraph(text, width, style, paint);
}
