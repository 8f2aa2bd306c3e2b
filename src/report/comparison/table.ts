import type { GateFinding } from '../../measurements/comparison/gate.js';
import type { Comparison } from '../../measurements/comparison/types.js';
import type { Tone } from '../findings/finding.js';
import type { Cell, Column, ReportTable, Row } from '../tables/table.js';
import { type ComparisonSpeech, intervalText, pText, ratioText, subjectText, valueText } from './text.js';

const TONES: Readonly<Record<Comparison['verdict'], Tone>> = {
  better: 'good',
  worse: 'bad',
  none: 'plain',
  'too-few': 'doubt',
};

const GATE_TONES: Readonly<Record<GateFinding['gate'], Tone>> = {
  pass: 'good',
  fail: 'bad',
  unknown: 'doubt',
};

/** A row for each figure compared. @param sides what the two are called; before and after unless given */
export function comparisonTable(
  comparisons: readonly Comparison[],
  speech: ComparisonSpeech,
  sides: Sides = speech.said.columns,
): ReportTable {
  const { said } = speech;
  return tableOf(
    speech,
    sides,
    [{ title: said.columns.verdict, align: 'left' }],
    comparisons.map((one) => ({
      cells: [...commonCells(one, speech), { text: said.verdicts[one.verdict], tone: TONES[one.verdict] }],
    })),
  );
}

/** The same for a check, with what was allowed and what would have been seen. */
export function gateTable(findings: readonly GateFinding[], speech: ComparisonSpeech): ReportTable {
  const { said, format } = speech;
  return tableOf(
    speech,
    said.columns,
    [
      { title: said.columns.margin, align: 'right', minor: true },
      { title: said.columns.wouldCatch, align: 'right', minor: true },
      { title: said.columns.verdict, align: 'left' },
    ],
    findings.map((one) => ({
      cells: [
        ...commonCells(one, speech),
        { text: format.percent(100 * one.margin) },
        { text: one.wouldCatch === null ? '' : format.percent(100 * one.wouldCatch, 1) },
        { text: said.gates[one.gate], tone: GATE_TONES[one.gate] },
      ],
    })),
  );
}

interface Sides {
  readonly before: string;
  readonly after: string;
}

function tableOf(
  { said }: ComparisonSpeech,
  sides: Sides,
  last: readonly Column[],
  rows: readonly Row[],
): ReportTable {
  const { columns } = said;
  return {
    id: 'comparison',
    section: 'comparison',
    columns: [
      { title: columns.metric, align: 'left', wraps: true },
      { title: columns.subject, align: 'left', wraps: true },
      { title: sides.before, align: 'right' },
      { title: sides.after, align: 'right' },
      { title: columns.ratio, align: 'right' },
      { title: columns.interval, align: 'right' },
      { title: columns.p, align: 'right', minor: true },
      { title: columns.size, align: 'right', minor: true },
      ...last,
    ],
    rows,
    notes: [],
  };
}

function commonCells(one: Comparison, speech: ComparisonSpeech): readonly Cell[] {
  const { before, after } = one.size;
  return [
    { text: speech.said.metrics[one.metric] },
    { text: subjectText(one.subject, speech) },
    { text: valueText(one, one.before, speech) },
    { text: valueText(one, one.after, speech) },
    { text: ratioText(one.ratio, speech) },
    { text: intervalText(one.interval, speech) },
    { text: pText(one.adjustedP, speech) },
    { text: before === after ? String(before) : `${before}/${after}` },
  ];
}
