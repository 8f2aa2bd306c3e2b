import { itemsByName } from './record.js';
import type { Finding, Series } from './series.js';

const READS_AT_ONCE = 4;
const PAUSE_MS = 500;

interface Pending {
  readonly key: number;
  /** The newest acknowledged record of the name, or the last one that was tried. */
  readonly record: number;
  readonly expected: number | undefined;
  last: (Finding & { readonly copies?: number }) | undefined;
  /** Something certain was said of it, once. */
  known: boolean;
}

/**
 * Reads every name back, and those that are not as they should be again, until they are, or nothing has come to light
 * for as long as the series is patient: what heals in that time was missing for a time, and not lost. What was said last
 * of each name is told as final. Ends early when `signal` aborts; what was not asked by then is not told.
 */
export async function readBack(series: Series, signal: AbortSignal): Promise<void> {
  const { clock } = series.surroundings;
  const pending = namesOf(series);
  const progress = { atMs: clock.nowMs() };
  const isOver = () => signal.aborted || clock.nowMs() - progress.atMs > series.spec.patienceMs;
  for (;;) {
    await readAll(series, pending, progress, isOver);
    if (pending.size === 0 || isOver()) break;
    await clock.sleep(PAUSE_MS, signal);
  }
  if (signal.aborted) return;
  for (const one of pending.values()) tellFinal(series, one);
}

/** Those of which something was acknowledged first: they matter most if time runs out. */
function namesOf({ ledger }: Series): Map<number, Pending> {
  const names = [...ledger.tried()].map(([key, tried]): Pending => {
    const expected = ledger.expected(key);
    return { key, record: expected ?? tried, expected, last: undefined, known: false };
  });
  const inOrder = [
    ...names.filter(({ expected }) => expected !== undefined),
    ...names.filter(({ expected }) => expected === undefined),
  ];
  return new Map(inOrder.map((one) => [one.key, one]));
}

async function readAll(
  series: Series,
  pending: Map<number, Pending>,
  progress: { atMs: number },
  isOver: () => boolean,
): Promise<void> {
  const listed = await listedItems(series);
  const waiting = [...pending.values()].reverse();
  const reader = async () => {
    for (let one = waiting.pop(); one !== undefined && !isOver(); one = waiting.pop()) {
      const isNews = await readOne(series, one, listed?.get(series.ledger.nameOf(one.key)) ?? []);
      if (isNews) progress.atMs = series.surroundings.clock.nowMs();
      if (isSettled(one)) {
        tellFinal(series, one);
        pending.delete(one.key);
      }
    }
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, reader));
}

/** @returns whether it is as it should be now, or for the first time something certain was said of it */
async function readOne(series: Series, one: Pending, items: readonly string[]): Promise<boolean> {
  const finding = await series.find(one.key, itemToRead(series, one.key, items));
  one.last = { ...finding, ...(items.length === 0 ? {} : { copies: items.length }) };
  const isFirst = !one.known && finding.found !== 'unread';
  one.known ||= isFirst;
  const settled = isSettled(one);
  if (isFirst && !settled) series.tellRead({ record: one.record, ...finding });
  return isFirst || settled;
}

/** What the store itself said, if that is in its list or there is no list; else what its list has. */
function itemToRead({ ledger }: Series, key: number, items: readonly string[]): string {
  const known = ledger.itemOf(key);
  return items.includes(known) ? known : (items[0] ?? known);
}

/** What the store lists of the series, by name; undefined where it lists nothing or did not answer. */
export async function listedItems(
  series: Series,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const { list } = series.surroundings.store;
  const text = list === undefined ? undefined : await series.within(list);
  return text === undefined ? undefined : itemsByName(text, series.ledger.prefix);
}

/** As it should be; or, of a record that was never acknowledged, anything that is certain. */
function isSettled({ expected, last }: Pending): boolean {
  if (last === undefined || last.found === 'unread') return false;
  if (expected === undefined) return true;
  return last.found === 'record' && (last.version ?? -1) >= expected;
}

function tellFinal(series: Series, { record, last }: Pending): void {
  if (last !== undefined) series.tellRead({ record, ...last, final: true });
}
