import type { BoundedSpan, IntegrityRow, Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type Finding, finding, type Tone } from './finding.js';

/** What became of the records: lost or not, with the achieved RPO and RTO; then all else that is not as it should be. */
export function integrityFindings({ integrity }: Measurements, speech: Speech): readonly Finding[] {
  const sentences = integrity.flatMap((row) => sentencesOf(row, speech));
  return finding('integrity', speech, sentences, toneOf(integrity));
}

function toneOf(rows: readonly IntegrityRow[]): Tone {
  const bad = rows.some(
    ({ fates, reads, duplicated, tornForATime }) =>
      fates.lost + fates.torn + reads.stale + (duplicated ?? 0) + tornForATime > 0,
  );
  const doubt = rows.some(
    ({ fates, acknowledged }) => acknowledged === 0 || fates.unread + fates.undecided > 0,
  );
  if (bad) {
    return 'bad';
  }
  return doubt ? 'doubt' : 'good';
}

function sentencesOf(row: IntegrityRow, speech: Speech): readonly string[] {
  const { integrity } = speech.words.findings;
  const count = speech.format.integer;
  if (row.acknowledged === 0) {
    return [integrity.nothingWritten(row.id, count(row.written))];
  }
  return [lossSentence(row, speech), ...othersOf(row, speech), restorationSentence(row, speech)];
}

function lossSentence(row: IntegrityRow, { words, format }: Speech): string {
  const { integrity, at } = words.findings;
  const count = format.integer;
  const { lost, torn } = row.fates;
  if (lost + torn === 0) {
    const { unread, undecided } = row.fates;
    return unread + undecided > 0
      ? integrity.noneSeenLost(row.id, count(row.acknowledged), count(unread + undecided))
      : integrity.noneLost(row.id, count(row.acknowledged));
  }
  const [first] = row.losses;
  const last = row.losses.at(-1);
  const when =
    first === undefined || last === undefined
      ? ''
      : integrity.acknowledgedBetween(at(format.seconds(first.fromMs)), at(format.seconds(last.toMs)));
  const what = [
    ...(lost > 0 ? [integrity.lost(count(lost))] : []),
    ...(torn > 0 ? [integrity.torn(count(torn))] : []),
  ].join(', ');
  const rpo = row.recoveryPoint === null ? '' : spanText(row.recoveryPoint, { words, format });
  return integrity.someLost(row.id, what, count(row.acknowledged), when, rpo);
}

/** `1.20 s [0.80, 1.60]`, `≥ 3.40 s`, or a word where it is nothing for certain. */
export function spanText(
  { middleMs, lowMs, highMs }: BoundedSpan,
  { words, format }: Pick<Speech, 'words' | 'format'>,
): string {
  if (highMs === 0) {
    return words.tables.nothingAtAll;
  }
  return highMs === null
    ? words.tables.atLeast(format.duration(lowMs))
    : format.bounded(middleMs, lowMs, highMs);
}

/** A sentence for each kind of trouble, and none for what there was none of. */
function othersOf(row: IntegrityRow, { words, format }: Speech): readonly string[] {
  const { integrity } = words.findings;
  const told: readonly (readonly [number | null, (count: string) => string])[] = [
    [row.lostByError, integrity.lostByError],
    [row.reads.stale, integrity.stale],
    [row.duplicated, integrity.duplicated],
    [row.missingForATime, integrity.missingForATime],
    [row.tornForATime, integrity.tornForATime],
    [row.fates.unread, integrity.unread],
    [row.fates.undecided, integrity.undecided],
    [row.unknown, (count) => integrity.unknown(count, format.integer(row.unknownThere))],
    [row.refused, integrity.refused],
    [row.refusedThere, integrity.refusedThere],
    [row.maybeCached, integrity.maybeCached],
  ];
  return told.flatMap(([count, say]) => (count === null || count === 0 ? [] : [say(format.integer(count))]));
}

function restorationSentence(row: IntegrityRow, { words, format }: Speech): string {
  const { integrity } = words.findings;
  const { restoration, outages } = row;
  if (restoration === null) {
    return integrity.notTimed;
  }
  return outages.length === 0
    ? integrity.neverAway(format.duration(restoration.highMs ?? row.intervalMs))
    : integrity.away(format.integer(outages.length), spanText(restoration, { words, format }));
}
