import { type Clock, monotonicClock, monotonicOriginNs } from '../core/clock.js';

/**
 * The clock of a run. Observers start before the time line does: what they see until then is stamped 0,
 * since it was so when the time line began.
 */
export interface RunClock extends Clock {
  /** Begins the time line. @returns its origin, for the clocks of other threads */
  start(): bigint;
}

export function runClock(): RunClock {
  let started: Clock | undefined;
  const waiting = monotonicClock();
  return {
    nowMs: () => started?.nowMs() ?? 0,
    sleep: waiting.sleep,
    start: () => {
      const originNs = monotonicOriginNs();
      started = monotonicClock(originNs);
      return originNs;
    },
  };
}
