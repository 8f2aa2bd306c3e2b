import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { perform } from '../hosts/steps.js';
import type { Action, Step } from '../hosts/types.js';
import { pollUntil } from './poll.js';
import type { RunContext } from './types.js';
import { checkHoldsOrThrows, isCutOff } from './undo.js';

const EFFECTIVE_TIMEOUT_MS = 15_000;
/** A host that may be cut off and has not answered for so long is taken to be. */
const CUT_OFF_MS = 2_000;

/** How a command ended: with an answer, or with the path that the answer would have come by cut at about that time. */
export type Answer = 'answered' | { readonly cutOffMs: number };

/**
 * The command that cuts a host off may not be able to tell that it did; those on other hosts follow all the same.
 * @throws ChaosError INJECTION_FAILED, and whatever a host throws that cannot be cut off
 */
export async function performInjection(fault: string, action: Action, run: RunContext): Promise<Answer> {
  const endangered = action.mayCutOff ?? [];
  let answer: Answer = 'answered';
  for (const step of action.inject) {
    const mayCut = endangered.includes(step.host);
    const sentMs = run.clock.nowMs();
    try {
      await performAll(fault, [mayCut ? { timeoutMs: CUT_OFF_MS, ...step } : step], run);
    } catch (error) {
      if (!mayCut || !isCutOff(error)) {
        throw error;
      }
      answer = { cutOffMs: sentMs };
    }
  }
  return answer;
}

/** @throws ChaosError INJECTION_FAILED */
export async function performAll(fault: string, steps: readonly Step[], run: RunContext): Promise<void> {
  for (const step of steps) {
    const result = await perform(await run.host(step.host), step);
    if (result.exitCode !== 0) {
      throw new ChaosError(
        'INJECTION_FAILED',
        `${fault}: \`${step.argv.join(' ')}\` ended with ${result.exitCode}: ${result.stderr.trim()}`,
        { where: step.host, exitCode: ExitCode.brokeOff },
      );
    }
  }
}

/** Waits for the effect. @returns undefined when it was not seen in time */
export async function seeEffect(action: Action, run: RunContext): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  await pollUntil(
    action.effective.withinMs ?? EFFECTIVE_TIMEOUT_MS,
    async () => {
      answer = await showsEffect(action, run);
      return answer !== undefined;
    },
    run.signal,
  );
  return answer;
}

/** Asks once. @returns undefined when the action has no effect now */
export async function showsEffect({ effective }: Action, run: RunContext): Promise<Answer | undefined> {
  const { holdsWhenCutOff, ...answered } = effective;
  const askedMs = run.clock.nowMs();
  try {
    const check = holdsWhenCutOff ? { timeoutMs: CUT_OFF_MS, ...answered } : answered;
    return (await checkHoldsOrThrows(check, run.host)) ? 'answered' : undefined;
  } catch (error) {
    return holdsWhenCutOff && isCutOff(error) ? { cutOffMs: askedMs } : undefined;
  }
}

/** What is told of answers that were cut off, and their time where there is no other. */
export function cutOffAt(
  answers: readonly (Answer | undefined)[],
): [detail?: string, t?: number | undefined] {
  const cut = answers.flatMap((one) => (typeof one === 'object' ? [one.cutOffMs] : []));
  return cut.length === 0
    ? []
    : [
        'a host was cut off from us: its time is that of the command that went unanswered',
        cut.length === answers.length ? Math.max(...cut) : undefined,
      ];
}
