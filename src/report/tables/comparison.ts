import type { Measurements } from '../../measurements/types.js';
import { comparisonTable } from '../comparison/table.js';
import { cautionSentences, comparisonSpeech, noiseSentences } from '../comparison/text.js';
import type { Speech } from '../locales/locale.js';
import { type ReportTable, tableUnlessEmpty } from './table.js';

/** What the scenario asked to be compared: page by page, and cell by cell where that is more. */
export function comparisonTables({ comparison }: Measurements, plain: Speech): readonly ReportTable[] {
  if (comparison === null) {
    return [];
  }
  const speech = comparisonSpeech(plain);
  const { summaries, comparisons, before, after } = comparison;
  const { comparisonTitle, comparisonCells } = plain.words.tables;
  const sides = { before: before.label, after: after.label };
  const [first] = comparisons;
  const notes = [
    ...noiseSentences(comparison, speech),
    ...(first === undefined ? [] : [speech.said.methods[first.method]]),
    ...cautionSentences(comparison, speech),
  ];
  const cells = comparisons.length > summaries.length ? comparisons : [];
  return [
    ...tableUnlessEmpty({
      ...comparisonTable(summaries, speech, sides),
      title: comparisonTitle(before.label, after.label),
      notes,
    }),
    ...tableUnlessEmpty({
      ...comparisonTable(cells, speech, sides),
      id: 'comparison-cells',
      title: comparisonCells(before.label, after.label),
    }),
  ];
}
