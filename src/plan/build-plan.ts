import { redactCluster } from '../cluster/redact.js';
import type { Loaded } from '../core/document/types.js';
import { ChaosError, type Problem, ProblemsError } from '../core/errors.js';
import type { Scenario } from '../scenario/types.js';
import { planCells } from './cells.js';
import { planConditions } from './conditions.js';
import { planFaults } from './faults.js';
import { planIntegrity } from './integrity.js';
import { planLoads } from './loads.js';
import type { Planning, PlanParts } from './planning.js';
import { planProbes } from './probes.js';
import { repetitionsOf } from './repetitions.js';
import { requirementProblems } from './requirements.js';
import type { Plan, Surroundings } from './types.js';

/**
 * Resolves a scenario on a cluster. Pure: the same scenario, surroundings and seed give the same plan.
 * @throws ProblemsError with everything that does not fit; ChaosError when the cluster cannot be hit as asked
 */
export function buildPlan(
  loaded: Loaded<Scenario>,
  surroundings: Surroundings,
  parts: PlanParts,
  seed: number,
): Plan {
  const problems: Problem[] = [];
  const refusals: ChaosError[] = [];
  const scenario = loaded.value;
  const planning: Planning = {
    loaded,
    scenario,
    surroundings,
    parts,
    seed,
    report: (problem) => problems.push(problem),
    refuse: (error) => refusals.push(error),
  };
  const cells = planCells(planning);
  const plan: Plan = {
    schema: 'chaos/plan@1',
    scenario: scenario.name,
    title: scenario.title,
    cluster: redactCluster(surroundings.cluster),
    fidelity: surroundings.fidelity,
    fidelityNotes: surroundings.notes,
    seed,
    ...timesOf(scenario),
    loads: planLoads(planning),
    cells,
    ...matrixOf(scenario),
    probes: planProbes(planning),
    integrity: planIntegrity(planning),
    faults: [...planFaults(planning), ...planConditions(planning, cells)],
    observers: parts.observers
      .filter((observer) => observer.applies(surroundings))
      .map((observer) => ({ name: observer.name, description: observer.describe(surroundings) })),
    outages: scenario.outages,
    expect: scenario.expect,
    ...(scenario.compare === undefined ? {} : { compare: scenario.compare }),
    hosts: surroundings.hosts,
  };
  for (const problem of requirementProblems(planning)) {
    problems.push(problem);
  }
  throwAny(problems, refusals);
  return plan;
}

function timesOf(scenario: Scenario): Pick<Plan, 'durationMs' | 'repetitions'> {
  const all = repetitionsOf(scenario);
  const { fromMs, lengthMs } = all.at(-1) ?? { fromMs: 0, lengthMs: 0 };
  return {
    durationMs: fromMs + lengthMs,
    ...(all.length > 1
      ? { repetitions: { count: all.length, lengthMs, cooldownMs: scenario.cooldownMs } }
      : {}),
  };
}

function matrixOf({ matrix }: Scenario): Pick<Plan, 'matrix'> {
  if (matrix === undefined) {
    return {};
  }
  const { repeat, order, warmup, cooldownMs, conditions, blocksPerCondition } = matrix;
  return {
    matrix: {
      repeat,
      order,
      warmupRequests: warmup,
      cooldownMs,
      ...(conditions.length === 0 ? {} : { conditions, blocksPerCondition }),
    },
  };
}

function throwAny(problems: readonly Problem[], refusals: readonly ChaosError[]): void {
  if (problems.length > 0) {
    throw new ProblemsError([...problems].sort((a, b) => a.line - b.line || a.column - b.column));
  }
  const [first, ...others] = refusals;
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more like it)`;
    throw new ChaosError(first.code, `${first.message}${more}`, {
      exitCode: first.exitCode,
      ...(first.hint === undefined ? {} : { hint: first.hint }),
      ...(first.where === undefined ? {} : { where: first.where }),
    });
  }
}
