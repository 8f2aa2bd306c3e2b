import { groupBy } from '../../core/group-by.js';
import type { IntegrityFacts, IntegrityReadEvent, IntegrityWriteEvent } from '../../history/types.js';
import type { RunRecord } from '../run-record.js';

/** All that a history says of one series of records. */
export interface RecordLedger {
  readonly facts: IntegrityFacts;
  /** In the order of sending. */
  readonly writes: readonly IntegrityWriteEvent[];
  /** Those of them that were acknowledged, in the order of the acknowledgements. */
  readonly acknowledged: readonly IntegrityWriteEvent[];
  /** Reads while records were written, and those at the end that were not the last word. */
  readonly reads: readonly IntegrityReadEvent[];
  /** By name. */
  readonly names: ReadonlyMap<string, NameRecord>;
}

/** One name: its own for each record, or shared by the versions of a slot. */
export interface NameRecord {
  /** In the order of sending, which is that of their numbers: there is one at a time. */
  readonly writes: readonly IntegrityWriteEvent[];
  /** The last word on it; absent where the run did not come to that. */
  readonly final: IntegrityReadEvent | undefined;
}

export function recordLedgers(record: RunRecord): readonly RecordLedger[] {
  return (record.start.integrity ?? []).map((facts) => {
    const writes = (record.recordWrites.get(facts.id) ?? []).toSorted((a, b) => a.sentMs - b.sentMs);
    const reads = record.recordReads.get(facts.id) ?? [];
    const finals = new Map(
      reads.filter(({ final }) => final === true).map((read) => [nameKey(facts, read.record), read]),
    );
    const byName = groupBy(writes, (write) => nameKey(facts, write.record));
    return {
      facts,
      writes,
      acknowledged: writes
        .filter(({ outcome }) => outcome === 'acknowledged')
        .sort((a, b) => a.endMs - b.endMs),
      reads: reads.filter(({ final }) => final !== true),
      names: new Map([...byName].map(([key, own]) => [key, { writes: own, final: finals.get(key) }])),
    };
  });
}

export function nameKey({ slots }: IntegrityFacts, record: number): string {
  return String(slots === 0 ? record : record % slots);
}
