import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';

const PERIOD_MS = 500;

/** Something that a lab waits for while it comes up. */
export interface Condition {
  readonly what: string;
  /** @returns what is missing; undefined when nothing is */
  missing(): Promise<string | undefined>;
}

export interface Waiting {
  readonly lab: string;
  readonly timeoutMs: number;
  onProgress(message: string): void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for one condition after the other, and says what is missing.
 * @throws ChaosError LAB_FAILED with what did not come up in time, INTERRUPTED
 */
export async function waitFor(
  conditions: readonly Condition[],
  { lab, timeoutMs, onProgress, signal }: Waiting,
): Promise<void> {
  const startedMs = performance.now();
  for (const { what, missing } of conditions) {
    onProgress(`waiting for ${what}`);
    let last: string | undefined;
    for (let lack = await missing(); lack !== undefined; lack = await missing()) {
      refuseIfInterrupted(signal);
      if (performance.now() - startedMs > timeoutMs) {
        throw new ChaosError('LAB_FAILED', `the ${lab} lab did not come up: ${what}: ${lack}`, {
          hint: `\`chaos lab logs ${lab}\` after \`chaos lab up ${lab}\` collects what the nodes say`,
          exitCode: ExitCode.refused,
        });
      }
      if (lack !== last) {
        onProgress(`waiting for ${what}: ${lack}`);
        last = lack;
      }
      await sleep(PERIOD_MS);
    }
  }
  onProgress(`healthy after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}

export function refuseIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new ChaosError('INTERRUPTED', 'interrupted while the lab came up', {
      exitCode: ExitCode.interrupted,
    });
  }
}
