import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engines, faults, observers, vocabulary } from '../../src/cli/catalog.js';
import { packageRoot } from '../../src/cli/package-root.js';
import { loadCluster } from '../../src/cluster/loader.js';
import { parseOverride } from '../../src/core/document/override.js';
import { formatProblem, ProblemsError } from '../../src/core/errors.js';
import { embeddedLab } from '../../src/labs/embedded/index.js';
import { noLab } from '../../src/labs/none.js';
import { buildPlan } from '../../src/plan/build-plan.js';
import type { Plan } from '../../src/plan/types.js';
import { loadScenario } from '../../src/scenario/loader.js';

export interface PlanInput {
  /** A cluster by name, or the text of a cluster file. */
  readonly cluster?: string;
  readonly seed?: number;
  readonly set?: readonly string[];
}

/** Plans a scenario's text on a cluster, as the command line would; nothing is started. */
export async function planned(scenarioText: string, input: PlanInput = {}): Promise<Plan> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-plan-'));
  try {
    const file = join(folder, 'scenario.yaml');
    await writeFile(file, scenarioText);
    const loaded = await loadScenario(file, vocabulary(), (input.set ?? []).map(parseOverride));
    const cluster = await clusterOf(input.cluster ?? 'embedded', folder);
    const lab = cluster.lab === undefined ? noLab : embeddedLab;
    return buildPlan(loaded, lab.describe(cluster), { engines, faults, observers }, input.seed ?? 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function clusterOf(nameOrText: string, folder: string) {
  const sources = { searchDirs: [join(packageRoot(), 'fixtures', 'clusters')], env: {} };
  if (!nameOrText.includes('\n')) {
    return (await loadCluster(nameOrText, sources)).value;
  }
  const file = join(folder, 'cluster.yaml');
  await writeFile(file, nameOrText);
  return (await loadCluster(file, sources)).value;
}

/** What a scenario is told to mend, without the name of its file. */
export async function planComplaints(scenarioText: string, input: PlanInput = {}): Promise<string[]> {
  try {
    await planned(scenarioText, input);
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) {
      return error.problems.map((problem) => formatProblem(problem).replace(/^.*?scenario\.yaml:/, ''));
    }
    throw error;
  }
}
