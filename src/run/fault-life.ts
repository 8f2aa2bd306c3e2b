import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { seededRandom } from '../core/random.js';
import type { FAULT_STAGES } from '../history/types.js';
import { holds, perform, recoveryOf } from '../hosts/steps.js';
import type { Action, Check, Step } from '../hosts/types.js';
import type { PlannedFault } from '../plan/types.js';
import { chooseTargets } from './choose-targets.js';
import { type DeadMan, deadMan, GRACE_MS, longestMs } from './dead-man.js';
import type { Intent } from './journal.js';
import { pollUntil } from './poll.js';
import type { RunContext } from './types.js';
import {
  awaitRecovery,
  checkHoldsOrThrows,
  isCutOff,
  performAfterwards,
  performUndo,
  type Unhealed,
} from './undo.js';

const EFFECTIVE_TIMEOUT_MS = 15_000;
/** A host that may be cut off and has not answered for so long is taken to be. */
const CUT_OFF_MS = 2_000;
/** What a host that was cut off may take to be reached again, once its timer has undone the fault. */
const RETURN_MS = 15_000;

/**
 * One fault from its due time to the healed cluster: resolve, journal, inject, see the effect, hold,
 * recover, see the recovery. The hold ends early when `ending` aborts; recovery never does.
 * @returns what could not be healed
 */
export async function liveFault(
  fault: PlannedFault,
  run: RunContext,
  ending: AbortSignal,
): Promise<readonly Unhealed[]> {
  await run.clock.sleep(fault.atMs - run.clock.nowMs(), ending);
  if (ending.aborted) {
    return [];
  }
  let targets: readonly string[] = [];
  const tell: Tell = (stage, detail, t = run.clock.nowMs()) =>
    run.record({
      type: 'fault',
      t,
      fault: fault.id,
      stage,
      targets,
      ...(detail === undefined ? {} : { detail }),
    });
  let intent: Intent | undefined;
  try {
    targets = resolveTargets(fault, run);
    tell('resolved');
    const actions = actionsOf(fault, targets);
    await checkPreflight(fault, actions, run);
    const timers = timersOf(fault, actions, run);
    intent = intentOf(fault, actions, timers, run);
    run.journal.intend(intent);
    await performAll(fault, timers.arm, run);
    tell('armed');
    const effectiveMs = await inject(fault, actions, run, tell);
    await run.clock.sleep(effectiveMs + holdMs(fault) - run.clock.nowMs(), ending);
  } catch (error) {
    tell('failed', messageOf(error));
    run.breakOff(error);
  }
  return intent === undefined ? [] : recover(intent, run, tell);
}

/** `t` where it is known better than by the time of telling. */
type Tell = (stage: (typeof FAULT_STAGES)[number], detail?: string, t?: number | undefined) => void;

function resolveTargets(fault: PlannedFault, run: RunContext): readonly string[] {
  const random = seededRandom(run.plan.seed, `targets of ${fault.id}`);
  const chosen = fault.selections.flatMap((selection) =>
    chooseTargets(selection, random, run.board.activeOwner()),
  );
  return [...new Set(chosen)];
}

function actionsOf(fault: PlannedFault, targets: readonly string[]): Action[] {
  return targets.map((target) => {
    const action = fault.actions[target];
    if (action === undefined) {
      throw new ChaosError('TARGET_NOT_PLANNED', `${fault.id} has no steps planned for ${target}`, {
        exitCode: ExitCode.brokeOff,
      });
    }
    return action;
  });
}

async function checkPreflight(
  fault: PlannedFault,
  actions: readonly Action[],
  run: RunContext,
): Promise<void> {
  for (const check of actions.flatMap((action) => action.preflight)) {
    const answer = await answerTo(check, run);
    if (answer !== undefined) {
      const { code = 'PREFLIGHT_FAILED', hint } = check.refusal ?? {};
      throw new ChaosError(code, `${fault.id} is not injected: not so: ${check.description}${answer}`, {
        where: check.host,
        ...(hint === undefined ? {} : { hint }),
        exitCode: ExitCode.brokeOff,
      });
    }
  }
}

/** @returns what the host said, in brackets; undefined when the check holds */
async function answerTo(check: Check, run: RunContext): Promise<string | undefined> {
  try {
    const result = await perform(await run.host(check.host), check);
    const said = `${result.stdout}\n${result.stderr}`.trim().split('\n')[0] ?? '';
    return holds(check, result) ? undefined : said === '' ? '' : ` (${said})`;
  } catch (error) {
    return ` (${messageOf(error)})`;
  }
}

function timersOf(fault: PlannedFault, actions: readonly Action[], run: RunContext): DeadMan {
  return deadMan(fault.id, actions, longestMs(fault, run.plan), (host) => descriptionOf(host, run));
}

function intentOf(
  fault: PlannedFault,
  actions: readonly Action[],
  { disarm }: DeadMan,
  run: RunContext,
): Intent {
  const armed = new Set(disarm.map(({ host }) => host));
  const patienceMs = longestMs(fault, run.plan) + GRACE_MS + RETURN_MS;
  const undo = actions
    .flatMap((action) => action.undo)
    .map((step) => (armed.has(step.host) ? { timeoutMs: patienceMs, ...step } : step));
  const recovered = actions.flatMap(recoveryOf);
  const afterwards = actions.flatMap((action) => action.afterwards ?? []);
  const hosts = [...undo, ...recovered, ...afterwards].map(
    ({ host }) => [host, descriptionOf(host, run)] as const,
  );
  return {
    fault: fault.id,
    undo,
    recovered,
    ...(disarm.length === 0 ? {} : { disarm }),
    ...(afterwards.length === 0 ? {} : { afterwards }),
    hosts: Object.fromEntries(hosts),
  };
}

function descriptionOf(host: string, run: RunContext) {
  return run.plan.hosts[host] ?? { kind: 'local', name: host };
}

/** @returns when it was seen to have taken effect, on the run's clock */
async function inject(
  fault: PlannedFault,
  actions: readonly Action[],
  run: RunContext,
  tell: Tell,
): Promise<number> {
  tell('injecting');
  const sent = await Promise.all(actions.map((action) => performInjection(fault, action, run)));
  tell('injected', ...cutOffAt(sent));
  const seen = await Promise.all(actions.map((action) => seeEffect(action, run)));
  const [detail, effectiveMs = run.clock.nowMs()] = cutOffAt(seen);
  if (seen.every((one) => one !== undefined)) {
    tell('effective', detail, effectiveMs);
  } else if (!run.signal.aborted) {
    throw new ChaosError('FAULT_WITHOUT_EFFECT', `${fault.id} was injected but did not take effect`, {
      exitCode: ExitCode.brokeOff,
    });
  }
  return effectiveMs;
}

/** How a command ended: with an answer, or with the path that the answer would have come by cut at about that time. */
type Answer = 'answered' | { readonly cutOffMs: number };

function cutOffAt(answers: readonly (Answer | undefined)[]): [detail?: string, t?: number | undefined] {
  const cut = answers.flatMap((one) => (typeof one === 'object' ? [one.cutOffMs] : []));
  return cut.length === 0
    ? []
    : [
        'a host was cut off from us: its time is that of the command that went unanswered',
        cut.length === answers.length ? Math.max(...cut) : undefined,
      ];
}

/** The command that cuts a host off may not be able to tell that it did; those on other hosts follow all the same. */
async function performInjection(fault: PlannedFault, action: Action, run: RunContext): Promise<Answer> {
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

/** @returns undefined when the effect was not seen in time */
async function seeEffect({ effective }: Action, run: RunContext): Promise<Answer | undefined> {
  const { holdsWhenCutOff, ...answered } = effective;
  let askedMs = 0;
  let answer: Answer | undefined;
  await pollUntil(
    effective.withinMs ?? EFFECTIVE_TIMEOUT_MS,
    async () => {
      askedMs = run.clock.nowMs();
      try {
        const check = holdsWhenCutOff ? { timeoutMs: CUT_OFF_MS, ...answered } : answered;
        answer = (await checkHoldsOrThrows(check, run.host)) ? 'answered' : undefined;
      } catch (error) {
        answer = holdsWhenCutOff && isCutOff(error) ? { cutOffMs: askedMs } : undefined;
      }
      return answer !== undefined;
    },
    run.signal,
  );
  return answer;
}

async function performAll(fault: PlannedFault, steps: readonly Step[], run: RunContext): Promise<void> {
  for (const step of steps) {
    const result = await perform(await run.host(step.host), step);
    if (result.exitCode !== 0) {
      throw new ChaosError(
        'INJECTION_FAILED',
        `${fault.id}: \`${step.argv.join(' ')}\` ended with ${result.exitCode}: ${result.stderr.trim()}`,
        { where: step.host, exitCode: ExitCode.brokeOff },
      );
    }
  }
}

/** Without `for:` a fault holds until the time line ends. */
function holdMs(fault: PlannedFault): number {
  const oneDayMs = 86_400_000;
  return fault.holdMs ?? oneDayMs;
}

async function recover(intent: Intent, run: RunContext, tell: Tell): Promise<readonly Unhealed[]> {
  const unhealed = await undoAndAwait(intent, run, tell);
  const left = [...unhealed, ...(await performAfterwards(intent, run.host))];
  if (left.length === 0) {
    run.journal.undone(intent.fault);
  }
  return left;
}

async function undoAndAwait(intent: Intent, run: RunContext, tell: Tell): Promise<readonly Unhealed[]> {
  tell('recovering');
  const failed = await performUndo(intent, run.host);
  if (failed.length > 0) {
    tell('failed', `the undo failed: ${failed[0]?.reason ?? ''}`);
    return failed;
  }
  tell('recovered');
  const unseen = await awaitRecovery(intent, run.host);
  if (unseen.length > 0) {
    tell('failed', 'the cluster was not seen to recover');
  } else {
    tell('healed');
  }
  return unseen;
}
