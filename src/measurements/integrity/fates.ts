import type { IntegrityReadEvent, IntegrityWriteEvent } from '../../history/types.js';
import { type NameRecord, nameKey, type RecordLedger } from './ledger.js';

/**
 * What became of an acknowledged record. `superseded`: another version took its place, as it was to; `unread`: nobody
 * could be asked in the end; `undecided`: what is there may be the work of a write whose outcome was never learnt, and
 * which may be done at any time, so that it proves nothing.
 */
export type Fate = 'kept' | 'superseded' | 'lost' | 'torn' | 'unread' | 'undecided';

/** The fate of each acknowledged record, by its number. */
export function fatesOf({ names }: Pick<RecordLedger, 'names'>): ReadonlyMap<number, Fate> {
  return new Map(
    [...names.values()].flatMap((name) => {
      const fateOf = fatesUnder(name);
      return acknowledgedIn(name).map((write) => [write.record, fateOf(write.record)] as const);
    }),
  );
}

function acknowledgedIn({ writes }: NameRecord): readonly IntegrityWriteEvent[] {
  return writes.filter(({ outcome }) => outcome === 'acknowledged');
}

function fatesUnder(name: NameRecord): (record: number) => Fate {
  const { final } = name;
  const newest = acknowledgedIn(name).at(-1)?.record ?? -1;
  const onlyNewest = (fate: Fate) => (record: number) => (record === newest ? fate : 'superseded');
  switch (final?.found) {
    case undefined:
    case 'unread':
      return () => 'unread';
    // All that was acknowledged under this name is undone, as if it had never been written.
    case 'missing':
    case 'error':
      return () => 'lost';
    case 'torn':
      return onlyNewest(name.writes.some((write) => mayStillBeDone(write)) ? 'undecided' : 'torn');
    case 'record':
      return fatesBeside(name, final?.version ?? -1);
  }
}

/** @param version what was found: what came before it was to give way to it, what came after it is not there */
function fatesBeside({ writes }: NameRecord, version: number): (record: number) => Fate {
  const found = writes.find(({ record }) => record === version);
  const isCertain = found?.outcome === 'acknowledged';
  return (record) => {
    if (record === version) return 'kept';
    if (record < version) return 'superseded';
    return isCertain ? 'lost' : 'undecided';
  };
}

/** Its outcome was not learnt, or it was refused by somebody who need not have known. */
function mayStillBeDone({ outcome }: IntegrityWriteEvent): boolean {
  return outcome !== 'acknowledged';
}

/** What a read while the run went on shows of the name that it read. */
export type Sight = 'fresh' | 'stale' | 'missing' | 'torn' | 'unread' | 'undecided';

/** Judged by what had been acknowledged when the read was sent. */
export function sightOf(ledger: Pick<RecordLedger, 'facts' | 'names'>, read: IntegrityReadEvent): Sight {
  const writes = ledger.names.get(nameKey(ledger.facts, read.record))?.writes ?? [];
  const due = writes.findLast(
    ({ outcome, endMs }) => outcome === 'acknowledged' && endMs <= read.sentMs,
  )?.record;
  if (due === undefined || read.found === 'unread' || read.found === 'error') return 'unread';
  if (read.found === 'missing') return 'missing';
  if (read.found === 'torn') return writes.some((write) => wasOnTheWay(write, read)) ? 'undecided' : 'torn';
  if ((read.version ?? -1) >= due) return 'fresh';
  const found = writes.find(({ record }) => record === read.version);
  return found?.outcome === 'acknowledged' ? 'stale' : 'undecided';
}

/** A store that does not replace a record in one stroke may show half of it then. */
function wasOnTheWay(write: IntegrityWriteEvent, read: IntegrityReadEvent): boolean {
  return write.sentMs < read.endMs && (write.endMs > read.sentMs || mayStillBeDone(write));
}
