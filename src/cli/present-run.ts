import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ChaosError, messageOf } from '../core/errors.js';
import { readHistory } from '../history/reader.js';
import { measureStream } from '../measurements/measure.js';
import type { Measurements } from '../measurements/types.js';
import type { Language, ReportFormat } from '../report/types.js';
import { reports } from './catalog.js';
import { type CliEnvironment, colorOf, widthOf } from './environment.js';

/** Measures the history in a run's folder. */
export async function measureRun(runDir: string): Promise<Measurements> {
  return measureStream(readHistory(join(runDir, 'history.ndjson')));
}

export interface PresentOptions {
  readonly lang: Language;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** False for measurements.json alone. */
  readonly report?: boolean;
}

/** Writes every report into the run's folder and prints the summary, or the measurements with `--json`. */
export async function presentRun(
  measurements: Measurements,
  runDir: string,
  options: PresentOptions,
  environment: CliEnvironment,
): Promise<void> {
  if (options.json) {
    environment.stdout.write(`${JSON.stringify(measurements)}\n`);
  } else {
    await printSummary(measurements, options.lang, environment);
  }
  const names = options.report === false ? ['json'] : Object.keys(reports);
  for (const name of names) {
    await writeReport(name, measurements, runDir, options.lang, environment);
  }
  const path = options.report === false ? runDir : join(runDir, 'report.html');
  (options.json ? environment.stderr : environment.stdout).write(`\n${path}\n`);
}

export async function printSummary(
  measurements: Measurements,
  language: Language,
  environment: CliEnvironment,
): Promise<void> {
  const { renderTerminal } = await import('../report/terminal.js');
  const { stdout, env } = environment;
  stdout.write(
    renderTerminal(measurements, { language, width: widthOf(stdout), color: colorOf(stdout, env) }),
  );
}

/** A report that cannot be made is told and does not cost the others. */
async function writeReport(
  name: string,
  measurements: Measurements,
  runDir: string,
  language: Language,
  environment: CliEnvironment,
): Promise<void> {
  try {
    await writeFormat(await loadFormat(name), measurements, runDir, language);
  } catch (error) {
    environment.stderr.write(`error[REPORT_FAILED]: the ${name} report: ${messageOf(error)}\n`);
  }
}

export async function loadFormat(name: string): Promise<ReportFormat> {
  const load = reports[name];
  if (load === undefined) {
    throw new ChaosError('UNKNOWN_FORMAT', `there is no report format ${name}`);
  }
  return load();
}

/** @returns the paths written */
export async function writeFormat(
  format: ReportFormat,
  measurements: Measurements,
  folder: string,
  language: Language,
): Promise<readonly string[]> {
  const files = await format.render(measurements, { language });
  return Promise.all(
    files.map(async (file) => {
      const path = join(folder, file.path);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, file.content);
      return path;
    }),
  );
}
