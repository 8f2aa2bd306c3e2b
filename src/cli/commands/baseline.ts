import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { baselineFor, lineageKey, storedRuns } from '../../measurements/comparison/baseline.js';
import { figureOf } from '../../measurements/comparison/series.js';
import type { RunResult } from '../../measurements/comparison/types.js';
import { exportedName } from '../../report/benchmark-exports.js';
import { appendToStore } from '../../store/history-store.js';
import type { CliEnvironment } from '../environment.js';
import { latestRun, readRun } from '../run-result.js';
import { openStore, storePath } from '../store-path.js';

export interface BaselineOptions {
  readonly store?: string;
}

/** `chaos baseline set`: from here on these runs are what later ones are judged by. */
export async function baselineSet(
  folders: readonly string[],
  options: BaselineOptions,
  environment: CliEnvironment,
): Promise<ExitCode> {
  const named = folders.length === 0 ? [latestRun(environment)] : folders;
  const runs = await Promise.all(named.map(async (folder) => (await readRun(folder, environment)).result));
  const unfinished = runs.find(({ outcome }) => outcome !== 'completed');
  if (unfinished !== undefined) {
    throw new ChaosError('UNFINISHED_RUN', `run ${unfinished.id} did not come to its end`, {
      hint: 'a baseline is made of whole runs',
    });
  }
  if (new Set(runs.map(lineageKey)).size > 1) {
    throw new ChaosError('MIXED_BASELINE', 'the runs differ in scenario, cluster, work or machine', {
      hint: 'set a baseline for each with a command of its own',
    });
  }
  const path = storePath(options.store, environment);
  appendToStore(path, { type: 'baseline', at: new Date().toISOString(), runs });
  environment.stdout.write(
    `baseline of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}: ${describe(runs[0])}\n`,
  );
  return ExitCode.ok;
}

/** `chaos baseline list`: a line for each scenario, cluster and machine that has one. */
export function baselineList(options: BaselineOptions, environment: CliEnvironment): ExitCode {
  for (const { last, baseline } of baselines(options, environment)) {
    environment.stdout.write(`${String(baseline.length).padStart(3)} runs  ${describe(last)}\n`);
  }
  return ExitCode.ok;
}

/** `chaos baseline show`: the figures that a run of today would be judged by. */
export function baselineShow(
  scenario: string | undefined,
  options: BaselineOptions,
  environment: CliEnvironment,
): ExitCode {
  const wanted = baselines(options, environment).filter(
    ({ last }) => scenario === undefined || last.scenario === scenario,
  );
  if (wanted.length === 0) {
    throw new ChaosError(
      'NO_BASELINE',
      `there is no baseline${scenario === undefined ? '' : ` of ${scenario}`}`,
      {
        where: storePath(options.store, environment),
        hint: '`chaos check` remembers runs; `chaos baseline set` pins some',
      },
    );
  }
  for (const { last, baseline } of wanted) {
    const lines = [describe(last), ...baseline.flatMap(linesOf)];
    environment.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }
  return ExitCode.ok;
}

function linesOf({ startedAt, id, commit = '', series }: RunResult): readonly string[] {
  return [
    `  ${startedAt}  ${id}  ${commit}`.trimEnd(),
    ...series.map((one) => `    ${exportedName(one)}: ${figureOf(one)?.toPrecision(5) ?? 'not valid'}`),
  ];
}

interface Baseline {
  readonly last: RunResult;
  readonly baseline: readonly RunResult[];
}

/** What the next run of each lineage would be judged by. */
function baselines(options: BaselineOptions, environment: CliEnvironment): readonly Baseline[] {
  const { entries } = openStore(storePath(options.store, environment), environment);
  const pinned = entries.flatMap((entry) => (entry.type === 'baseline' ? entry.runs : []));
  const runs = [...pinned, ...storedRuns(entries).map(({ result }) => result)];
  const last = new Map(runs.map((run) => [lineageKey(run), run]));
  return [...last.values()].map((run) => ({
    last: run,
    baseline: baselineFor({ ...run, id: '' }, entries),
  }));
}

function describe(run: RunResult | undefined): string {
  return run === undefined
    ? ''
    : `${run.scenario} on ${run.cluster} (${run.fidelity}), machine ${run.fingerprint}, work ${run.work}`;
}
