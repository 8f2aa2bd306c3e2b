import { resolve } from 'node:path';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { lineageKey, storedRuns } from '../../measurements/comparison/baseline.js';
import { judgedMetrics } from '../../measurements/comparison/gate.js';
import { trendOf } from '../../measurements/comparison/trend.js';
import type { RunResult } from '../../measurements/comparison/types.js';
import { EXPORTS, type ExportName } from '../../report/benchmark-exports.js';
import { trendText } from '../../report/comparison/content.js';
import { speechFor } from '../../report/locales/locale.js';
import type { Language } from '../../report/types.js';
import { appendToStore } from '../../store/history-store.js';
import type { CliEnvironment } from '../environment.js';
import { readRun } from '../run-result.js';
import { openStore, storePath } from '../store-path.js';
import { writeFiles } from './compare.js';

export interface HistoryOptions {
  readonly store?: string;
}

/** `chaos history add`: remembers runs without judging them. */
export async function historyAdd(
  folders: readonly string[],
  options: HistoryOptions,
  environment: CliEnvironment,
): Promise<ExitCode> {
  const path = storePath(options.store, environment);
  for (const folder of folders) {
    const { result } = await readRun(folder, environment);
    appendToStore(path, { type: 'run', result });
    environment.stdout.write(`${result.id}\n`);
  }
  return ExitCode.ok;
}

/** `chaos history list`: a line for each run. */
export function historyList(options: HistoryOptions, environment: CliEnvironment): ExitCode {
  const { entries } = openStore(storePath(options.store, environment), environment);
  for (const { result, checked = 'not checked' } of storedRuns(entries)) {
    const { startedAt, id, scenario, cluster, fingerprint, commit = '' } = result;
    environment.stdout.write(
      `${[startedAt, id, scenario, cluster, fingerprint, checked, commit].join('  ').trimEnd()}\n`,
    );
  }
  return ExitCode.ok;
}

/** `chaos history trend`: lasting changes. It tells, and fails nothing. */
export function historyTrend(
  scenario: string | undefined,
  options: HistoryOptions & { readonly lang: Language; readonly json?: boolean },
  environment: CliEnvironment,
): ExitCode {
  const runs = runsOf(scenario, options, environment);
  const changes = trendOf(runs, judgedMetrics({ margin: 0, margins: {} }));
  const { stdout } = environment;
  if (options.json) {
    stdout.write(`${JSON.stringify(changes)}\n`);
  } else {
    const speech = speechFor(options.lang);
    stdout.write(
      changes.length === 0
        ? `no lasting change in ${runs.length} runs\n`
        : changes.map((change) => `${trendText(change, speech)}\n`).join(''),
    );
  }
  return ExitCode.ok;
}

/** `chaos history export`: for tools that watch benchmarks. */
export async function historyExport(
  scenario: string | undefined,
  options: HistoryOptions & { readonly format: ExportName; readonly out: string },
  environment: CliEnvironment,
): Promise<ExitCode> {
  const runs = runsOf(scenario, options, environment);
  const last = runs.at(-1);
  if (last === undefined) {
    throw new ChaosError('NO_RUN', 'the history holds no such run', {
      where: storePath(options.store, environment),
      hint: '`chaos check` and `chaos history add` remember runs',
    });
  }
  const ofOneKind = runs.filter((run) => lineageKey(run) === lineageKey(last));
  const folder = resolve(environment.cwd, options.out);
  const files = EXPORTS[options.format](ofOneKind);
  await writeFiles(files, folder);
  environment.stdout.write(files.map(({ path }) => `${resolve(folder, path)}\n`).join(''));
  return ExitCode.ok;
}

function runsOf(
  scenario: string | undefined,
  options: HistoryOptions,
  environment: CliEnvironment,
): readonly RunResult[] {
  const { entries } = openStore(storePath(options.store, environment), environment);
  return storedRuns(entries)
    .map(({ result }) => result)
    .filter((run) => scenario === undefined || run.scenario === scenario);
}
