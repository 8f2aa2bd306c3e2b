import type { IntegrityReadEvent, IntegrityWriteEvent, ProbeEvent } from '../../history/types.js';
import type { FaultSpan } from '../faults.js';
import type { OutageRules } from '../outage-rules.js';
import { outagesOf } from '../outages.js';
import { seriesOf } from '../probe-series.js';
import { longestGap } from '../probes.js';
import type { RunRecord } from '../run-record.js';
import type { IntegrityRow, Outage, StateSegment } from '../types.js';
import { type Fate, fatesOf, type Sight, sightOf } from './fates.js';
import { nameKey, type RecordLedger, recordLedgers } from './ledger.js';
import { lossesOf, recoveryPoint } from './recovery-point.js';

/** Stretches of loss that a row holds; how many there were it says. */
const MOST_LOSSES = 50;
const MOST_SEGMENTS = 400;

/** A row for each series of records. */
export function integrityRows(
  record: RunRecord,
  faults: readonly FaultSpan[],
  rules: OutageRules,
): readonly IntegrityRow[] {
  return recordLedgers(record).map((ledger) => rowOf(ledger, record.endMs, faults, rules));
}

function rowOf(
  ledger: RecordLedger,
  runEndMs: number,
  faults: readonly FaultSpan[],
  rules: OutageRules,
): IntegrityRow {
  const { facts, writes, acknowledged } = ledger;
  const fates = fatesOf(ledger);
  const sights = ledger.reads.map((read) => ({ read, sight: sightOf(ledger, read) }));
  const untilMs = writes.reduce((end, { endMs }) => Math.max(end, endMs), 0);
  const losses = lossesOf(acknowledged, fates, untilMs, faults, runEndMs);
  return {
    id: facts.id,
    place: facts.place,
    intervalMs: facts.intervalMs,
    sizeBytes: facts.sizeBytes,
    slots: facts.slots,
    written: writes.length,
    acknowledged: acknowledged.length,
    refused: writes.filter(({ outcome }) => outcome === 'refused').length,
    unknown: writes.filter(({ outcome }) => outcome === 'unknown').length,
    fates: countFates(fates),
    lostByError: acknowledged.filter((write) => fates.get(write.record) === 'lost' && isError(ledger, write))
      .length,
    ...unacknowledgedThere(ledger),
    duplicated: facts.seesCopies ? duplicatedIn(ledger) : null,
    reads: { count: sights.length, ...countSights(sights) },
    missingForATime: namesSeen(ledger, sights, 'missing', fates),
    tornForATime: namesSeen(ledger, sights, 'torn', fates),
    maybeCached: [...ledger.names.values()].filter(({ final }) => final?.cached === true).length,
    recoveryPoint: acknowledged.length === 0 ? null : recoveryPoint(acknowledged, fates, untilMs),
    losses: losses.slice(0, MOST_LOSSES),
    lossCount: losses.length,
    ...restoration(ledger, faults, rules),
    segments: segmentsOf(writes, fates),
  };
}

function countFates(fates: ReadonlyMap<number, Fate>): IntegrityRow['fates'] {
  const counts = { kept: 0, superseded: 0, lost: 0, torn: 0, unread: 0, undecided: 0 };
  for (const fate of fates.values()) counts[fate]++;
  return counts;
}

function countSights(sights: readonly { readonly sight: Sight }[]): Omit<IntegrityRow['reads'], 'count'> {
  const counts = { fresh: 0, stale: 0, missing: 0, torn: 0, unread: 0, undecided: 0 };
  for (const { sight } of sights) counts[sight]++;
  return counts;
}

function isError({ facts, names }: RecordLedger, { record }: IntegrityWriteEvent): boolean {
  return names.get(nameKey(facts, record))?.final?.found === 'error';
}

/** What was never acknowledged, and is there all the same. */
function unacknowledgedThere({ names }: RecordLedger): Pick<IntegrityRow, 'unknownThere' | 'refusedThere'> {
  const there = [...names.values()].flatMap(({ writes, final }) =>
    writes.filter(({ record }) => final?.found === 'record' && record === final.version),
  );
  return {
    unknownThere: there.filter(({ outcome }) => outcome === 'unknown').length,
    refusedThere: there.filter(({ outcome }) => outcome === 'refused').length,
  };
}

/** null where a record is there that no list was seen to have: it may have been an old one, or none at all. */
function duplicatedIn({ names }: RecordLedger): number | null {
  const there = [...names.values()].flatMap(({ final }) => (final?.found === 'record' ? [final] : []));
  const isListed = there.length > 0 && there.every(({ copies }) => copies !== undefined);
  return isListed ? there.filter(({ copies = 1 }) => copies > 1).length : null;
}

/** Names that were seen so at some time, of which something is there in the end. */
function namesSeen(
  { facts }: RecordLedger,
  sights: readonly { readonly read: IntegrityReadEvent; readonly sight: Sight }[],
  wanted: Sight,
  fates: ReadonlyMap<number, Fate>,
): number {
  const isThere = ({ record }: IntegrityReadEvent) =>
    ['kept', 'superseded'].includes(fates.get(record) ?? '');
  return new Set(
    sights
      .filter(({ read, sight }) => sight === wanted && isThere(read))
      .map(({ read }) => nameKey(facts, read.record)),
  ).size;
}

/** Outages of the writes, by the same rules as of a probe, and the longest of them with its bounds. */
function restoration(
  { facts, writes }: RecordLedger,
  faults: readonly FaultSpan[],
  rules: OutageRules,
): Pick<IntegrityRow, 'outages' | 'restoration'> {
  const probeFacts = {
    id: facts.id,
    page: '',
    frontend: facts.place,
    connection: 'new' as const,
    intervalMs: facts.intervalMs,
    timeoutMs: facts.timeoutMs,
    lanes: 1,
    cookies: false,
  };
  const series = seriesOf(probeFacts, writes.map(asProbe), rules);
  const outages = outagesOf(series, faults, rules);
  const unseenMs = longestGap(series.counted);
  return {
    outages,
    restoration: unseenMs === null ? null : longestRestoration(outages, unseenMs),
  };
}

function asProbe({
  t,
  integrity,
  record,
  dueMs,
  sentMs,
  endMs,
  kind,
  outcome,
}: IntegrityWriteEvent): ProbeEvent {
  // What was not acknowledged did not get through, whatever was answered.
  const ended = outcome !== 'acknowledged' && kind === 'ok' ? 'other' : kind;
  return {
    type: 'probe',
    t,
    probe: integrity,
    lane: 0,
    sequence: record,
    dueMs,
    sentMs,
    endMs,
    kind: ended,
  };
}

/** Between two writes nobody looks: an outage no longer than the longest such time may have gone unseen. */
function longestRestoration(outages: readonly Outage[], unseenMs: number): IntegrityRow['restoration'] {
  const isOpen = outages.some(({ openAtStart, openAtEnd }) => openAtStart || openAtEnd);
  return {
    middleMs: Math.max(0, ...outages.map(({ durationMs }) => durationMs)),
    lowMs: Math.max(0, ...outages.map(({ lowMs }) => lowMs)),
    highMs: isOpen ? null : Math.max(unseenMs, ...outages.map(({ highMs }) => highMs)),
  };
}

/** From worst to best: of writes too close to be drawn apart the worst is shown. */
const STATES = ['lost', 'torn', 'undecided', 'unread', 'unknown', 'refused', 'kept'];

/** What became of the writes, along the time at which they were sent. */
function segmentsOf(
  writes: readonly IntegrityWriteEvent[],
  fates: ReadonlyMap<number, Fate>,
): readonly StateSegment[] {
  const stretch = Math.max(1, Math.ceil(writes.length / MOST_SEGMENTS));
  const segments: { state: string; fromMs: number; toMs: number }[] = [];
  for (let from = 0; from < writes.length; from += stretch) {
    const together = writes.slice(from, from + stretch);
    const states = together.map((write) => stateOf(write, fates));
    const state = STATES.find((one) => states.includes(one)) ?? 'kept';
    const fromMs = together[0]?.sentMs ?? 0;
    const toMs = writes[from + stretch]?.sentMs ?? together.at(-1)?.endMs ?? fromMs;
    const current = segments.at(-1);
    if (current?.state === state) current.toMs = toMs;
    else segments.push({ state, fromMs, toMs });
  }
  return segments;
}

function stateOf({ record, outcome }: IntegrityWriteEvent, fates: ReadonlyMap<number, Fate>): string {
  if (outcome !== 'acknowledged') return outcome;
  const fate = fates.get(record) ?? 'unread';
  return fate === 'superseded' ? 'kept' : fate;
}
