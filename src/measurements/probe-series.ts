import type { ProbeEvent, ProbeFacts } from '../history/types.js';
import type { OutageRules } from './outage-rules.js';
import type { RunRecord } from './run-record.js';

/** All probes of one id, its lanes merged, in order of sending. */
export interface ProbeSeries {
  readonly facts: ProbeFacts;
  /** Interval between probes over all lanes. */
  readonly resolutionMs: number;
  readonly sent: readonly ProbeEvent[];
  /** Those that say something about the server: sent on time. */
  readonly counted: readonly ProbeEvent[];
}

export function probeSeries(record: RunRecord, rules: OutageRules): readonly ProbeSeries[] {
  return record.start.probes.map((facts) => {
    const sent = inOrderOfSending(record.probes.get(facts.id) ?? []);
    const allowedMs = facts.intervalMs * rules.latenessShare;
    return {
      facts,
      resolutionMs: facts.intervalMs / Math.max(1, facts.lanes),
      sent,
      counted: sent.filter((probe) => latenessMs(probe) <= allowedMs),
    };
  });
}

export function latenessMs(probe: ProbeEvent): number {
  return Math.max(0, probe.sentMs - probe.dueMs);
}

export function responseMs(probe: ProbeEvent): number {
  return Math.max(0, probe.endMs - probe.sentMs);
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
