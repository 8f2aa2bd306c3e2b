import { groupBy } from '../../core/group-by.js';
import { medianWithInterval } from '../../measurements/statistics/median-interval.js';
import type { BehaviourRow, ConditionRow, Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type Finding, finding, listOf } from './finding.js';

/** How often each condition was brought about, and how long that, holding and recovering took. */
export function conditionFindings({ conditions }: Measurements, speech: Speech): readonly Finding[] {
  const groups = groupBy(conditions, ({ condition, fault, targets }) =>
    JSON.stringify([condition, fault, targets]),
  );
  const told = [...groups.values()].map((rows) => lifeOf(rows, speech));
  const lost = lostSentences(conditions, speech);
  return finding('condition', speech, [...lost, ...told], lost.length > 0 ? 'doubt' : 'plain');
}

function lifeOf(rows: readonly [ConditionRow, ...ConditionRow[]], speech: Speech): string {
  const { faultOn, conditionTold, times, broughtAbout, held, recoveryTook } = speech.words.findings;
  const [{ condition, fault, targets }] = rows;
  const stages = [
    ...stage(rows, (row) => row.broughtAboutMs, broughtAbout, speech),
    ...stage(rows, (row) => row.heldMs, held, speech),
    ...stage(rows, (row) => row.recoveryMs, recoveryTook, speech),
  ];
  return conditionTold(
    faultOn(condition, fault, listOf(targets, speech)),
    times(rows.length),
    stages.join(', '),
  );
}

/** The median, with the extremes of several. */
function stage(
  rows: readonly ConditionRow[],
  lengthOf: (row: ConditionRow) => number | null,
  say: (duration: string) => string,
  { format }: Speech,
): readonly string[] {
  const lengths = medianWithInterval(rows.map(lengthOf).filter((value) => value !== null));
  if (lengths === null) {
    return [];
  }
  const { median, min, max } = lengths;
  return [say(min === max ? format.duration(median) : format.bounded(median, min, max))];
}

/** Several faults of a condition are lost together: it is told once. */
function lostSentences(conditions: readonly ConditionRow[], { words }: Speech): readonly string[] {
  const byCondition = groupBy(conditions, ({ condition }) => condition);
  return [...byCondition].flatMap(([condition, rows]) => {
    const occurrences = [...groupBy(rows, ({ occurrence }) => String(occurrence)).values()];
    const cells = occurrences.reduce((sum, [first]) => sum + first.cells, 0);
    const lost = occurrences.reduce((sum, [first]) => sum + first.lost, 0);
    return lost === 0 ? [] : [words.findings.conditionLost(condition, lost, cells)];
  });
}

/** Beside a comparison: what clients met of each side while something was wrong. */
export function behaviourFindings(
  { comparison, behaviour, conditions }: Measurements,
  speech: Speech,
): readonly Finding[] {
  const withFaults = new Set(conditions.map(({ condition }) => condition));
  const told = comparison === null ? [] : behaviour.filter(({ condition }) => withFaults.has(condition));
  return finding(
    'behaviour',
    speech,
    told.map((row) => behaviourSentence(row, speech)),
  );
}

function behaviourSentence(
  { condition, frontend, failed, requests, probes }: BehaviourRow,
  speech: Speech,
): string {
  const { words, format } = speech;
  const { behaved, cellsFailed, probesLost, awayNever } = words.findings;
  const seen =
    probes === null
      ? []
      : [
          probesLost(format.integer(probes.failed), format.integer(probes.sent)),
          probes.longest === null ? awayNever : awayText(probes.outages, probes.longest, speech),
        ];
  return behaved(
    frontend,
    condition,
    [cellsFailed(format.integer(failed), format.integer(requests)), ...seen].join(', '),
  );
}

function awayText(
  outages: number,
  { lowMs, highMs, open }: NonNullable<NonNullable<BehaviourRow['probes']>['longest']>,
  { words, format }: Speech,
): string {
  const longest = open
    ? words.tables.atLeast(format.duration(lowMs))
    : format.bounded((lowMs + highMs) / 2, lowMs, highMs);
  return words.findings.awayTimes(outages, longest);
}
