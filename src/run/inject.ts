import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { perform } from '../hosts/steps.js';
import type { Action, ExecResult, Step } from '../hosts/types.js';
import { type HeldSteps, NOTHING_HELD } from './held-steps.js';
import { pollUntil } from './poll.js';
import type { RunContext } from './types.js';
import { answerHolds, isCutOff } from './undo.js';

const EFFECTIVE_TIMEOUT_MS = 15_000;
/** A host that may be cut off and has not answered for so long is taken to be. */
const CUT_OFF_MS = 2_000;

/** How a command ended: with an answer, or with the path that the answer would have come by cut at about that time. */
export type Answer = 'answered' | { readonly cutOffMs: number };

/**
 * The command that cuts a host off may not be able to tell that it did; those on other hosts follow all the same.
 * @param held what was started before and waits
 * @throws ChaosError INJECTION_FAILED, and whatever a host throws that cannot be cut off
 */
export async function performInjection(
  fault: string,
  action: Action,
  run: RunContext,
  held: HeldSteps = NOTHING_HELD,
): Promise<Answer> {
  let answer: Answer = 'answered';
  for (const step of action.inject) {
    const sentMs = run.clock.nowMs();
    try {
      const waiting = held.get(step);
      const result = waiting?.waits() ? await waiting.go() : await performed(patient(action, step), run);
      requireSuccess(fault, step, result);
    } catch (error) {
      if (!mayCutOff(action, step) || !isCutOff(error)) {
        throw error;
      }
      answer = { cutOffMs: sentMs };
    }
  }
  return answer;
}

/** A step whose host may be cut off by it is not waited for as long as others. */
export function patient(action: Action, step: Step): Step {
  return mayCutOff(action, step) ? { timeoutMs: CUT_OFF_MS, ...step } : step;
}

function mayCutOff({ mayCutOff: hosts = [], effective }: Action, step: Step): boolean {
  return step === effective ? effective.holdsWhenCutOff === true : hosts.includes(step.host);
}

/** @throws ChaosError INJECTION_FAILED */
export async function performAll(fault: string, steps: readonly Step[], run: RunContext): Promise<void> {
  for (const step of steps) {
    requireSuccess(fault, step, await performed(step, run));
  }
}

async function performed(step: Step, run: RunContext): Promise<ExecResult> {
  return perform(await run.host(step.host), step);
}

function requireSuccess(fault: string, step: Step, { exitCode, stderr }: ExecResult): void {
  if (exitCode !== 0) {
    throw new ChaosError(
      'INJECTION_FAILED',
      `${fault}: \`${step.argv.join(' ')}\` ended with ${exitCode}: ${stderr.trim()}`,
      { where: step.host, exitCode: ExitCode.brokeOff },
    );
  }
}

/** Waits for the effect. @returns undefined when it was not seen in time */
export async function seeEffect(
  action: Action,
  run: RunContext,
  held: HeldSteps = NOTHING_HELD,
): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  await pollUntil(
    action.effective.withinMs ?? EFFECTIVE_TIMEOUT_MS,
    async () => {
      answer = await showsEffect(action, run, held);
      return answer !== undefined;
    },
    run.signal,
  );
  return answer;
}

/** Asks once. @returns undefined when the action has no effect now */
export async function showsEffect(
  action: Action,
  run: RunContext,
  held: HeldSteps = NOTHING_HELD,
): Promise<Answer | undefined> {
  const { effective } = action;
  const waiting = held.get(effective);
  const askedMs = run.clock.nowMs();
  try {
    const ask = () => (waiting?.waits() ? waiting.go() : performed(patient(action, effective), run));
    return (await answerHolds(effective, ask)) ? 'answered' : undefined;
  } catch (error) {
    return effective.holdsWhenCutOff && isCutOff(error) ? { cutOffMs: askedMs } : undefined;
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
