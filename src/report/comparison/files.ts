import type { GateReport } from '../../measurements/comparison/gate.js';
import type { TrendChange } from '../../measurements/comparison/trend.js';
import type { ComparisonReport } from '../../measurements/comparison/types.js';
import { svgOf } from '../charts/render.js';
import { prettyJson } from '../json.js';
import { type Speech, speechFor } from '../locales/locale.js';
import { escaped, tableText } from '../markdown.js';
import type { Language, ReportFile } from '../types.js';
import { type ComparisonContent, checkContent, comparisonContent } from './content.js';
import { forestChart } from './forest.js';
import { checkJunit } from './junit.js';

/** comparison.json, comparison.md and the forest plot. */
export async function comparisonFiles(
  report: ComparisonReport,
  language: Language,
): Promise<readonly ReportFile[]> {
  const speech = speechFor(language);
  return [
    { path: 'comparison.json', content: prettyJson(report) },
    { path: 'comparison.md', content: markdownOf(comparisonContent(report, speech)) },
    ...(await forestFiles(report, speech)),
  ];
}

/** check.json, check.md for the summary of a job, junit.xml and the forest plot. */
export async function checkFiles(
  report: GateReport,
  trend: readonly TrendChange[],
  language: Language,
): Promise<readonly ReportFile[]> {
  const speech = speechFor(language);
  return [
    { path: 'check.json', content: prettyJson({ ...report, trend }) },
    { path: 'check.md', content: markdownOf(checkContent(report, trend, speech)) },
    { path: 'junit.xml', content: checkJunit(report, speech) },
    ...(await forestFiles(report.comparison, speech)),
  ];
}

async function forestFiles(report: ComparisonReport, speech: Speech): Promise<readonly ReportFile[]> {
  const chart = forestChart(report, speech);
  return chart === undefined
    ? []
    : [
        { path: 'forest.vl.json', content: prettyJson(chart.spec) },
        { path: 'forest.svg', content: await svgOf(chart) },
      ];
}

function markdownOf(content: ComparisonContent): string {
  const blocks = [
    `# ${escaped(content.title)}`,
    `**${escaped(content.headline)}**`,
    content.facts.map(escaped).join(' · '),
    content.failures.map(({ name, text }) => `- **${escaped(name)}**: ${escaped(text)}`).join('\n'),
    content.cautions.map((caution) => `> ${escaped(caution)}`).join('\n>\n'),
    tableText(content.table),
    ...content.sentences.map(escaped),
    `## ${escaped(content.changesTitle)}`,
    content.changes.map((change) => `- ${escaped(change)}`).join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
