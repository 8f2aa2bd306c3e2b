import { randomBytes } from 'node:crypto';
import { redactCluster } from '../../cluster/redact.js';
import { ExitCode } from '../../core/exit-codes.js';
import { openHosts } from '../../hosts/open-hosts.js';
import type { Language } from '../../report/types.js';
import { readEnvironment } from '../../run/environment.js';
import { guardRun } from '../../run/guard.js';
import { makeRunFolder, type RunRecord } from '../../run/run-folder.js';
import { exitCodeWithoutVerdict, runSession, type SessionOutcome } from '../../run/session.js';
import { engines, hostKinds, observers, startIntegrity, startProbes } from '../catalog.js';
import { type CliEnvironment, stateDirOf } from '../environment.js';
import { liveView } from '../live/live-view.js';
import { packageVersion } from '../package-root.js';
import { type Prepared, prepare, type ScenarioOptions } from '../prepare.js';
import { measureRun, presentRun } from '../present-run.js';
import { printRunEnd } from '../print-run-end.js';
import { printPlan } from './plan.js';

export interface RunOptions extends ScenarioOptions {
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly lang: Language;
  readonly quiet?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
  /** False where the reports are left out. */
  readonly report: boolean;
}

/** `chaos run`: prepare, guard, run, measure, report; the exit code says how it ended. */
export async function run(
  scenarioFile: string,
  options: RunOptions,
  environment: CliEnvironment,
): Promise<ExitCode> {
  const prepared = await prepare(scenarioFile, options, environment);
  const preview = prepared.plan(prepared.lab.describe(prepared.cluster));
  if (options.dryRun) {
    printPlan(prepared.redact(preview), options.json ?? false, environment);
    return ExitCode.ok;
  }
  const stateDir = stateDirOf(environment);
  guardRun(preview, prepared.cluster, { confirmed: options.yes ?? false, stateDir });

  const startedAt = new Date();
  const id = runId(startedAt);
  const folder = makeRunFolder(preview.scenario, id, environment.cwd, options.out);
  const record: RunRecord = {
    schema: 'chaos/run@1',
    id,
    scenario: prepared.scenario.value,
    cluster: redactCluster(prepared.cluster),
    plan: preview,
    seed: prepared.seed,
    versions: { chaos: packageVersion(), node: process.versions.node },
    environment: readEnvironment(),
    clocks: [],
    argv: environment.argv,
    startedAt: startedAt.toISOString(),
    endedAt: null,
    exitCode: null,
  };
  folder.write(prepared.redact(record));
  const finish = (exitCode: ExitCode, { plan, clocks }: Pick<RunRecord, 'plan' | 'clocks'> = record) =>
    folder.write(prepared.redact({ ...record, plan, clocks, endedAt: new Date().toISOString(), exitCode }));
  try {
    const outcome = await conduct(prepared, id, folder, stateDir, options, environment);
    const measurements = await measureRun(folder.path);
    const exitCode = exitCodeWithoutVerdict(outcome) ?? verdictCode(measurements.verdict);
    finish(exitCode, outcome);
    await presentRun(measurements, folder.path, options, environment);
    printRunEnd(outcome, environment);
    return exitCode;
  } catch (error) {
    finish(codeOf(error));
    throw error;
  }
}

async function conduct(
  prepared: Prepared,
  id: string,
  folder: { readonly path: string; readonly historyPath: string },
  stateDir: string,
  options: RunOptions,
  environment: CliEnvironment,
): Promise<SessionOutcome> {
  const hosts = openHosts(hostKinds(environment.env));
  const view = liveView(environment, options.quiet ?? false);
  try {
    return await runSession({
      id,
      runDir: folder.path,
      historyPath: folder.historyPath,
      stateDir,
      seed: prepared.seed,
      cluster: prepared.cluster,
      lab: prepared.lab,
      parts: { engines, observers, startProbes, startIntegrity, open: hosts.open },
      plan: prepared.plan,
      interrupt: environment.interrupt,
      ...(environment.env.CHAOS_TURNS === undefined ? {} : { turnsAt: environment.env.CHAOS_TURNS }),
      onProgress: view.progress,
      onEvent: view.see,
    });
  } finally {
    view.stop();
    await hosts.closeAll();
  }
}

function verdictCode(verdict: 'pass' | 'fail' | 'unknown'): ExitCode {
  return verdict === 'pass' ? ExitCode.ok : ExitCode.failed;
}

function codeOf(error: unknown): ExitCode {
  const code = (error as { exitCode?: ExitCode }).exitCode;
  return code ?? ExitCode.brokeOff;
}

/** Sorts by time, and two runs in the same second differ: `20261121T081530Z-3fa9`. */
function runId(time: Date): string {
  const stamp = time.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  return `${stamp}-${randomBytes(2).toString('hex')}`;
}
