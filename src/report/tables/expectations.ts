import type { ExpectationResult, Measurements, Verdict } from '../../measurements/types.js';
import type { Tone } from '../findings/finding.js';
import { actualText } from '../findings/verdict.js';
import type { Speech } from '../locales/locale.js';
import { columnsOf, type ReportTable, type Row, tableUnlessEmpty, text } from './table.js';

const TONES: Readonly<Record<Verdict, Tone>> = { pass: 'good', fail: 'bad', unknown: 'doubt' };

export function expectationTables({ expectations }: Measurements, speech: Speech): readonly ReportTable[] {
  const explained = expectations.some((one) => one.because !== undefined);
  const names = ['metric', 'condition', '-actual', 'verdict'] as const;
  return tableUnlessEmpty({
    id: 'expectations',
    section: 'expectations',
    columns: columnsOf(speech, explained ? [...names, 'because…'] : names),
    rows: expectations.map((one) => rowOf(one, explained, speech)),
    notes: [],
  });
}

function rowOf(one: ExpectationResult, explained: boolean, speech: Speech): Row {
  const cells = [
    text(one.metric),
    text(one.condition),
    text(actualText(one, speech)),
    text(speech.words.verdictOfOne[one.verdict], TONES[one.verdict]),
  ];
  return { cells: explained ? [...cells, text(one.because ?? '')] : cells };
}
