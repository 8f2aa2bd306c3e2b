import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { suggestionHint } from '../../core/suggest.js';
import {
  COMPARED_BY_DEFAULT,
  compareFactor,
  compareRuns,
  FACTORS,
  type Factor,
} from '../../measurements/comparison/compare.js';
import { cautionsBetween } from '../../measurements/comparison/differences.js';
import {
  COMPARED,
  type ComparedMetric,
  type ComparisonReport,
  type RunResult,
} from '../../measurements/comparison/types.js';
import { comparisonContent } from '../../report/comparison/content.js';
import { renderContent } from '../../report/comparison/terminal.js';
import { speechFor } from '../../report/locales/locale.js';
import type { Language, ReportFile } from '../../report/types.js';
import { type CliEnvironment, colorOf, widthOf } from '../environment.js';
import { readRun } from '../run-result.js';

export interface CompareCommandOptions {
  readonly by?: string;
  readonly noise: readonly string[];
  readonly metric: readonly string[];
  readonly force?: boolean;
  readonly lang: Language;
  readonly json?: boolean;
  readonly out?: string;
}

/** `chaos compare`: two runs, or two values of a factor within runs. */
export async function compare(
  folders: readonly string[],
  options: CompareCommandOptions,
  environment: CliEnvironment,
): Promise<ExitCode> {
  const runs = await resultsOf(folders, environment);
  const noiseRuns = options.noise.length === 0 ? undefined : await resultsOf(options.noise, environment);
  const settings = {
    metrics: metricsOf(options.metric),
    seed: runs[0]?.seed ?? 0,
    ...(noiseRuns === undefined ? {} : { noiseRuns }),
  };
  const report =
    options.by === undefined
      ? compareRuns(...twoRuns(runs, options.force ?? false), settings)
      : byFactor(runs, options.by, settings);
  if (report.comparisons.length === 0) {
    throw new ChaosError('NOTHING_TO_COMPARE', 'the two sides have no figure in common', {
      hint: 'a cell is the same when condition, page, frontend, engine, requests and concurrency are; --by says which may differ',
    });
  }
  await present(report, options, environment);
  return ExitCode.ok;
}

function resultsOf(folders: readonly string[], environment: CliEnvironment): Promise<RunResult[]> {
  return Promise.all(folders.map(async (folder) => (await readRun(folder, environment)).result));
}

function metricsOf(names: readonly string[]): readonly ComparedMetric[] {
  const known = Object.keys(COMPARED);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const hint = suggestionHint(unknown, known, 'metrics');
    throw new ChaosError(
      'UNKNOWN_METRIC',
      `${unknown} cannot be compared`,
      hint === undefined ? {} : { hint },
    );
  }
  return names.length === 0 ? COMPARED_BY_DEFAULT : (names as readonly ComparedMetric[]);
}

/** @throws ChaosError NOT_COMPARABLE unless forced */
function twoRuns(runs: readonly RunResult[], force: boolean): [RunResult, RunResult] {
  const [before, after, ...more] = runs;
  if (before === undefined || after === undefined || more.length > 0) {
    throw new ChaosError('TWO_RUNS', `expected two runs, found ${runs.length}`, {
      hint: 'or name a factor within them, for example --by frontend=tcp,tcp-gluster',
    });
  }
  const reasons = cautionsBetween(before, after).map(({ code }) => REASONS[code] ?? code);
  if (reasons.length > 0 && !force) {
    throw new ChaosError('NOT_COMPARABLE', `these runs are not of the same: ${reasons.join('; ')}`, {
      hint: '--force compares them all the same, and marks it',
    });
  }
  return [before, after];
}

const REASONS: Readonly<Record<string, string>> = {
  OTHER_WORK: 'pages, load or faults differ',
  OTHER_MACHINE: 'they were made on different machines',
  OTHER_FIDELITY: 'one cluster is more real than the other',
};

function byFactor(
  runs: readonly RunResult[],
  text: string,
  settings: Parameters<typeof compareFactor>[3],
): ComparisonReport {
  const [, factor = '', before, after] = /^(\w+)=([^,]+),([^,]+)$/u.exec(text) ?? [];
  const known: readonly string[] = FACTORS;
  if (before === undefined || after === undefined || !known.includes(factor)) {
    throw new ChaosError('BAD_FACTOR', `${text} does not name a factor and two of its values`, {
      hint: `for example --by frontend=tcp,tcp-gluster; factors: ${FACTORS.join(', ')}`,
    });
  }
  return compareFactor(runs, factor as Factor, [before, after], settings);
}

async function present(
  report: ComparisonReport,
  options: CompareCommandOptions,
  environment: CliEnvironment,
): Promise<void> {
  const { stdout, env, cwd } = environment;
  const { lang } = options;
  if (options.json) {
    stdout.write(`${JSON.stringify(report)}\n`);
  } else {
    const content = comparisonContent(report, speechFor(lang));
    stdout.write(
      renderContent(content, { language: lang, width: widthOf(stdout), color: colorOf(stdout, env) }),
    );
  }
  if (options.out !== undefined) {
    const { comparisonFiles } = await import('../../report/comparison/files.js');
    await writeFiles(await comparisonFiles(report, lang), resolve(cwd, options.out));
  }
}

export async function writeFiles(files: readonly ReportFile[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(files.map(({ path, content }) => writeFile(join(folder, path), content)));
}
