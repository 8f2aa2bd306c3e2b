import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { loadCluster } from '../../cluster/loader.js';
import type { Cluster } from '../../cluster/types.js';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import type { Lab, RunningLab, StandingLab } from '../../labs/types.js';
import type { CliEnvironment } from '../environment.js';
import { clusterSources, labOf } from '../prepare.js';

export type LabAction = 'up' | 'down' | 'status' | 'logs' | 'compose';

export interface LabCommandOptions {
  readonly cluster?: string;
  /** Variants of the cluster file of the lab's name: NAME-pacemaker, NAME-small. */
  readonly ha?: string;
  readonly scale?: string;
  readonly base?: string;
  readonly out?: string;
}

interface Request {
  readonly lab: Lab;
  readonly cluster: Cluster;
  readonly options: LabCommandOptions;
  readonly environment: CliEnvironment;
}

/** `chaos lab ACTION NAME`. */
export async function labCommand(
  action: LabAction,
  name: string,
  options: LabCommandOptions,
  environment: CliEnvironment,
): Promise<ExitCode> {
  const { value: cluster } = await loadCluster(options.cluster ?? clusterName(name, options), {
    ...clusterSources(environment),
    overrides: [],
  });
  await ACTIONS[action]({ lab: labOf(cluster), cluster, options, environment });
  return ExitCode.ok;
}

const ACTIONS: Readonly<Record<LabAction, (request: Request) => Promise<void>>> = {
  up,
  down: async ({ lab, environment }) => {
    const count = await standing(lab).down();
    environment.stdout.write(count === 0 ? 'it was not up\n' : `down: ${count} nodes removed\n`);
  },
  status: async ({ lab, cluster, environment }) => {
    for (const { title, rows } of await standing(lab).status(cluster)) {
      environment.stdout.write(`${title}\n${aligned(rows)}`);
    }
  },
  logs: async ({ lab, options, environment }) => {
    const folder = resolve(environment.cwd, options.out ?? `${lab.name}-logs`);
    const count = await standing(lab).collectLogs(folder);
    environment.stdout.write(`${count} nodes: ${folder}\n`);
  },
  compose: async ({ lab, cluster, options, environment }) => {
    const { compose } = standing(lab);
    if (compose === undefined) {
      throw new ChaosError('NOT_SUPPORTED', `the lab ${lab.name} cannot be written as a compose file`);
    }
    const folder = resolve(environment.cwd, options.out ?? `${lab.name}-compose`);
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'compose.yaml');
    await writeFile(file, stringify(await compose(cluster, folder, choicesOf(options))));
    environment.stdout.write(`${file}\n`);
  },
};

function clusterName(name: string, { ha, scale }: LabCommandOptions): string {
  const variants = [ha === 'keepalived' ? undefined : ha, scale === 'full' ? undefined : scale];
  return [name, ...variants.filter((variant) => variant !== undefined)].join('-');
}

function choicesOf({ base }: LabCommandOptions): Record<string, string> {
  return base === undefined ? {} : { base };
}

function standing(lab: Lab): StandingLab {
  if (lab.standing === undefined) {
    throw new ChaosError('NOT_SUPPORTED', `the lab ${lab.name} is up only while its \`chaos lab up\` runs`, {
      hint: 'end that with Ctrl-C',
    });
  }
  return lab.standing;
}

/** A lab that can stay stays; any other is there to look at until Ctrl-C. */
async function up({ lab, cluster, options, environment }: Request): Promise<void> {
  const { stderr, stdout, interrupt } = environment;
  const running = await lab.up(cluster, {
    seed: 0,
    onProgress: (message) => stderr.write(`${message}\n`),
    choices: choicesOf(options),
    signal: interrupt,
  });
  if (lab.standing !== undefined) {
    stdout.write(`${addresses(running)}up until \`chaos lab down ${lab.name}\`\n`);
    return;
  }
  try {
    stdout.write(`${addresses(running)}up until Ctrl-C\n`);
    await aborted(interrupt);
  } finally {
    await running.down();
  }
}

function addresses({ cluster }: RunningLab): string {
  const frontends = Object.values(cluster.frontends).map(({ name, url }) => [name, url ?? 'none']);
  return aligned([...frontends, ['statistics', cluster.balancer?.statsUrl ?? 'none']]);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const most = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: most }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `  ${line(row).trimEnd()}\n`).join('');
}

function aborted(signal: AbortSignal): Promise<void> {
  // A timer keeps the process alive: an abort signal alone does not.
  const alive = setInterval(() => {}, 60_000);
  return new Promise<void>((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  }).finally(() => clearInterval(alive));
}
