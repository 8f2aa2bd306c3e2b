import { ChaosError, messageOf } from '../core/errors.js';
import { holds, perform } from '../hosts/steps.js';
import type { Check, ExecResult, Host, Step } from '../hosts/types.js';
import { pollUntil } from './poll.js';

/** Something that could not be healed: what to tell the user, and the command that would do it. */
export interface Unhealed {
  readonly fault: string;
  readonly host: string;
  readonly argv: readonly string[];
  readonly reason: string;
}

export interface Undo {
  readonly fault: string;
  readonly undo: readonly Step[];
  readonly disarm?: readonly Step[];
  readonly afterwards?: readonly Step[];
  readonly recovered: readonly Check[];
}

/** An undo may meet what the fault has left of the host: it is tried again after these waits. */
const WAITS_MS = [0, 250, 750, 1_500];
const RECOVERED_TIMEOUT_MS = 30_000;

/**
 * Performs an undo, and then ends the timers that would do it again: never before, since a timer may be all that can
 * still undo. A lab that is gone took its faults with it, so that counts as undone.
 * @returns the steps that failed for good
 */
export async function performUndo(
  task: Undo,
  host: (name: string) => Promise<Host>,
): Promise<readonly Unhealed[]> {
  const failed = await performSteps(task, task.undo, host);
  return failed.length > 0 ? failed : performDisarm(task, host);
}

/** Ends the timers alone, where nothing was injected. @returns the steps that failed for good */
export function performDisarm(
  task: Undo,
  host: (name: string) => Promise<Host>,
): Promise<readonly Unhealed[]> {
  return performSteps(task, task.disarm ?? [], host);
}

async function performSteps(
  task: Undo,
  steps: readonly Step[],
  host: (name: string) => Promise<Host>,
): Promise<readonly Unhealed[]> {
  const failed: Unhealed[] = [];
  for (const step of steps) {
    const reason = await performStubbornly(step, host);
    if (reason !== undefined) {
      failed.push({ fault: task.fault, host: step.host, argv: step.argv, reason });
    }
  }
  return failed;
}

/** Puts back what was set for the recovery alone. @returns the steps that failed for good */
export function performAfterwards(
  task: Undo,
  host: (name: string) => Promise<Host>,
): Promise<readonly Unhealed[]> {
  return performSteps(task, task.afterwards ?? [], host);
}

/** Waits until the cluster is seen to have recovered. @returns the checks that never held */
export async function awaitRecovery(
  task: Undo,
  host: (name: string) => Promise<Host>,
): Promise<readonly Unhealed[]> {
  const outcomes = await Promise.all(
    task.recovered.map(async (check): Promise<Unhealed[]> => {
      const held = await pollUntil(check.withinMs ?? RECOVERED_TIMEOUT_MS, () => checkHolds(check, host));
      return held
        ? []
        : [{ fault: task.fault, host: check.host, argv: check.argv, reason: check.description }];
    }),
  );
  return outcomes.flat();
}

/** Whether a check holds now; a lab that is gone has nothing left to recover. */
export async function checkHolds(check: Check, host: (name: string) => Promise<Host>): Promise<boolean> {
  return checkHoldsOrThrows(check, host).catch(() => false);
}

/** The same, where it matters why there was no answer. @throws ChaosError whatever the host throws */
export function checkHoldsOrThrows(check: Check, host: (name: string) => Promise<Host>): Promise<boolean> {
  return answerHolds(check, async () => perform(await host(check.host), check));
}

/** Whether a check holds by what the host says when asked. @throws ChaosError whatever `ask` throws */
export async function answerHolds(check: Check, ask: () => Promise<ExecResult>): Promise<boolean> {
  try {
    return holds(check, await ask());
  } catch (error) {
    if (isGone(error)) {
      return true;
    }
    throw error;
  }
}

/** Whether this is what comes of a host that cannot be reached any more, and nothing else. */
export function isCutOff(error: unknown): boolean {
  return (
    error instanceof ChaosError && (error.code === 'HOST_UNREACHABLE' || error.code === 'COMMAND_TIMED_OUT')
  );
}

async function performStubbornly(
  step: Step,
  host: (name: string) => Promise<Host>,
): Promise<string | undefined> {
  let reason = '';
  for (const waitMs of WAITS_MS) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    try {
      const result = await perform(await host(step.host), step);
      if (result.exitCode === 0) {
        return undefined;
      }
      reason = `exit ${result.exitCode}: ${(result.stderr || result.stdout).trim()}`;
    } catch (error) {
      if (isGone(error)) {
        return undefined;
      }
      reason = messageOf(error);
    }
  }
  return reason;
}

function isGone(error: unknown): boolean {
  return error instanceof ChaosError && error.code === 'LAB_GONE';
}
