import type { OutcomeKind, ProbeEvent, ProbeFacts } from '../history/types.js';
import type { OutageRules } from './outage-rules.js';
import type { RunRecord } from './run-record.js';

/** Ends that come from our own time being over. */
const TIMED_OUT: ReadonlySet<OutcomeKind> = new Set([
  'dns',
  'connect-timeout',
  'header-timeout',
  'body-timeout',
]);

/** All probes of one id, its lanes merged, in order of sending. */
export interface ProbeSeries {
  readonly facts: ProbeFacts;
  /** Interval between probes over all lanes. */
  readonly resolutionMs: number;
  readonly sent: readonly ProbeEvent[];
  /** Those that say something about the server: sent on time, and not timed out while we were held up. */
  readonly counted: readonly ProbeEvent[];
}

export function probeSeries(record: RunRecord, rules: OutageRules): readonly ProbeSeries[] {
  return record.start.probes.map((facts) => seriesOf(facts, record.probes.get(facts.id) ?? [], rules));
}

export function seriesOf(facts: ProbeFacts, probes: readonly ProbeEvent[], rules: OutageRules): ProbeSeries {
  const sent = inOrderOfSending(probes);
  return {
    facts,
    resolutionMs: facts.intervalMs / Math.max(1, facts.lanes),
    sent,
    counted: sent.filter((probe) => provesSomething(probe, facts, rules)),
  };
}

function provesSomething(
  probe: ProbeEvent,
  { intervalMs, timeoutMs }: ProbeFacts,
  rules: OutageRules,
): boolean {
  const onTime = latenessMs(probe) <= intervalMs * rules.latenessShare;
  // Its answer may have lain there unread for as long.
  return onTime && !(TIMED_OUT.has(probe.kind) && (probe.heldUpMs ?? 0) > timeoutMs / 2);
}

export function latenessMs(probe: ProbeEvent): number {
  return Math.max(0, probe.sentMs - probe.dueMs);
}

/** From sending to end, without the time in which the prober itself was held up. */
export function responseMs(probe: ProbeEvent): number {
  return Math.max(0, probe.endMs - probe.sentMs - (probe.heldUpMs ?? 0));
}

/** When a probe was sent, or so much later as the prober was held up before it could ask. */
export function askedMs(probe: ProbeEvent): number {
  return probe.sentMs + (probe.heldUpBeforeRequestMs ?? 0);
}

function inOrderOfSending(probes: readonly ProbeEvent[]): readonly ProbeEvent[] {
  const inOrder = probes.every((probe, index) => index === 0 || sentOf(probes[index - 1]) <= probe.sentMs);
  return inOrder ? probes : probes.toSorted((one, other) => one.sentMs - other.sentMs);
}

function sentOf(probe: ProbeEvent | undefined): number {
  return probe?.sentMs ?? Number.NEGATIVE_INFINITY;
}

/** Index of the first that was sent at `timeMs` or later, by bisection. */
export function firstFrom(probes: readonly ProbeEvent[], timeMs: number): number {
  let low = 0;
  let high = probes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sentOf(probes[middle]) < timeMs) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The first probe sent at `timeMs` or later that satisfies `matches`. */
export function firstSentFrom(
  { counted }: ProbeSeries,
  timeMs: number,
  matches: (probe: ProbeEvent) => boolean,
): ProbeEvent | undefined {
  for (let index = firstFrom(counted, timeMs); index < counted.length; index++) {
    const probe = counted[index];
    if (probe !== undefined && matches(probe)) {
      return probe;
    }
  }
  return undefined;
}
