import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { seededRandom } from '../core/random.js';
import type { FAULT_STAGES } from '../history/types.js';
import { holds, perform, recoveryOf } from '../hosts/steps.js';
import type { Action, Check } from '../hosts/types.js';
import type { PlannedFault } from '../plan/types.js';
import { chooseTargets } from './choose-targets.js';
import { type DeadMan, deadMan, GRACE_MS, longestMs } from './dead-man.js';
import { cutOffAt, performAll, performInjection, seeEffect, showsEffect } from './inject.js';
import type { Intent } from './journal.js';
import type { RunContext } from './types.js';
import { awaitRecovery, checkHoldsOrThrows, performAfterwards, performUndo, type Unhealed } from './undo.js';

/** What a host that was cut off may take to be reached again, once its timer has undone the fault. */
const RETURN_MS = 15_000;

/** One time that a fault is on: stage by stage, each told to the history, whoever decides when the next is due. */
export class FaultOccurrence {
  #targets: readonly string[] = [];
  #actions: readonly Action[] = [];
  #intent: Intent | undefined;
  #undoing: Promise<readonly Unhealed[]> | undefined;

  constructor(
    private readonly fault: PlannedFault,
    private readonly run: RunContext,
  ) {}

  /**
   * Resolves its targets, journals the undo, injects, and sees the effect.
   * @returns when the effect was seen, on the run's clock
   * @throws ChaosError whatever kept it from taking effect; {@link heal} is due then as well
   */
  async bringAbout(): Promise<number> {
    try {
      this.#targets = resolveTargets(this.fault, this.run);
      this.#tell('resolved');
      this.#actions = actionsOf(this.fault, this.#targets);
      await checkPreflight(this.fault, this.#actions, this.run);
      const timers = timersOf(this.fault, this.#actions, this.run);
      this.#intent = intentOf(this.fault, this.#actions, timers, this.run);
      this.run.journal.intend(this.#intent);
      await performAll(this.fault.id, timers.arm, this.run);
      this.#tell('armed');
      return await this.#inject();
    } catch (error) {
      this.#tell('failed', messageOf(error));
      throw error;
    }
  }

  async #inject(): Promise<number> {
    const { fault, run } = this;
    this.#tell('injecting');
    const sent = await Promise.all(this.#actions.map((action) => performInjection(fault.id, action, run)));
    this.#tell('injected', ...cutOffAt(sent));
    const seen = await Promise.all(this.#actions.map((action) => seeEffect(action, run)));
    const [detail, effectiveMs = run.clock.nowMs()] = cutOffAt(seen);
    if (seen.every((one) => one !== undefined)) {
      this.#tell('effective', detail, effectiveMs);
    } else if (!run.signal.aborted) {
      throw new ChaosError('FAULT_WITHOUT_EFFECT', `${fault.id} was injected but did not take effect`, {
        exitCode: ExitCode.brokeOff,
      });
    }
    return effectiveMs;
  }

  /** Whether all of it has its effect now. */
  async isEffective(): Promise<boolean> {
    const seen = await Promise.all(this.#actions.map((action) => showsEffect(action, this.run)));
    return seen.every((one) => one !== undefined);
  }

  /**
   * Whether the cluster has recovered from all of it.
   * @throws ChaosError where a host that would know does not answer
   */
  async hasRecovered(): Promise<boolean> {
    const checks = this.#actions.flatMap(recoveryOf).map((check) => checkHoldsOrThrows(check, this.run.host));
    return (await Promise.all(checks)).every(Boolean);
  }

  /** Undoes what was injected, once however often it is asked. @returns the steps that failed for good */
  undo(): Promise<readonly Unhealed[]> {
    this.#undoing ??= this.#performUndo();
    return this.#undoing;
  }

  async #performUndo(): Promise<readonly Unhealed[]> {
    if (this.#intent === undefined) {
      return [];
    }
    this.#tell('recovering');
    const failed = await performUndo(this.#intent, this.run.host);
    if (failed.length > 0) {
      this.#tell('failed', `the undo failed: ${failed[0]?.reason ?? ''}`);
    } else {
      this.#tell('recovered');
    }
    return failed;
  }

  /** Undoes it unless that was done, and waits until the cluster has recovered. @returns what could not be healed */
  async heal(): Promise<readonly Unhealed[]> {
    const intent = this.#intent;
    if (intent === undefined) {
      return [];
    }
    const failed = await this.undo();
    const unseen = failed.length > 0 ? failed : await this.#awaitRecovery(intent);
    const left = [...unseen, ...(await performAfterwards(intent, this.run.host))];
    if (left.length === 0) {
      this.run.journal.undone(intent.fault);
    }
    return left;
  }

  async #awaitRecovery(intent: Intent): Promise<readonly Unhealed[]> {
    const unseen = await awaitRecovery(intent, this.run.host);
    if (unseen.length > 0) {
      this.#tell('failed', 'the cluster was not seen to recover');
    } else {
      this.#tell('healed');
    }
    return unseen;
  }

  /** @param t where it is known better than by the time of telling */
  #tell(stage: (typeof FAULT_STAGES)[number], detail?: string, t = this.run.clock.nowMs()): void {
    this.run.record({
      type: 'fault',
      t,
      fault: this.fault.id,
      stage,
      targets: this.#targets,
      ...(detail === undefined ? {} : { detail }),
    });
  }
}

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
