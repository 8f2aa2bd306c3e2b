import { join, resolve } from 'node:path';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { baselineFor, storedRuns } from '../../measurements/comparison/baseline.js';
import {
  type GateReport,
  type GateSettings,
  judgeAgainst,
  judgedMetrics,
  judgePairs,
  judgeTurns,
} from '../../measurements/comparison/gate.js';
import { type TrendChange, trendOf } from '../../measurements/comparison/trend.js';
import type { ComparedMetric } from '../../measurements/comparison/types.js';
import { checkContent } from '../../report/comparison/content.js';
import { checkFiles } from '../../report/comparison/files.js';
import { renderContent } from '../../report/comparison/terminal.js';
import { speechFor } from '../../report/locales/locale.js';
import type { Language } from '../../report/types.js';
import type { RunRecord } from '../../run/run-folder.js';
import { readShare } from '../../scenario/expectations.js';
import { appendToStore } from '../../store/history-store.js';
import { type CliEnvironment, colorOf, widthOf } from '../environment.js';
import { parseReference, runInTurns, runPairs } from '../rerun.js';
import { latestRun, type ReadRun, readRun } from '../run-result.js';
import { openStore, storePath } from '../store-path.js';
import { writeFiles } from './compare.js';

export interface CheckOptions {
  readonly store?: string;
  readonly rerunReference?: string;
  readonly pairs?: string;
  readonly turns?: Turns;
  readonly set: readonly string[];
  readonly margin?: string;
  readonly allowUnknown?: boolean;
  /** False where the run is not to be remembered. */
  readonly record: boolean;
  readonly lang: Language;
  readonly json?: boolean;
  readonly out?: string;
}

type Turns = 'together' | 'cells' | 'runs';

/** `chaos check`: is this run worse than those before, or than a reference run in turns with it? */
export async function check(
  folder: string | undefined,
  options: CheckOptions,
  environment: CliEnvironment,
): Promise<ExitCode> {
  const run = await readRun(folder ?? latestRun(environment), environment);
  const settings = settingsOf(run.record, options);
  const out = options.out === undefined ? join(run.folder, 'check') : resolve(environment.cwd, options.out);
  const store = storePath(options.store, environment);
  const report =
    options.rerunReference === undefined
      ? judgeAgainst(baselineFor(run.result, openStore(store, environment).entries), run.result, settings)
      : await judgeInTurns(run, settings, options, environment);
  if (options.record) {
    appendToStore(store, { type: 'run', result: run.result, checked: report.verdict });
  }
  const trend = trendNow(run, judgedMetrics(settings), store, environment);
  await writeFiles(await checkFiles(report, trend, options.lang), out);
  print(report, trend, options, environment);
  environment.stderr.write(`${out}\n`);
  return exitCodeOf(report, options);
}

async function judgeInTurns(
  run: ReadRun,
  settings: GateSettings,
  options: CheckOptions,
  environment: CliEnvironment,
): Promise<GateReport> {
  const { record, result } = run;
  const rerun = {
    reference: parseReference(options.rerunReference ?? ''),
    ...countsOf(record, options),
    set: options.set,
    folder: join(run.folder, 'pairs', new Date().toISOString().replace(/[-:]|\.\d+/g, '')),
  };
  const turns = options.turns ?? usualTurns(record);
  if (turns === 'runs') {
    const { reference, candidate } = await runPairs(record, rerun, environment);
    return judgePairs(result, reference, candidate, settings);
  }
  const { reference, candidate } = await runInTurns(turns, record, rerun, environment);
  return judgeTurns(result, reference, candidate, rerun.slices, settings);
}

/** Cell by cell where two of the cluster can be up at once: labs with addresses of their own cannot. */
function usualTurns({ cluster, scenario }: RunRecord): Turns {
  const canBeTwice = cluster.lab === undefined || cluster.lab === 'embedded';
  return canBeTwice && scenario.matrix !== undefined ? 'together' : 'runs';
}

const DEFAULTS = { margin: 0.05, margins: {}, pairs: 10, slices: 10 };

function settingsOf({ scenario }: RunRecord, { margin }: CheckOptions): GateSettings {
  // A run of an older version says nothing of regressions.
  const { margin: usual, margins } = (scenario as Partial<typeof scenario>).regression ?? DEFAULTS;
  if (margin === undefined) {
    return { margin: usual, margins: margins as Partial<Record<ComparedMetric, number>> };
  }
  const reading = readShare(margin);
  if (!reading.ok) {
    throw new ChaosError('BAD_MARGIN', reading.message, { hint: 'for example --margin 5%' });
  }
  return { margin: reading.value, margins: {} };
}

function countsOf(
  { scenario }: RunRecord,
  { pairs }: CheckOptions,
): { readonly pairs: number; readonly slices: number } {
  const usual = (scenario as Partial<typeof scenario>).regression ?? DEFAULTS;
  const count = pairs === undefined ? usual.pairs : Number(pairs);
  if (!Number.isInteger(count) || count < 8 || count > 1000) {
    throw new ChaosError('BAD_PAIRS', `${pairs} is not a whole number from 8 to 1000`, {
      hint: 'fewer than eight pairs cannot show a difference at the level of 0.01',
    });
  }
  return { pairs: count, slices: usual.slices };
}

/** What the whole history shows of this run's figures, as a warning. */
function trendNow(
  { result }: ReadRun,
  metrics: readonly ComparedMetric[],
  store: string,
  environment: CliEnvironment,
): readonly TrendChange[] {
  const runs = storedRuns(openStore(store, environment).entries).map((stored) => stored.result);
  const related = runs.filter(
    ({ scenario, cluster }) => scenario === result.scenario && cluster === result.cluster,
  );
  return trendOf(related, metrics).filter(({ direction }) => direction === 'worse');
}

function print(
  report: GateReport,
  trend: readonly TrendChange[],
  { json, lang }: CheckOptions,
  { stdout, env }: CliEnvironment,
): void {
  if (json) {
    stdout.write(`${JSON.stringify({ ...report, trend })}\n`);
    return;
  }
  const content = checkContent(report, trend, speechFor(lang));
  stdout.write(
    renderContent(content, { language: lang, width: widthOf(stdout), color: colorOf(stdout, env) }),
  );
}

function exitCodeOf({ verdict }: GateReport, { allowUnknown }: CheckOptions): ExitCode {
  const passes = verdict === 'pass' || (verdict === 'unknown' && allowUnknown === true);
  return passes ? ExitCode.ok : ExitCode.failed;
}
