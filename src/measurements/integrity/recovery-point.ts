import type { IntegrityWriteEvent } from '../../history/types.js';
import { disturbanceOf, type FaultSpan } from '../faults.js';
import type { BoundedSpan, LossRow } from '../types.js';
import type { Fate } from './fates.js';

const GONE: ReadonlySet<Fate> = new Set(['lost', 'torn']);
const PERHAPS_GONE: ReadonlySet<Fate> = new Set(['lost', 'torn', 'unread', 'undecided']);

/**
 * How much acknowledged work was lost, as a span of time, within bounds: all that was acknowledged before it is kept, and
 * all after it. It began after the acknowledgement of the last record that is kept before it, and no later than that of
 * the first one lost; so with its end. Without a kept record before it nobody knows how far back it reaches.
 * @param acknowledged in the order of their acknowledgements, at least one
 * @param untilMs when writing ended: nothing was acknowledged after that
 */
export function recoveryPoint(
  acknowledged: readonly IntegrityWriteEvent[],
  fates: ReadonlyMap<number, Fate>,
  untilMs: number,
): BoundedSpan {
  const certain = rangeOf(acknowledged, fates, GONE);
  const possible = rangeOf(acknowledged, fates, PERHAPS_GONE);
  const lowMs = certain === undefined ? 0 : spanOf(acknowledged, certain).lowMs;
  const highMs = possible === undefined ? 0 : spanOf(acknowledged, possible, untilMs).highMs;
  const hasMiddle = certain !== undefined && highMs !== null;
  return { lowMs, highMs, middleMs: hasMiddle ? (lowMs + highMs) / 2 : lowMs };
}

/** Stretches of records that are gone, one after another with none kept between them. */
export function lossesOf(
  acknowledged: readonly IntegrityWriteEvent[],
  fates: ReadonlyMap<number, Fate>,
  untilMs: number,
  faults: readonly FaultSpan[],
  runEndMs: number,
): readonly LossRow[] {
  return stretches(acknowledged, fates).map((range) => {
    const fromMs = acknowledged[range.first]?.endMs ?? 0;
    const toMs = acknowledged[range.last]?.endMs ?? 0;
    return {
      records: range.last - range.first + 1,
      fromMs,
      toMs,
      ...spanOf(acknowledged, range, untilMs),
      fault: culprit(faults, fromMs, toMs, runEndMs),
    };
  });
}

/** Indices into the acknowledged records, inclusive. */
interface Range {
  readonly first: number;
  readonly last: number;
}

function rangeOf(
  acknowledged: readonly IntegrityWriteEvent[],
  fates: ReadonlyMap<number, Fate>,
  wanted: ReadonlySet<Fate>,
): Range | undefined {
  const isWanted = ({ record }: IntegrityWriteEvent) => wanted.has(fates.get(record) ?? 'unread');
  const first = acknowledged.findIndex(isWanted);
  return first === -1 ? undefined : { first, last: acknowledged.findLastIndex(isWanted) };
}

function spanOf(
  acknowledged: readonly IntegrityWriteEvent[],
  { first, last }: Range,
  untilMs = 0,
): { readonly lowMs: number; readonly highMs: number | null } {
  const at = (index: number) => acknowledged[index]?.endMs;
  const before = at(first - 1);
  const endMs = at(last + 1) ?? Math.max(untilMs, at(last) ?? 0);
  return {
    lowMs: (at(last) ?? 0) - (at(first) ?? 0),
    highMs: before === undefined ? null : endMs - before,
  };
}

function stretches(
  acknowledged: readonly IntegrityWriteEvent[],
  fates: ReadonlyMap<number, Fate>,
): readonly Range[] {
  const found: { first: number; last: number }[] = [];
  for (const [index, { record }] of acknowledged.entries()) {
    if (!GONE.has(fates.get(record) ?? 'unread')) continue;
    const current = found.at(-1);
    if (current !== undefined && current.last === index - 1) current.last = index;
    else found.push({ first: index, last: index });
  }
  return found;
}

/** The fault in whose time they were acknowledged, or the first one injected after that. */
function culprit(
  faults: readonly FaultSpan[],
  fromMs: number,
  toMs: number,
  runEndMs: number,
): string | null {
  const injected = faults
    .filter(({ injectingMs }) => injectingMs !== null)
    .toSorted((a, b) => (a.injectingMs ?? 0) - (b.injectingMs ?? 0));
  const during = injected.findLast((span) => {
    const time = disturbanceOf(span, runEndMs);
    return time !== undefined && time.fromMs <= toMs && fromMs <= time.toMs;
  });
  const after = injected.find(({ injectingMs }) => (injectingMs ?? 0) > toMs);
  return (during ?? after)?.facts.id ?? null;
}
