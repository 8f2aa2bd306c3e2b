import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { seededRandom } from '../core/random.js';
import { holds, perform, recoveryOf } from '../hosts/steps.js';
import type { Action, Check, Step } from '../hosts/types.js';
import type { PlannedFault } from '../plan/types.js';
import { chooseTargets } from './choose-targets.js';
import { type DeadMan, deadMan, GRACE_MS, LEAD_MS, longestMs } from './dead-man.js';
import type { Intent } from './journal.js';
import type { RunContext } from './types.js';

/** What a host that was cut off may take to be reached again, once its timer has undone the fault. */
const RETURN_MS = 15_000;

/** All that one fault will do to the hosts that it hits. */
export interface FaultOrders {
  readonly targets: readonly string[];
  readonly actions: readonly Action[];
  /** The timers that are to be started before anything is injected. */
  readonly arm: readonly Step[];
  readonly intent: Intent;
}

/**
 * What a fault will do to the targets that it has at this moment.
 * @throws ChaosError NO_ACTIVE_HOST, TARGET_NOT_PLANNED
 */
export function ordersOf(fault: PlannedFault, run: RunContext): FaultOrders {
  const targets = resolveTargets(fault, run);
  const actions = actionsOf(fault, targets);
  const timers = deadMan(fault.id, actions, longestMs(fault, run.plan), (host) => descriptionOf(host, run));
  return { targets, actions, arm: timers.arm, intent: intentOf(fault, actions, timers, run) };
}

/** The hosts that a fault hits, were it due now. */
export function resolveTargets(fault: PlannedFault, run: RunContext): readonly string[] {
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

/**
 * Asks what must hold before a fault is injected.
 * @throws ChaosError PREFLIGHT_FAILED, or the code of the check that does not hold
 */
export async function checkPreflight(
  fault: PlannedFault,
  checks: readonly Check[],
  run: RunContext,
): Promise<void> {
  for (const check of checks) {
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

function intentOf(
  fault: PlannedFault,
  actions: readonly Action[],
  { disarm }: DeadMan,
  run: RunContext,
): Intent {
  const armed = new Set(disarm.map(({ host }) => host));
  const patienceMs = LEAD_MS + longestMs(fault, run.plan) + GRACE_MS + RETURN_MS;
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
