import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Cluster } from '../cluster/types.js';
import { ChaosError, messageOf } from '../core/errors.js';
import type { ExitCode } from '../core/exit-codes.js';
import type { Plan } from '../plan/types.js';
import type { Scenario } from '../scenario/types.js';
import type { Environment } from './environment.js';
import type { HostClock } from './host-clocks.js';

/** What a run leaves in run.json: written at its start, completed at its end. */
export interface RunRecord {
  readonly schema: 'chaos/run@1';
  readonly id: string;
  readonly scenario: Scenario;
  /** Secrets are left out. */
  readonly cluster: Cluster;
  readonly plan: Plan;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly environment: Environment;
  /** How far the clocks of the hosts behind ssh were from ours when the run began. */
  readonly clocks: readonly HostClock[];
  readonly argv: readonly string[];
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly exitCode: ExitCode | null;
}

export interface RunFolder {
  readonly path: string;
  readonly historyPath: string;
  write(record: RunRecord): void;
}

/**
 * Makes the folder of a run: `out` exactly, or `reports/<scenario>/<id>` with `latest` pointing to it.
 * @throws ChaosError OUT_NOT_EMPTY, OUT_UNWRITABLE
 */
export function makeRunFolder(scenario: string, id: string, cwd: string, out?: string): RunFolder {
  const path = out === undefined ? join(cwd, 'reports', scenario, id) : resolve(cwd, out);
  try {
    mkdirSync(path, { recursive: true });
    refuseIfFilled(path);
    if (out === undefined) {
      pointLatest(path);
    }
  } catch (error) {
    throw error instanceof ChaosError
      ? error
      : new ChaosError('OUT_UNWRITABLE', `the run's folder cannot be made: ${messageOf(error)}`, {
          where: path,
          hint: 'name another with --out',
        });
  }
  return {
    path,
    historyPath: join(path, 'history.ndjson'),
    write: (record) => writeWhole(join(path, 'run.json'), `${JSON.stringify(record, null, 2)}\n`),
  };
}

function refuseIfFilled(path: string): void {
  if (readdirSync(path).length > 0) {
    throw new ChaosError('OUT_NOT_EMPTY', 'the folder for the results is not empty', {
      where: path,
      hint: 'results are never overwritten; name another with --out',
    });
  }
}

function pointLatest(path: string): void {
  const latest = join(dirname(path), 'latest');
  const fresh = `${latest}.${process.pid}`;
  rmSync(fresh, { force: true });
  symlinkSync(basename(path), fresh);
  renameSync(fresh, latest);
}

/** A reader sees the old file or the new one, never half of it. */
function writeWhole(path: string, content: string): void {
  writeFileSync(`${path}.partial`, content);
  renameSync(`${path}.partial`, path);
}
