import { resolve } from 'node:path';
import { ExitCode } from '../../core/exit-codes.js';
import type { Language } from '../../report/types.js';
import type { CliEnvironment } from '../environment.js';
import { loadFormat, measureRun, presentRun, writeFormat } from '../present-run.js';

export interface ReportCommandOptions {
  readonly format?: 'html' | 'md' | 'csv' | 'latex' | 'charts' | 'junit' | 'json';
  readonly lang: Language;
  readonly out?: string;
}

/** Names on the command line that differ from a format's own. */
const FORMAT_NAMES: Readonly<Record<string, string>> = { md: 'markdown' };

/** `chaos report`: the same history gives the same measurements, today or next year. */
export async function report(
  folders: readonly string[],
  options: ReportCommandOptions,
  environment: CliEnvironment,
): Promise<ExitCode> {
  for (const folder of folders) {
    const runDir = resolve(environment.cwd, folder);
    const out = options.out === undefined ? runDir : resolve(environment.cwd, options.out);
    const measurements = await measureRun(runDir);
    if (options.format === undefined) {
      await presentRun(measurements, out, options, environment);
    } else {
      const format = await loadFormat(FORMAT_NAMES[options.format] ?? options.format);
      const paths = await writeFormat(format, measurements, out, options.lang);
      environment.stdout.write(paths.map((path) => `${path}\n`).join(''));
    }
  }
  return ExitCode.ok;
}
