import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { recoveryOf } from '../hosts/steps.js';
import type { Check } from '../hosts/types.js';
import type { CellCondition, FaultOfCondition, Plan } from '../plan/types.js';
import { FaultOccurrence } from './fault-occurrence.js';
import { sendLoad } from './loads.js';
import type { RunContext } from './types.js';
import { awaitRecovery, checkHolds, type Unhealed } from './undo.js';

/** A condition of the cluster while cells are measured in it. */
export interface HeldCondition {
  /** @throws ChaosError where it cannot be brought about; {@link end} is due then as well */
  bringAbout(): Promise<void>;
  /** @returns why it does not hold now; undefined where it does */
  whyLost(): Promise<string | undefined>;
  /** Undoes it and waits until the cluster has recovered. @returns what could not be healed */
  end(): Promise<readonly Unhealed[]>;
}

/** A condition that the plan has no fault for is that of being healthy. */
export function conditionOf(wanted: CellCondition, run: RunContext): HeldCondition {
  const parts = run.plan.faults.flatMap((fault): Part[] => {
    const { condition } = fault;
    return condition?.name === wanted.name && condition.occurrence === wanted.occurrence
      ? [{ condition, occurrence: new FaultOccurrence(fault, run), id: fault.id }]
      : [];
  });
  return parts.length === 0 ? healthy(wanted.name, run) : faulty(parts, run);
}

interface Part {
  readonly id: string;
  readonly condition: FaultOfCondition;
  readonly occurrence: FaultOccurrence;
}

function faulty(parts: readonly Part[], run: RunContext): HeldCondition {
  return {
    bringAbout: async () => {
      for (const { occurrence, condition } of parts) {
        await occurrence.bringAbout();
        await run.clock.sleep(condition.settleMs, run.signal);
      }
      const recovering = parts.filter(({ condition }) => condition.during === 'recovery');
      for (const { condition } of recovering) {
        await sendWhileHeld(condition, run);
      }
      for (const { occurrence } of recovering) {
        await occurrence.undo();
      }
    },
    whyLost: async () => {
      const reasons = await Promise.all(parts.map(whyPartLost));
      return reasons.find((reason) => reason !== undefined);
    },
    // The last one first: it may have needed what the others had left.
    end: async () => {
      const unhealed: Unhealed[] = [];
      for (const { occurrence } of parts.toReversed()) {
        unhealed.push(...(await occurrence.heal()));
      }
      return unhealed;
    },
  };
}

async function sendWhileHeld({ load, name }: FaultOfCondition, run: RunContext): Promise<void> {
  if (load !== undefined && !run.signal.aborted) {
    await sendLoad({ ...load, condition: name, warmup: true }, run, run.signal);
  }
}

async function whyPartLost({ id, condition, occurrence }: Part): Promise<string | undefined> {
  try {
    if (condition.during === 'fault') {
      return (await occurrence.isEffective()) ? undefined : `${id} is not effective any more`;
    }
    return (await occurrence.hasRecovered()) ? `the cluster has recovered from ${id}` : undefined;
  } catch (error) {
    return `nobody could tell: ${messageOf(error)}`;
  }
}

/** Nothing is done for it: the cluster must show no trace of any of the plan's conditions. */
function healthy(name: string, run: RunContext): HeldCondition {
  const recovered = recoveredChecks(run.plan);
  return {
    bringAbout: async () => {
      const [first] = await awaitRecovery({ fault: name, undo: [], recovered }, run.host);
      if (first !== undefined) {
        throw new ChaosError('NOT_HEALTHY', `cells are to be measured healthy, but not so: ${first.reason}`, {
          where: first.host,
          hint: 'something other than this run has broken the cluster; `chaos lab status` or `chaos doctor` look at it',
          exitCode: ExitCode.brokeOff,
        });
      }
    },
    whyLost: async () => {
      const held = await Promise.all(recovered.map((check) => checkHolds(check, run.host)));
      const lost = recovered.find((_, index) => held[index] !== true);
      return lost === undefined ? undefined : `not so: ${lost.description}`;
    },
    end: async () => [],
  };
}

/** Each once, of every host that a condition could hit. */
function recoveredChecks({ faults }: Plan): readonly Check[] {
  const all = faults
    .filter(({ condition }) => condition !== undefined)
    .flatMap(({ actions }) => Object.values(actions).flatMap(recoveryOf));
  return [...new Map(all.map((check) => [JSON.stringify(check), check])).values()];
}
