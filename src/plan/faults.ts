import { selectCandidates } from '../cluster/selectors.js';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { seededRandom } from '../core/random.js';
import type { FaultDefinition } from '../faults/types.js';
import type { Action } from '../hosts/types.js';
import type { FaultStep, Injection } from '../scenario/types.js';
import type { Planning } from './planning.js';
import { nameIn, type Repetition, repeatFact, repetitionsOf } from './repetitions.js';
import type { PlannedFault, PlannedSelection } from './types.js';

/** The faults, each with the steps for every host that it could hit. */
export function planFaults(planning: Planning): PlannedFault[] {
  const once = faultsOnce(planning);
  return repetitionsOf(planning.scenario).flatMap((repetition) =>
    once.map((fault) => inRepetition(planning, fault, repetition)),
  );
}

/** With a jitter of its own; one without an end is undone at the end of its repetition. */
function inRepetition(
  { scenario, seed }: Planning,
  { step, planned }: PlannedOnce,
  repetition: Repetition,
): PlannedFault {
  const id = nameIn(repetition, step.id);
  const offsetMs = step.atMs + jitter(seed, id, step.jitterMs);
  const untilEndMs = scenario.repeat === 1 ? undefined : Math.max(0, repetition.lengthMs - offsetMs);
  const holdMs = step.forMs ?? untilEndMs;
  return {
    ...planned,
    id,
    atMs: repetition.fromMs + offsetMs,
    ...(holdMs === undefined ? {} : { holdMs }),
    ...repeatFact(scenario, repetition),
  };
}

interface PlannedOnce {
  readonly step: FaultStep;
  readonly planned: PlannedInjection;
}

/** What is planned of a fault whenever it is due. */
export type PlannedInjection = Pick<PlannedFault, 'fault' | 'target' | 'options' | 'selections' | 'actions'>;

function faultsOnce(planning: Planning): PlannedOnce[] {
  return planning.scenario.faults.flatMap((step, index) => {
    const planned = planInjection(planning, step, ['faults', index]);
    return planned === undefined ? [] : [{ step, planned }];
  });
}

/** The steps for every host that could be hit; undefined after reporting what does not fit. */
export function planInjection(
  planning: Planning,
  step: Injection,
  path: readonly PropertyKey[],
): PlannedInjection | undefined {
  const definition = planning.parts.faults[step.inject];
  const selections = step.target.flatMap((text, position) =>
    selectionOf(planning, text, targetPath(step, path, position)),
  );
  if (definition === undefined || selections.length < step.target.length) {
    return undefined;
  }
  const hosts = [...new Set(selections.flatMap((selection) => selection.hosts))];
  const actions = hosts.flatMap((host) => actionFor(planning, definition, step, host, path));
  return {
    fault: step.inject,
    target: step.target.join(', '),
    ...(Object.keys(step.with).length === 0 ? {} : { options: step.with }),
    selections,
    actions: Object.fromEntries(actions),
  };
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
function targetPath(
  { target }: Injection,
  path: readonly PropertyKey[],
  position: number,
): readonly PropertyKey[] {
  return target.length === 1 ? [...path, 'target'] : [...path, 'target', position];
}

function actionFor(
  planning: Planning,
  definition: FaultDefinition,
  step: Injection,
  host: string,
  path: readonly PropertyKey[],
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
      planning.report(planning.loaded.problem([...path, 'target'], error.code, error.message, error.hint));
    }
    return [];
  }
}

/** A share of the step's jitter that is the same for the same seed, fault and repetition. */
function jitter(seed: number, id: string, mostMs: number): number {
  return Math.round(seededRandom(seed, `jitter of ${id}`).next() * mostMs);
}
