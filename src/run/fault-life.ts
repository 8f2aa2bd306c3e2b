import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { seededRandom } from '../core/random.js';
import type { FAULT_STAGES } from '../history/types.js';
import { perform } from '../hosts/steps.js';
import type { Action, Step } from '../hosts/types.js';
import type { PlannedFault } from '../plan/types.js';
import { chooseTargets } from './choose-targets.js';
import type { Intent } from './journal.js';
import { pollUntil } from './poll.js';
import type { RunContext } from './types.js';
import { awaitRecovery, checkHolds, performUndo, type Unhealed } from './undo.js';

const EFFECTIVE_TIMEOUT_MS = 15_000;

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
  const tell = (stage: (typeof FAULT_STAGES)[number], detail?: string) =>
    run.record({
      type: 'fault',
      t: run.clock.nowMs(),
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
    intent = intentOf(fault, actions, run);
    run.journal.intend(intent);
    tell('armed');
    await inject(fault, actions, run, tell);
    await run.clock.sleep(holdMs(fault), ending);
  } catch (error) {
    tell('failed', messageOf(error));
    run.breakOff(error);
  }
  return intent === undefined ? [] : recover(intent, run, tell);
}

type Tell = (stage: (typeof FAULT_STAGES)[number], detail?: string) => void;

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
    if (!(await checkHolds(check, run.host))) {
      throw new ChaosError(
        'PREFLIGHT_FAILED',
        `${fault.id} is not injected: ${check.description} does not hold`,
        {
          where: check.host,
          exitCode: ExitCode.brokeOff,
        },
      );
    }
  }
}

function intentOf(fault: PlannedFault, actions: readonly Action[], run: RunContext): Intent {
  const undo = actions.flatMap((action) => action.undo);
  const recovered = actions.map((action) => action.recovered);
  const hosts = [...undo, ...recovered].map(({ host }) => [host, descriptionOf(host, run)] as const);
  return { fault: fault.id, undo, recovered, hosts: Object.fromEntries(hosts) };
}

function descriptionOf(host: string, run: RunContext) {
  return run.plan.hosts[host] ?? { kind: 'local', name: host };
}

async function inject(
  fault: PlannedFault,
  actions: readonly Action[],
  run: RunContext,
  tell: Tell,
): Promise<void> {
  tell('injecting');
  await Promise.all(actions.map((action) => performAll(fault, action.inject, run)));
  tell('injected');
  const effects = await Promise.all(
    actions.map(({ effective }) =>
      pollUntil(
        effective.withinMs ?? EFFECTIVE_TIMEOUT_MS,
        () => checkHolds(effective, run.host),
        run.signal,
      ),
    ),
  );
  if (effects.every(Boolean)) {
    tell('effective');
  } else if (!run.signal.aborted) {
    throw new ChaosError('FAULT_WITHOUT_EFFECT', `${fault.id} was injected but did not take effect`, {
      exitCode: ExitCode.brokeOff,
    });
  }
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
  tell('recovering');
  const failed = await performUndo(intent, run.host);
  if (failed.length > 0) {
    tell('failed', 'the undo failed');
    return failed;
  }
  tell('recovered');
  const unseen = await awaitRecovery(intent, run.host);
  if (unseen.length > 0) {
    tell('failed', 'the cluster was not seen to recover');
    return unseen;
  }
  tell('healed');
  run.journal.undone(intent.fault);
  return [];
}
