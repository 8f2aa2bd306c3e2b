import type { ProbeEvent, ProbeFacts } from '../history/types.js';
import { responseMs } from './probe-series.js';

/** Whether the service did not serve a probe when it was sent, although an answer may have come in the end. */
export type IsMissed = (probe: ProbeEvent) => boolean;

/**
 * Waits of a client whose first, second, third … connection request was lost, in milliseconds: TCP sends it
 * again after 1 s and doubles the wait each time. Source: RFC 6298, sections 2.1 and 5.5.
 */
const RESENT_AFTER_MS = [1_000, 3_000, 7_000, 15_000, 31_000] as const;

const LEAST_TOLERANCE_MS = 50;
const TOLERATED_MEDIANS = 5;
/** Where answers usually take longer than a tenth of such a wait, the wait cannot be told from them. */
const CLEAR_OF_MEDIAN = 10;

/**
 * A probe is missed if it failed, if its answer came after its time-out (the timer that should have ended it was
 * late), or if, on a connection of its own, it was answered just as late as when the connection request had to be
 * sent again: the one that was sent with the probe met nobody.
 * @param medianMs median response time
 */
export function missesOf({ timeoutMs, connection }: ProbeFacts, medianMs: number): IsMissed {
  const toleranceMs = Math.max(LEAST_TOLERANCE_MS, TOLERATED_MEDIANS * medianMs);
  const waits = RESENT_AFTER_MS.filter((wait) => connection === 'new' && wait > CLEAR_OF_MEDIAN * medianMs);
  return (probe) => {
    const tookMs = responseMs(probe);
    return (
      probe.kind !== 'ok' ||
      tookMs > timeoutMs ||
      waits.some((wait) => tookMs >= wait && tookMs <= wait + toleranceMs)
    );
  };
}
