import { loadCluster } from '../../cluster/loader.js';
import { ExitCode } from '../../core/exit-codes.js';
import type { CliEnvironment } from '../environment.js';
import { clusterSources, labOf } from '../prepare.js';

/** `chaos lab up`: a lab to look at; it goes down with Ctrl-C, since it dies with its parent. */
export async function labUp(
  name: string,
  options: { readonly cluster?: string },
  environment: CliEnvironment,
): Promise<ExitCode> {
  const { stdout, stderr, interrupt } = environment;
  const { value: cluster } = await loadCluster(options.cluster ?? name, {
    ...clusterSources(environment),
    overrides: [],
  });
  const lab = await labOf(cluster).up(cluster, {
    seed: 0,
    onProgress: (message) => stderr.write(`${message}\n`),
  });
  try {
    for (const frontend of Object.values(lab.cluster.frontends)) {
      stdout.write(`${frontend.name.padEnd(14)} ${frontend.url}\n`);
    }
    stdout.write(`${'statistics'.padEnd(14)} ${lab.cluster.balancer?.statsUrl ?? 'none'}\n`);
    stdout.write('up until Ctrl-C\n');
    await aborted(interrupt);
  } finally {
    await lab.down();
  }
  return ExitCode.ok;
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
