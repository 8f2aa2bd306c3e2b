import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { FAULT_STAGES } from '../history/types.js';
import { recoveryOf } from '../hosts/steps.js';
import type { Action } from '../hosts/types.js';
import type { PlannedFault } from '../plan/types.js';
import { checkPreflight, type FaultOrders, ordersOf, resolveTargets } from './fault-orders.js';
import { dropHeld, holdSteps, NOTHING_HELD } from './held-steps.js';
import { cutOffAt, patient, performAll, performInjection, seeEffect, showsEffect } from './inject.js';
import type { Intent } from './journal.js';
import type { RunContext } from './types.js';
import {
  awaitRecovery,
  checkHoldsOrThrows,
  performAfterwards,
  performDisarm,
  performUndo,
  type Unhealed,
} from './undo.js';

/** All was done that can be done ahead, for these targets, when the run had changed the cluster so often. */
interface Ready {
  readonly targets: readonly string[];
  readonly changes: number;
}

/** One time that a fault is on: stage by stage, each told to the history, whoever decides when the next is due. */
export class FaultOccurrence {
  #targets: readonly string[] = [];
  #actions: readonly Action[] = [];
  #intent: Intent | undefined;
  #injects = false;
  #ready: Ready | undefined;
  #held = NOTHING_HELD;
  #undoing: Promise<readonly Unhealed[]> | undefined;

  constructor(
    private readonly fault: PlannedFault,
    private readonly run: RunContext,
  ) {}

  /**
   * Does ahead what needs not wait for the due time: asks whether the fault may be injected, journals the undo, arms
   * the timers and starts commands that will wait for the moment. Whatever fails is asked again by {@link bringAbout},
   * when it may be otherwise.
   */
  async prepare(): Promise<void> {
    const changes = this.run.board.changes();
    try {
      const orders = ordersOf(this.fault, this.run);
      await this.#makeReady(orders);
      this.#held = await holdSteps(this.#actions, patient, this.run);
      this.#ready = { targets: orders.targets, changes };
    } catch {
      // The run does not break off for what is not due yet.
    }
  }

  /**
   * Resolves its targets, journals the undo, injects, and sees the effect.
   * @returns when the effect was seen, on the run's clock
   * @throws ChaosError whatever kept it from taking effect; {@link heal} is due then as well
   */
  async bringAbout(): Promise<number> {
    try {
      this.#targets = resolveTargets(this.fault, this.run);
      this.#tell('resolved');
      if (!(await this.#isStillReady())) {
        this.#requireNoneLeft(await this.#standDown());
        await this.#makeReady(ordersOf(this.fault, this.run));
      }
      this.#tell('armed');
      return await this.#inject();
    } catch (error) {
      this.#tell('failed', messageOf(error));
      throw error;
    }
  }

  async #makeReady({ actions, arm, intent }: FaultOrders): Promise<void> {
    const { fault, run } = this;
    await checkPreflight(
      fault,
      actions.flatMap((action) => action.preflight),
      run,
    );
    this.#actions = actions;
    this.#intent = intent;
    run.journal.intend(intent);
    await performAll(fault.id, arm, run);
  }

  /**
   * What was asked ahead is as good as asked now, unless the run has changed the cluster in between or the targets are
   * others; but what keeps redundancy from being lost for good is never left to an old answer.
   */
  async #isStillReady(): Promise<boolean> {
    const { fault, run } = this;
    const { targets, changes } = this.#ready ?? { targets: [], changes: -1 };
    if (changes !== run.board.changes() || targets.join() !== this.#targets.join()) {
      return false;
    }
    const preflight = this.#actions.flatMap((action) => action.preflight);
    await checkPreflight(
      fault,
      preflight.filter(({ refusal }) => refusal !== undefined),
      run,
    );
    return true;
  }

  /** Takes back what was made ready and not injected. @returns the steps that failed for good */
  async #standDown(): Promise<readonly Unhealed[]> {
    dropHeld(this.#held);
    const intent = this.#intent;
    if (intent === undefined) {
      return [];
    }
    const failed = await performDisarm(intent, this.run.host);
    if (failed.length === 0) {
      this.run.journal.undone(intent.fault);
      this.#intent = undefined;
    }
    return failed;
  }

  /** A timer that could not be ended would go off in the midst of the fault. */
  #requireNoneLeft([left]: readonly Unhealed[]): void {
    if (left !== undefined) {
      throw new ChaosError(
        'INJECTION_FAILED',
        `${this.fault.id}: what was made ready cannot be taken back: \`${left.argv.join(' ')}\`: ${left.reason}`,
        { where: left.host, exitCode: ExitCode.brokeOff },
      );
    }
  }

  async #inject(): Promise<number> {
    const { fault, run } = this;
    const held = this.#held;
    this.#injects = true;
    this.#tell('injecting');
    const sent = await Promise.all(
      this.#actions.map((action) => performInjection(fault.id, action, run, held)),
    );
    this.#tell('injected', ...cutOffAt(sent));
    const seen = await Promise.all(this.#actions.map((action) => seeEffect(action, run, held)));
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

  /**
   * Undoes it unless that was done, and waits until the cluster has recovered; what was never injected is taken back.
   * @returns what could not be healed
   */
  async heal(): Promise<readonly Unhealed[]> {
    const intent = this.#intent;
    if (intent === undefined || !this.#injects) {
      return this.#standDown();
    }
    dropHeld(this.#held);
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
