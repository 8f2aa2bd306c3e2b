import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadCluster } from '../cluster/loader.js';
import { redactTexts } from '../cluster/redact.js';
import type { Cluster } from '../cluster/types.js';
import { type Override, parseOverride } from '../core/document/override.js';
import type { Loaded } from '../core/document/types.js';
import { ChaosError } from '../core/errors.js';
import type { Lab } from '../labs/types.js';
import { buildPlan } from '../plan/build-plan.js';
import type { Plan, Surroundings } from '../plan/types.js';
import { loadScenario } from '../scenario/loader.js';
import type { Scenario } from '../scenario/types.js';
import { engines, faults, labs, observers, vocabulary } from './catalog.js';
import type { CliEnvironment } from './environment.js';
import { packageRoot } from './package-root.js';
import { findScenario } from './scenario-files.js';

export interface ScenarioOptions {
  readonly cluster?: string;
  readonly seed?: string;
  readonly set: readonly string[];
}

/** A scenario and its cluster, loaded and checked; nothing was started. */
export interface Prepared {
  readonly scenario: Loaded<Scenario>;
  readonly cluster: Cluster;
  readonly lab: Lab;
  readonly seed: number;
  plan(surroundings: Surroundings): Plan;
  /** The same data without anything secret, for files and screens. */
  redact<T>(value: T): T;
}

/** @throws ProblemsError with everything that is wrong in the two files; ChaosError for names that there are not */
export async function prepare(
  scenarioFile: string,
  options: ScenarioOptions,
  environment: CliEnvironment,
): Promise<Prepared> {
  const { ofCluster, ofScenario } = splitOverrides(options.set.map(parseOverride));
  const file = await findScenario(scenarioFile, environment.cwd);
  const scenario = await loadScenario(file, vocabulary(), ofScenario);
  const sources = { ...clusterSources(environment), overrides: ofCluster };
  const cluster =
    options.cluster === undefined
      ? await loadCluster(besideScenario(scenario.value.cluster, file), sources)
      : await loadCluster(options.cluster, sources);
  const seed = seedOf(options.seed);
  return {
    scenario,
    cluster: cluster.value,
    lab: labOf(cluster.value),
    seed,
    plan: (surroundings) => buildPlan(scenario, surroundings, { engines, faults, observers }, seed),
    redact: (value) => redactTexts(value, cluster.secrets),
  };
}

/** Where cluster files are looked for by name, and what `${env:NAME}` in them may read. */
export function clusterSources(environment: CliEnvironment) {
  return {
    searchDirs: [
      join(environment.cwd, 'clusters'),
      join(environment.cwd, 'fixtures', 'clusters'),
      join(packageRoot(), 'fixtures', 'clusters'),
    ],
    env: environment.env,
    cwd: environment.cwd,
  };
}

/** @throws ChaosError UNKNOWN_LAB */
export function labOf(cluster: Cluster): Lab {
  const name = cluster.lab ?? 'none';
  const lab = (labs as Readonly<Record<string, Lab>>)[name];
  if (lab === undefined) {
    throw new ChaosError('UNKNOWN_LAB', `cluster ${cluster.name} asks for lab ${name}, which there is not`, {
      hint: `labs: ${Object.keys(labs).join(', ')}`,
    });
  }
  return lab;
}

/** A relative path in a scenario is relative to the scenario, or else to the working folder. */
function besideScenario(cluster: string, scenarioFile: string): string {
  const beside = resolve(dirname(scenarioFile), cluster);
  return /\.ya?ml$/.test(cluster) && existsSync(beside) ? beside : cluster;
}

/** `cluster.…` changes the cluster file; everything else, `cluster` itself included, the scenario. */
function splitOverrides(overrides: readonly Override[]): { ofCluster: Override[]; ofScenario: Override[] } {
  const isCluster = ({ path }: Override) => path.length > 1 && path[0] === 'cluster';
  return {
    ofCluster: overrides.filter(isCluster).map((override) => ({ ...override, path: override.path.slice(1) })),
    ofScenario: overrides.filter((override) => !isCluster(override)),
  };
}

function seedOf(text: string | undefined): number {
  const largest = 2 ** 31 - 1;
  if (text === undefined) {
    return randomInt(largest);
  }
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > largest) {
    throw new ChaosError('BAD_SEED', `the seed ${text} is not a whole number from 0 to ${largest}`);
  }
  return seed;
}
