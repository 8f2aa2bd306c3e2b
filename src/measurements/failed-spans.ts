import type { ProbeEvent } from '../history/types.js';
import type { IsMissed } from './missed-probes.js';
import { responseMs } from './probe-series.js';

/**
 * A maximal run of probes, by index in order of sending, in which the service answered nobody: missed ones from
 * `first` on, and after them (or alone) requests that waited until it answered again.
 */
export interface FailedSpan {
  readonly first: number;
  readonly last: number;
  /** Index of the first of those that waited together; `last + 1` when none did. */
  readonly stalledFrom: number;
}

/**
 * Missed probes in a row, each row followed by the stall that ends it, and stalls alone. A single probe that was
 * answered late, among others that were not, is a slow answer and no span.
 * @param stallLimitMs how long requests must have waited together to count as a stall
 * @param timeoutMs of the probes: after failures half of it is enough of a wait, if that is less
 */
export function findFailedSpans(
  probes: readonly ProbeEvent[],
  isMissed: IsMissed,
  stallLimitMs: number,
  timeoutMs: number,
): readonly FailedSpan[] {
  const spans: FailedSpan[] = [];
  let index = 0;
  while (index < probes.length) {
    const missed = endOfMissed(probes, index, isMissed);
    const limitMs = missed > index ? Math.min(stallLimitMs, timeoutMs / 2) : stallLimitMs;
    const end = endOfStall(probes, missed, limitMs, timeoutMs);
    if (end > index && !(end === index + 1 && probes[index]?.kind === 'ok')) {
      spans.push({ first: index, last: end - 1, stalledFrom: missed });
    }
    index = Math.max(end, index + 1);
  }
  return spans;
}

/** Index behind the missed probes that begin at `from`. */
function endOfMissed(probes: readonly ProbeEvent[], from: number, isMissed: IsMissed): number {
  let index = from;
  for (let probe = probes[index]; probe !== undefined && isMissed(probe); probe = probes[index]) {
    index++;
  }
  return index;
}

/**
 * Index behind the requests, from `from` on, that were left waiting together: at least two were sent before
 * the first answer to any of them, the first waited longer than `limitMs` for it, no earlier request was
 * answered meanwhile, and then all were answered together, within half the time over which they were sent.
 * A delay, in contrast, answers each as long after its sending as the others. `from` itself if there are none.
 */
function endOfStall(probes: readonly ProbeEvent[], from: number, limitMs: number, timeoutMs: number): number {
  const first = probes[from];
  if (first === undefined || responseMs(first) <= limitMs) {
    return from;
  }
  const together = waitingTogether(probes, from);
  const earlierMs = nextEarlierAnswer(probes, from, first.sentMs + limitMs / 2, timeoutMs);
  const answeredMs = Math.min(together.answeredMs, earlierMs);
  const last = probes[together.end - 1];
  if (
    last === undefined ||
    together.end - from < 2 ||
    answeredMs - first.sentMs - (first.heldUpMs ?? 0) <= limitMs
  ) {
    return from;
  }
  const spreadMs = latestAnswer(probes, from, together.end) - answeredMs;
  return spreadMs <= (last.sentMs - first.sentMs) / 2 ? together.end : from;
}

function waitingTogether(probes: readonly ProbeEvent[], from: number): { end: number; answeredMs: number } {
  let answeredMs = Number.POSITIVE_INFINITY;
  let end = from;
  for (let probe = probes[end]; probe?.kind === 'ok' && probe.sentMs < answeredMs; probe = probes[end]) {
    answeredMs = Math.min(answeredMs, probe.endMs);
    end++;
  }
  return { end, answeredMs };
}

/** The first answer behind `afterMs` to a request sent before index `from`, among those still on their way. */
function nextEarlierAnswer(
  probes: readonly ProbeEvent[],
  from: number,
  afterMs: number,
  timeoutMs: number,
): number {
  let nextMs = Number.POSITIVE_INFINITY;
  for (let index = from - 1; index >= 0; index--) {
    const probe = probes[index];
    if (probe === undefined || probe.sentMs < afterMs - timeoutMs) {
      break;
    }
    if (probe.kind === 'ok' && probe.endMs > afterMs) {
      nextMs = Math.min(nextMs, probe.endMs);
    }
  }
  return nextMs;
}

function latestAnswer(probes: readonly ProbeEvent[], from: number, end: number): number {
  let latestMs = Number.NEGATIVE_INFINITY;
  for (let index = from; index < end; index++) {
    const probe = probes[index];
    if (probe?.kind === 'ok') {
      latestMs = Math.max(latestMs, probe.endMs);
    }
  }
  return latestMs;
}

/**
 * Joins neighbouring spans that may be one.
 * @param successes the most successes between two spans that are one
 * @param decidedByMs when a span's last failure had been decided at the latest
 *
 * A request is served at some time between its sending and its end. So one that was sent after a failure and
 * answered before that was decided does not prove that the service came back between, nor does one that was
 * answered only after the last failure of the next span had been sent: it may have been served before, or after.
 */
export function joinSpans(
  probes: readonly ProbeEvent[],
  spans: readonly FailedSpan[],
  successes: number,
  decidedByMs: (span: FailedSpan) => number,
): readonly FailedSpan[] {
  const joined: FailedSpan[] = [];
  for (const span of spans) {
    const previous = joined.at(-1);
    if (previous !== undefined && isOne(previous, span)) {
      joined[joined.length - 1] = { ...span, first: previous.first };
    } else {
      joined.push(span);
    }
  }
  return joined;

  function isOne(previous: FailedSpan, span: FailedSpan): boolean {
    const between = probes.slice(previous.last + 1, span.first);
    const decidedMs = decidedByMs(previous);
    const lastSentMs = probes[span.last]?.sentMs ?? Number.POSITIVE_INFINITY;
    return (
      between.length <= successes || between.every(({ endMs }) => endMs <= decidedMs || endMs > lastSentMs)
    );
  }
}
