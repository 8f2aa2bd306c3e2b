import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

/**
 * Asks again and again, soon at first and then less often, until the answer is yes.
 * @returns whether it became yes within `timeoutMs` and before `signal` aborted
 */
export async function pollUntil(
  timeoutMs: number,
  ask: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<boolean> {
  const deadlineMs = performance.now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    if (await ask()) {
      return true;
    }
    if (signal?.aborted || performance.now() + pauseMs > deadlineMs) {
      return false;
    }
    await sleep(pauseMs);
  }
}
