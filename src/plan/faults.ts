import { selectCandidates } from '../cluster/selectors.js';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { seededRandom } from '../core/random.js';
import type { FaultDefinition } from '../faults/types.js';
import type { Action } from '../hosts/types.js';
import type { FaultStep } from '../scenario/types.js';
import type { Planning } from './planning.js';
import type { PlannedFault, PlannedSelection } from './types.js';

/** The faults, each with the steps for every host that it could hit. */
export function planFaults(planning: Planning): PlannedFault[] {
  return planning.scenario.faults.flatMap((step, index) => {
    const definition = planning.parts.faults[step.inject];
    const selections = step.target.flatMap((text, position) =>
      selectionOf(planning, text, targetPath(planning, index, position)),
    );
    if (definition === undefined || selections.length < step.target.length) {
      return [];
    }
    const hosts = [...new Set(selections.flatMap((selection) => selection.hosts))];
    const actions = hosts.flatMap((host) => actionFor(planning, definition, step, host, index));
    return [
      {
        id: step.id,
        fault: step.inject,
        target: step.target.join(', '),
        atMs: step.atMs + jitter(planning.seed, step),
        ...(step.forMs === undefined ? {} : { holdMs: step.forMs }),
        selections,
        actions: Object.fromEntries(actions),
      },
    ];
  });
}

function selectionOf(planning: Planning, text: string, path: readonly PropertyKey[]): PlannedSelection[] {
  try {
    return [selectCandidates(text, planning.surroundings.cluster)];
  } catch (error) {
    if (!(error instanceof ChaosError)) {
      throw error;
    }
    planning.report(planning.loaded.problem(path, error.code, error.message, error.hint));
    return [];
  }
}

/** A single target is written without a list. */
function targetPath(planning: Planning, index: number, position: number): readonly PropertyKey[] {
  const single = planning.scenario.faults[index]?.target.length === 1;
  return single ? ['faults', index, 'target'] : ['faults', index, 'target', position];
}

function actionFor(
  planning: Planning,
  definition: FaultDefinition,
  step: FaultStep,
  host: string,
  index: number,
): (readonly [string, Action])[] {
  const { cluster, controls } = planning.surroundings;
  try {
    return [[host, definition.compose({ host, cluster, controls }, step.with)]];
  } catch (error) {
    if (!(error instanceof ChaosError)) {
      throw error;
    }
    if (error.exitCode === ExitCode.refused) {
      planning.refuse(error);
    } else {
      planning.report(
        planning.loaded.problem(['faults', index, 'target'], error.code, error.message, error.hint),
      );
    }
    return [];
  }
}

/** A share of the step's jitter that is the same for the same seed and fault. */
function jitter(seed: number, step: FaultStep): number {
  return Math.round(seededRandom(seed, `jitter of ${step.id}`).next() * step.jitterMs);
}
