import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ChaosError, messageOf } from '../core/errors.js';
import { resultOf } from '../measurements/comparison/result.js';
import type { RunResult } from '../measurements/comparison/types.js';
import type { RunRecord } from '../run/run-folder.js';
import type { Scenario } from '../scenario/types.js';
import type { CliEnvironment } from './environment.js';
import { measureRun } from './present-run.js';

export interface ReadRun {
  readonly folder: string;
  readonly record: RunRecord;
  readonly result: RunResult;
}

/**
 * The figures of a run and all that they depend on, from its folder.
 * @throws ChaosError NOT_A_RUN, HISTORY_UNREADABLE
 */
export async function readRun(runDir: string, { cwd, env }: CliEnvironment): Promise<ReadRun> {
  const folder = resolve(cwd, runDir);
  const record = recordIn(folder);
  const { fingerprint, ...machine } = record.environment;
  const commit = commitOf(env);
  const result = resultOf(await measureRun(folder), {
    id: record.id,
    work: digest(workOf(record.scenario)),
    site: digest(record.cluster),
    versions: record.versions,
    environment: { ...machine },
    fingerprint,
    ...(commit === undefined ? {} : { commit }),
  });
  return { folder, record, result };
}

function recordIn(folder: string): RunRecord {
  const path = join(folder, 'run.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RunRecord;
  } catch (error) {
    throw new ChaosError('NOT_A_RUN', `this is not the folder of a run: ${messageOf(error)}`, {
      where: path,
      hint: 'name a folder that `chaos run` wrote, for example reports/nightly/latest',
    });
  }
}

/** What is done, without what it is called, what is expected of it, and how often it is repeated. */
function workOf(scenario: Scenario): object {
  const { pages, load, probes, integrity, faults, conditions, outages, matrix, durationMs, settleMs } =
    scenario;
  const { engine, keepAlive, warmup, timeoutMs, from, order } = matrix ?? {};
  return {
    pages,
    load,
    probes,
    // Runs of before there were records must stay comparable.
    ...(integrity?.length > 0 ? { integrity } : {}),
    faults,
    // Left out where there are none, as in runs from before there were any.
    ...(conditions?.length > 0 ? { conditions } : {}),
    outages,
    durationMs,
    settleMs,
    matrix: matrix && { engine, keepAlive, warmup, timeoutMs, from, order },
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}

/** What was tested, by the name that the job gives: CHAOS_COMMIT, or what GitHub and GitLab set. */
function commitOf(env: CliEnvironment['env']): string | undefined {
  return [env.CHAOS_COMMIT, env.GITHUB_SHA, env.CI_COMMIT_SHA].find(
    (commit) => commit !== undefined && commit !== '',
  );
}

/**
 * The run that started last among the working folder's reports.
 * @throws ChaosError NO_RUN
 */
export function latestRun({ cwd }: CliEnvironment): string {
  const reports = join(cwd, 'reports');
  const latest = (existsSync(reports) ? readdirSync(reports) : [])
    .map((scenario) => join(reports, scenario, 'latest'))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, startedAt: recordIn(path).startedAt }))
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .at(-1);
  if (latest === undefined) {
    throw new ChaosError('NO_RUN', 'there is no run in reports/', {
      where: reports,
      hint: 'name the folder of one',
    });
  }
  return realpathSync(latest.path);
}
