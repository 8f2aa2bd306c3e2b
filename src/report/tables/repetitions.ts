import type { Measurements, RepetitionRow } from '../../measurements/types.js';
import { rangeText } from '../findings/repetitions.js';
import { valueText } from '../findings/verdict.js';
import type { Speech } from '../locales/locale.js';
import { columnsOf, optional, type ReportTable, tableUnlessEmpty, text } from './table.js';

/** Metrics of outages and failovers by repeat of the time line, every value kept. */
export function repetitionTables({ repetitions }: Measurements, speech: Speech): readonly ReportTable[] {
  const { notes } = speech.words.tables;
  const areIntervals = repetitions.every(({ summary }) => summary?.interval);
  return tableUnlessEmpty({
    id: 'repetitions',
    section: 'repetitions',
    columns: columnsOf(speech, ['metric', '-median', areIntervals ? '-interval' : '-minMax', 'eachRepeat…']),
    rows: repetitions.map((row) => ({
      cells: [
        text(row.metric),
        optional(row.summary, ({ median }) => valueText(median, row.unit, speech)),
        optional(row.summary, (summary) =>
          rangeText(row, areIntervals ? summary : { ...summary, interval: null }, speech),
        ),
        text(valuesText(row, speech)),
      ],
    })),
    notes: [areIntervals ? notes.repetitionsInterval : notes.repetitionsRange],
  });
}

function valuesText({ values, unit }: RepetitionRow, speech: Speech): string {
  return values.map((value) => (value === null ? '–' : valueText(value, unit, speech))).join(' · ');
}
