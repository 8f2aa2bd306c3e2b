/**
 * One monotonic time line for a whole run. Every thread of the harness builds its own clock from the
 * same origin, so that their readings can be compared.
 */
export interface Clock {
  /** Milliseconds since the origin, with a fraction. Never goes backwards. */
  nowMs(): number;
  /** Resolves after `durationMs`, or at once when `signal` aborts; never rejects. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** The origin for {@link monotonicClock}: a reading of the machine's monotonic clock in nanoseconds. */
export function monotonicOriginNs(): bigint {
  return process.hrtime.bigint();
}

/** The machine's monotonic clock (CLOCK_MONOTONIC), counted from `originNs`. */
export function monotonicClock(originNs: bigint = monotonicOriginNs()): Clock {
  return {
    nowMs: () => Number(process.hrtime.bigint() - originNs) / 1e6,
    sleep: sleepReal,
  };
}

function sleepReal(durationMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, durationMs));
    signal?.addEventListener('abort', done, { once: true });
  });
}
